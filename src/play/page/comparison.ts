/** The figures of two runs beside each other, the better one of each marked. */

import { figuresOf, type Figures } from "../../view/model/figures.ts";
import { type Run } from "../../view/model/run.ts";
import { element, timeText } from "../../view/page/dom.ts";
import { nameOf, type Contender } from "../model/experiment.ts";

interface Column {
  readonly name: string;
  /** The less the better; undefined if there is none. */
  readonly of: (figures: Figures) => number | undefined;
  readonly text: (figure: number) => string;
}

const COLUMNS: readonly Column[] = [
  { name: "Values lost", of: ({ lost }) => lost, text: (lost) => `${lost}` },
  {
    name: "Messages",
    of: ({ serverMessages }) => serverMessages,
    text: (messages) => messages.toLocaleString("en"),
  },
  { name: "An operation", of: ({ perOperation }) => perOperation, text: (sent) => sent.toFixed(1) },
  { name: "Median latency", of: ({ medianLatencyMs }) => medianLatencyMs, text: timeText },
  { name: "Longest latency", of: ({ longestLatencyMs }) => longestLatencyMs, text: timeText },
];

export function comparison(contenders: readonly Contender[], runs: readonly Run[]): HTMLElement {
  const figures = runs.map(figuresOf);
  const heads = ["", ...COLUMNS.map(({ name }) => name)].map((text) =>
    element("th", { scope: "col", text }),
  );
  const rows = contenders.map((contender, row) => {
    const cells = COLUMNS.map(({ of, text }) => {
      const found = figures.map(of);
      return cell(found[row], found, text);
    });
    const name = element("th", { scope: "row", text: nameOf(contender) });
    return element("tr", {}, [name, ...cells]);
  });
  return element("section", { class: "comparison", "aria-label": "Side by side" }, [
    element("table", {}, [
      element("thead", {}, [element("tr", {}, heads)]),
      element("tbody", {}, rows),
    ]),
  ]);
}

/** One figure of those that are beside each other. */
function cell(
  figure: number | undefined,
  all: readonly (number | undefined)[],
  textOf: Column["text"],
): HTMLElement {
  const isTie = all.every((other) => other === all[0]);
  const isBetter = !isTie && figure === Math.min(...all.map((other) => other ?? Infinity));
  const text = figure === undefined ? "–" : textOf(figure);
  return element("td", {
    class: isBetter ? "is-better" : undefined,
    text: isBetter ? `${text} ✓ better` : text,
  });
}
