/** One line on what is pointed at, in either picture: a message, or a node. */

import { itemAt } from "../model/columns.ts";
import { Fate, typeOf } from "../model/messages.ts";
import { describeNode } from "../model/pointed.ts";
import { element, timeText } from "./dom.ts";
import { type State } from "./state.ts";

const HINT = "Point at a node or a message, in either picture. Click a message to keep it.";

/** `more` is what else can be done. */
export function telling(state: State, more = ""): HTMLElement {
  const hint = `${HINT} ${more}`.trim();
  const made = element("p", { class: "telling", text: hint });
  state.listen(({ view, run, links }) => {
    // While it plays, a node's sentences change too often to be read out.
    made.setAttribute("aria-live", view.isPlaying ? "off" : "polite");
    const message = view.hovered ?? (view.pointed === undefined ? view.selected : undefined);
    const text =
      message !== undefined
        ? describeMessage(state, message)
        : view.pointed !== undefined
          ? describeNode(run, links, view.pointed, view.cursorMs).join(" ")
          : hint;
    if (made.textContent !== text) made.textContent = text;
  });
  return made;
}

function describeMessage({ run }: State, message: number): string {
  const { messages } = run;
  if (messages === undefined) return "";
  const source = itemAt(messages.names, itemAt(messages.source, message));
  const target = itemAt(messages.names, itemAt(messages.target, message));
  const endMs = itemAt(messages.endMs, message);
  const end =
    messages.fate[message] === Fate.received
      ? `received at ${timeText(endMs)}`
      : messages.fate[message] === Fate.dropped
        ? `dropped at ${timeText(endMs)}`
        : "never received";
  const sent = `${source} → ${target}: ${typeOf(messages, message) || "a message"}, sent at`;
  const body = messages.bodies[message];
  return `${sent} ${timeText(itemAt(messages.sendMs, message))}, ${end}. ${body ?? ""}`.trim();
}
