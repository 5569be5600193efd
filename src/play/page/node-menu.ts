/** The small menu of a node on the map: what can be done to it now. */

import { type ScenarioAction, type ScenarioValue } from "../../bench/faults/scenario.ts";
import { button, element } from "../../view/page/dom.ts";

export interface NodeMenuOptions {
  readonly title: string;
  readonly actions: readonly (readonly [text: string, action: ScenarioAction])[];
  readonly node: string;
  /** What is offered to be broadcast. */
  readonly value: number;
  readonly chosen: (action: ScenarioAction) => void;
  readonly closed: () => void;
}

export function nodeMenu(options: NodeMenuOptions): HTMLElement {
  const { title, actions, node, value, chosen, closed } = options;
  const input = element("input", { type: "text", value, "aria-label": "Value to broadcast" });
  const form = element("form", { class: "group" }, [
    input,
    element("button", { type: "submit", text: "Broadcast here" }),
  ]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    chosen({ action: "broadcast", value: valueOf(input.value), node });
  });
  const menu = element("div", { class: "node-menu", role: "dialog", "aria-label": title }, [
    element("div", { class: "node-menu-title" }, [
      element("strong", { text: title }),
      button("✕", { class: "close", "aria-label": "Close" }, closed),
    ]),
    element(
      "div",
      { class: "group" },
      actions.map(([text, action]) => button(text, {}, () => chosen(action))),
    ),
    form,
  ]);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closed();
    event.stopPropagation();
  });
  // A press within it begins no line on the map.
  menu.addEventListener("pointerdown", (event) => event.stopPropagation());
  return menu;
}

/** An integer, or else a text. */
function valueOf(text: string): ScenarioValue {
  const number = Number(text);
  return /^-?\d+$/u.test(text) && Number.isSafeInteger(number) ? number || 0 : text;
}
