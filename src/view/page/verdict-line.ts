/** The verdict in one line, with four figures. */

import { figuresOf } from "../model/figures.ts";
import { type Run } from "../model/run.ts";
import { element, timeText } from "./dom.ts";
import { badgeOf, headlineOf } from "./verdict.ts";

const EXPLANATION =
  "Values lost of those broadcast; messages between servers, in all and for each operation of a " +
  "client; latency from the acknowledgement of a value until every read shows it.";

export function verdictLine(run: Run): HTMLElement {
  return element("div", { class: "verdict-line", role: "group", "aria-label": "Verdict" }, [
    badgeOf(run.record),
    element("p", { text: headlineOf(run.record) || run.record.verdict.faults[0] || "" }),
    ...figureTexts(run).map(([figure, text]) =>
      element("span", { class: "figure", title: EXPLANATION }, [
        element("strong", { text: figure }),
        element("span", { text: ` ${text}` }),
      ]),
    ),
  ]);
}

function figureTexts(run: Run): readonly (readonly [figure: string, text: string])[] {
  const figures = figuresOf(run);
  const { lost, values, serverMessages, perOperation, medianLatencyMs, longestLatencyMs } = figures;
  return [
    [`${lost} of ${values}`, "lost"],
    [serverMessages.toLocaleString("en"), "messages"],
    [perOperation === undefined ? "–" : perOperation.toFixed(1), "an operation"],
    [latencyText(medianLatencyMs, longestLatencyMs), "median, longest"],
  ];
}

function latencyText(medianMs: number | undefined, longestMs: number | undefined): string {
  if (medianMs === undefined || longestMs === undefined) return "–";
  return `${timeText(medianMs)}, ${timeText(longestMs)}`;
}
