/**
 * The order in which Elle walks the nodes of a graph: that of bifurcan's hash sets, which are trees of
 * nodes with 32 slots. It decides which cycle Elle meets first. After io.lacuna.bifurcan.Map.
 */

import { hashOfInteger } from "../clojure-order.ts";

/** The bits of a hash that each level of the tree takes. */
const BITS_A_LEVEL = 5;
const SLOTS = 1 << BITS_A_LEVEL;

/** Places of operations as a set of bifurcan has them: in a node first what is alone in its slot. */
export function inBifurcanOrder(indices: readonly number[], shift = 0): number[] {
  if (indices.length < 2 || shift >= 32) return [...indices];
  const slots = new Map<number, number[]>();
  for (const index of indices) {
    const slot = (spread(hashOfInteger(index)) >>> shift) % SLOTS;
    const others = slots.get(slot);
    if (others === undefined) slots.set(slot, [index]);
    else others.push(index);
  }
  const sorted = [...slots]
    .toSorted(([left], [right]) => left - right)
    .map(([, members]) => members);
  const alone = sorted.filter((members) => members.length === 1).flat();
  const nested = sorted.filter((members) => members.length > 1);
  return [...alone, ...nested.flatMap((members) => inBifurcanOrder(members, shift + BITS_A_LEVEL))];
}

/** What bifurcan makes of the 32 bits that Clojure hands it as 64. */
function spread(hash: number): number {
  const folded = hash < 0 ? ~hash : hash;
  const mixed = folded ^ (folded >>> 20) ^ (folded >>> 12);
  return mixed ^ (mixed >>> 7) ^ (mixed >>> 4);
}
