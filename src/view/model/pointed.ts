/** What can be told of a node that is pointed at: what it has, whom it talks to, what it sends next. */

import { itemAt } from "./columns.ts";
import { type Links } from "./links.ts";
import { typeOf } from "./messages.ts";
import { type Run } from "./run.ts";
import { firstWhere } from "./selection.ts";

/** How many values are named before the rest is only counted. */
const NAMED_AT_MOST = 12;

/** Sentences. */
export function describeNode(run: Run, links: Links, node: number, timeMs: number): string[] {
  const name = run.nodes[node] ?? "?";
  const texts: string[] = [];
  if (run.holdings.isKnown && run.record.values.texts.length > 0) {
    texts.push(`${name} has ${listed(heldBy(run, node, timeMs))}.`);
  }
  const neighbours = (links.neighbours[node] ?? []).map((other) => run.nodes[other] ?? "?");
  texts.push(
    neighbours.length === 0
      ? `${name} talks to no other node.`
      : `It talks to ${listed(neighbours)}.`,
  );
  return [...texts, nextOf(run, name, timeMs)];
}

/** The values that a node has, in the order in which it got them. */
export function heldBy({ holdings, values }: Run, node: number, timeMs: number): string[] {
  const held = new Set<number>();
  for (let place = 0; place < holdings.count; place++) {
    if (itemAt(holdings.timeMs, place) > timeMs) break;
    if (holdings.node[place] !== node) continue;
    const value = itemAt(holdings.value, place);
    if (holdings.isGain[place] === 1) held.add(value);
    else held.delete(value);
  }
  return [...held].map((value) => itemAt(values.texts, value));
}

function listed(texts: readonly string[]): string {
  if (texts.length === 0) return "no value yet";
  const more = texts.length - NAMED_AT_MOST;
  const named = texts.slice(0, NAMED_AT_MOST).map(short).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

function short(text: string): string {
  return text.length > 20 ? `${text.slice(0, 20)}…` : text;
}

/** The next message to another node, with all that is sent at the same instant. */
function nextOf({ messages }: Run, name: string, timeMs: number): string {
  const nothing = "It sends nothing more to another node.";
  if (messages === undefined) return nothing;
  const { sendMs, kinds, kind, names, source, target } = messages;
  let first = firstWhere(messages.count, (message) => itemAt(sendMs, message) > timeMs);
  const isWanted = (message: number): boolean =>
    itemAt(names, itemAt(source, message)) === name &&
    !itemAt(kinds, itemAt(kind, message)).isClient;
  while (first < messages.count && !isWanted(first)) first++;
  if (first === messages.count) return nothing;
  const atMs = itemAt(sendMs, first);
  const targets: string[] = [];
  for (let message = first; message < messages.count && sendMs[message] === atMs; message++) {
    if (isWanted(message)) targets.push(itemAt(names, itemAt(target, message)));
  }
  const type = typeOf(messages, first) || "a message";
  return `Next it sends ${type} to ${listed(targets)}, at ${Math.round(atMs).toLocaleString("en")} ms.`;
}
