/** The verdict, as the terminal has it, and the values that are worth a look. */

import { type RunRecord, type Suspects } from "../model/record.ts";
import { piecesOf } from "../model/times.ts";
import { short } from "./details.ts";
import { button, element, plural } from "./dom.ts";
import { type State } from "./state.ts";

const BADGES = {
  valid: "Valid",
  invalid: "Invalid",
  unknown: "Unknown",
  none: "No verdict",
} as const;

export function verdict(state: State, show: () => void): HTMLElement {
  const { record } = state.run;
  const { faults, rows, remarks, suspects } = record.verdict;
  const headline = [badgeOf(record), element("p", { text: headlineOf(record) })];
  const parts: Node[] = [element("div", { class: "headline" }, headline)];
  if (faults.length > 0) {
    parts.push(
      element(
        "ul",
        { class: "faults" },
        faults.map((text) => element("li", {}, withTimes(state, text, show))),
      ),
    );
  }
  for (const text of remarks) parts.push(element("pre", { class: "remark", text, tabindex: 0 }));
  parts.push(
    element("div", { class: "figures" }, [definitions(rows), definitions(record.settings)]),
  );
  if (suspects.length > 0) {
    parts.push(
      element(
        "div",
        { class: "suspects" },
        suspects.map((it) => group(state, it, show)),
      ),
    );
  }
  return element("section", { class: "verdict", "aria-label": "Verdict" }, parts);
}

export function badgeOf({ verdict: { validity } }: RunRecord): HTMLElement {
  return element("span", { class: `badge ${validity}`, text: BADGES[validity] });
}

/** "Valid: none of 5 values was lost." beside its badge needs no second "Valid". */
export function headlineOf({ verdict: { validity, headline } }: RunRecord): string {
  const badge = `${BADGES[validity]}:`;
  const rest = headline.startsWith(badge) ? headline.slice(badge.length).trim() : headline;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** A sentence in which each time leads into the pictures. */
function withTimes(state: State, sentence: string, show: () => void): readonly Node[] {
  if (state.run.messages === undefined) return [new Text(sentence)];
  return piecesOf(sentence).map(({ text, atMs }) =>
    atMs === undefined
      ? new Text(text)
      : button(text, { class: "link", title: "Show this moment" }, () => {
          state.change({ cursorMs: atMs, isPlaying: false });
          state.showTimes(atMs - AROUND_MS, atMs + AROUND_MS);
          show();
        }),
  );
}

/** What is shown before and after a time that one goes to. */
const AROUND_MS = 250;

function definitions(rows: readonly (readonly [string, string])[]): HTMLElement {
  const items = rows.flatMap(([name, text]) => [
    element("dt", { text: name }),
    element("dd", { text }),
  ]);
  return element("dl", {}, items);
}

const AT_FIRST = 16;
const AT_MOST = 2000;

function group(
  state: State,
  { name, explanation, values }: Suspects,
  show: () => void,
): HTMLElement {
  const link = (text: string): HTMLElement =>
    button(short(text), { class: "link", title: `Follow ${short(text)}` }, () => {
      state.follow(state.run.values.find(text));
      show();
    });
  const list = element("div", { class: "links" }, values.slice(0, AT_FIRST).map(link));
  if (values.length > AT_FIRST) {
    const rest = values.slice(AT_FIRST, AT_MOST);
    const more = button(
      `and ${plural(values.length - AT_FIRST, "more")}`.replace(/s$/u, ""),
      {},
      () => {
        more.replaceWith(...rest.map(link));
      },
    );
    list.append(more);
  }
  return element("div", { class: `suspect ${name.replace(" ", "-")}` }, [
    element("h3", {}, [
      element("span", { text: `${values.length.toLocaleString("en")} ${name}` }),
      element("span", { class: "note", text: explanation }),
    ]),
    list,
  ]);
}
