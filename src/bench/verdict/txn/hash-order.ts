/**
 * The order in which Elle walks its hash sets. What it reports depends on it where several answers
 * are right: which of two lists of one length is the longest, which cycle is met first. After
 * clojure.lang.Murmur3 and PersistentHashMap, and io.lacuna.bifurcan.Map.
 */

/** Each level of the trees of both libraries takes so many bits of a hash. */
const BITS_A_LEVEL = 5;
const SLOTS = 1 << BITS_A_LEVEL;

/** Vectors of integers as a set of Clojure has them: by slot, level for level. */
export function inClojureOrder<Item>(
  items: readonly Item[],
  numbersOf: (item: Item) => readonly number[],
): Item[] {
  const hashed = items.map((item) => ({ item, hash: hashVector(numbersOf(item)) }));
  const sorted = hashed.toSorted((left, right) => compareSlots(left.hash, right.hash));
  return sorted.map(({ item }) => item);
}

function compareSlots(left: number, right: number): number {
  for (let shift = 0; shift < 32; shift += BITS_A_LEVEL) {
    const order = slotOf(left, shift) - slotOf(right, shift);
    if (order !== 0) return order;
  }
  return 0;
}

function slotOf(hash: number, shift: number): number {
  return (hash >>> shift) % SLOTS;
}

/** Places of operations as a set of bifurcan has them: in a node first what is alone in its slot. */
export function inBifurcanOrder(indices: readonly number[], shift = 0): number[] {
  if (indices.length < 2 || shift >= 32) return [...indices];
  const slots = new Map<number, number[]>();
  for (const index of indices) {
    const slot = slotOf(spread(hashLong(index)), shift);
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

/** Murmur3 of a 64-bit integer, as Clojure hashes it. */
function hashLong(value: number): number {
  if (value === 0) return 0;
  const low = mixHash(0, mixKey(value | 0));
  const high = mixHash(low, mixKey(Math.floor(value / 0x1_0000_0000) | 0));
  return finish(high, 8);
}

function hashVector(numbers: readonly number[]): number {
  let hash = 1;
  for (const number of numbers) hash = (Math.imul(31, hash) + hashLong(number)) | 0;
  return finish(mixHash(0, mixKey(hash)), numbers.length);
}

function mixKey(key: number): number {
  return Math.imul(rotate(Math.imul(key, 0xcc9e2d51), 15), 0x1b873593);
}

function mixHash(hash: number, key: number): number {
  return (Math.imul(rotate(hash ^ key, 13), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, length: number): number {
  let mixed = hash ^ length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}
