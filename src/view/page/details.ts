/** Beside the diagram: the message that is looked at, and the value that is followed. */

import { Fate, typeOf } from "../model/messages.ts";
import { element, plural, timeText } from "./dom.ts";
import { indent } from "./json.ts";
import { type State, type View } from "./state.ts";
import { itemAt } from "../model/columns.ts";

/** A body of more characters would not be read to its end. */
const CHARACTERS_AT_MOST = 20_000;

export class Details {
  readonly root: HTMLElement;
  readonly #state: State;
  readonly #message = element("div", { class: "message", "aria-live": "polite" });
  readonly #value = element("div", { class: "value" });

  constructor(state: State) {
    this.#state = state;
    this.root = element("div", { class: "details" }, [this.#value, this.#message]);
    state.listen((_, before) => this.#changed(before));
  }

  #changed(before: View | undefined): void {
    const { view } = this.#state;
    const shown = view.selected ?? view.hovered;
    if (before === undefined || (before.selected ?? before.hovered) !== shown) {
      this.#message.replaceChildren(...this.#describeMessage(shown));
    }
    if (before?.followed !== view.followed) {
      this.#value.replaceChildren(...this.#describeValue(view.followed));
    }
  }

  #describeMessage(message: number | undefined): Node[] {
    const { messages } = this.#state.run;
    if (message === undefined || messages === undefined) {
      const text = "Point at a message, or go from one to the next with the arrow keys.";
      return [element("p", { class: "note", text })];
    }
    const source = itemAt(messages.names, itemAt(messages.source, message));
    const target = itemAt(messages.names, itemAt(messages.target, message));
    const title = element("h3", {}, [
      element("span", { text: `${source} → ${target}` }),
      element("span", { class: "type", text: typeOf(messages, message) }),
    ]);
    const body = messages.bodies[message];
    if (body === undefined) {
      const text = "Its body has more than 1,000 characters and is not in the journal.";
      return [title, this.#times(message), element("p", { class: "note", text })];
    }
    const shown = body.slice(0, CHARACTERS_AT_MOST);
    const more = body.length - shown.length;
    const json = element("pre", { text: indent(shown), tabindex: 0 });
    const text = `${plural(more, "more character")} of it are not shown.`;
    const rest = more > 0 ? [element("p", { class: "note", text })] : [];
    return [title, this.#times(message), json, ...rest];
  }

  #times(message: number): HTMLElement {
    const { messages } = this.#state.run;
    const sentMs = messages?.sendMs[message] ?? 0;
    const endMs = messages?.endMs[message] ?? Infinity;
    const took = timeText(endMs - sentMs);
    const fate = messages?.fate[message];
    const end =
      fate === Fate.received
        ? `received ${timeText(endMs)}, after ${took}`
        : fate === Fate.dropped
          ? `dropped ${timeText(endMs)}, after ${took}`
          : "never received, nor dropped";
    return element("p", { class: "times", text: `sent ${timeText(sentMs)}, ${end}` });
  }

  #describeValue(value: number | undefined): Node[] {
    if (value === undefined) return [];
    const { run, selection, followedMoments } = this.#state;
    const broadcastMs = run.broadcastMs[value] ?? NaN;
    const firstGain = followedMoments.find(({ isGain }) => isGain);
    const holders = new Set<number>();
    for (const { node, isGain } of followedMoments) {
      if (isGain) holders.add(node);
      else holders.delete(node);
    }
    const title = element("h3", { text: `Value ${short(itemAt(run.values.texts, value))}` });
    const facts = [
      Number.isNaN(broadcastMs)
        ? "no client sent it"
        : `first sent by a client at ${timeText(broadcastMs)}`,
      this.#fateOf(value),
      `${holders.size} of ${plural(run.nodes.length, "node")} had it in the end`,
      `${plural(selection.messages.length, "message")} carried it or answered that`,
    ];
    const list = element(
      "ul",
      { class: "facts" },
      facts.filter((text) => text !== "").map((text) => element("li", { text })),
    );
    const origin = Number.isNaN(broadcastMs) ? (firstGain?.timeMs ?? 0) : broadcastMs;
    return [title, list, this.#momentsTable(origin)];
  }

  #fateOf(value: number): string {
    const { values } = this.#state.run.record;
    const place = values.texts.indexOf(itemAt(this.#state.run.values.texts, value));
    const fate = values.fates[place];
    const latency = values.latencyMs[place];
    if (fate === "lost") return "lost: later reads do not show it";
    if (fate === "gone") return "gone with the only nodes that had it";
    if (fate === "unread") return "no read tells whether it was there for good";
    return typeof latency === "number"
      ? `every read shows it ${latency} ms after it was known`
      : "";
  }

  #momentsTable(originMs: number): HTMLElement {
    const { run, followedMoments } = this.#state;
    const rows = followedMoments.map(({ node, timeMs, isGain }) =>
      element("tr", {}, [
        element("th", { scope: "row", text: run.nodes[node] ?? "?" }),
        element("td", { text: isGain ? "had it" : "killed" }),
        element("td", { class: "number", text: `+${timeText(timeMs - originMs)}` }),
      ]),
    );
    const caption = element("caption", { text: "When each node had it, after a client sent it" });
    return element("div", { class: "table", tabindex: 0, role: "group" }, [
      element("table", {}, [caption, element("tbody", {}, rows)]),
    ]);
  }
}

/** As much of a value as fits into a title. */
export function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
