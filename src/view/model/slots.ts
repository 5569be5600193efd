/** Which colour each kind of message has: a slot of a palette, `--kind-0` and so on in style.css. */

import { type Kind } from "./messages.ts";

/** How many kinds can be told apart; one slot more is for whatever is left. */
const SLOTS = 7;
const OTHER = SLOTS;

/** The same colours in each report for what eddy's own nodes say. */
const KNOWN: ReadonlyMap<string, number> = new Map([
  ["push", 0],
  ["broadcast", 0],
  ["gossip", 0],
  ["digest", 2],
  ["seek", 3],
  ["offer", 4],
]);

const KNOWN_CLIENT: ReadonlyMap<string, number> = new Map([
  ["broadcast", 1],
  ["add", 1],
  ["echo", 1],
  ["read", 5],
  ["init", 6],
  ["topology", 6],
]);

/** Kinds that nobody knows get the slots that are free, in the order in which they came. */
export function slotsOf(kinds: readonly Kind[]): number[] {
  const known = kinds.map(({ name, isClient }) => (isClient ? KNOWN_CLIENT : KNOWN).get(name));
  const taken = new Set(known);
  const free = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  return known.map((slot) => slot ?? free.shift() ?? OTHER);
}
