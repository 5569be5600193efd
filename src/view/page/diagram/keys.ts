/** The diagram by keyboard. */

import { startsOf } from "../../model/selection.ts";
import { type State } from "../state.ts";
import { itemAt } from "../../model/columns.ts";

export function keyPressed(state: State, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = actionOf(state, event);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf(state: State, { key, shiftKey }: KeyboardEvent): (() => void) | undefined {
  const { range, selected, pointed } = state.view;
  const [from, to] = range;
  const [first, last] = state.extent;
  const width = to - from;
  const centre = (from + to) / 2;
  switch (key) {
    case "+":
    case "=":
      return () => state.showRange(centre - width / 4, centre + width / 4);
    case "-":
      return () => state.showRange(centre - width, centre + width);
    case "0":
      return () => state.showRange(first, last);
    case "Home":
      return () => state.showRange(first, first + width);
    case "End":
      return () => state.showRange(last - width, last);
    case "ArrowLeft":
      return shiftKey
        ? () => state.showRange(from - width / 4, to - width / 4)
        : () => step(state, -1);
    case "ArrowRight":
      return shiftKey
        ? () => state.showRange(from + width / 4, to + width / 4)
        : () => step(state, 1);
    case "ArrowUp":
      return () => point(state, -1);
    case "ArrowDown":
      return () => point(state, 1);
    case "Escape":
      if (selected === undefined && pointed === undefined) return undefined;
      return () => state.change({ selected: undefined, pointed: undefined });
    default:
      return undefined;
  }
}

/** At the next node, or the previous one; beyond the last begins again with the first. */
function point(state: State, way: 1 | -1): void {
  const count = state.run.nodes.length;
  const { pointed } = state.view;
  const from = pointed ?? (way > 0 ? -1 : count);
  const next = (from + way + count) % count;
  state.change({ pointed: next, hovered: undefined, selected: undefined });
}

/** To the next message that is shown, or the previous one; from nowhere, to the first in sight. */
function step(state: State, way: 1 | -1): void {
  const { selection, view, run } = state;
  const { messages } = selection;
  const starts = startsOf(run, view.spacing);
  const [from, to] = view.range;
  const current = view.selected === undefined ? -1 : messages.indexOf(view.selected);
  const begin = messages.findIndex((message) => itemAt(starts, message) >= from);
  const place = current < 0 ? begin : current + way;
  const selected = messages[place];
  if (selected === undefined) return;
  state.change({ selected });
  const start = itemAt(starts, selected);
  if (start >= from && start <= to) return;
  const width = to - from;
  state.showRange(start - width / 2, start + width / 2);
}
