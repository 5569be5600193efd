/**
 * What a node knows of one origin. An index has one value, unless somebody made a mistake or lied:
 * then all its values are kept, since a client may rely on each. So two nodes that talk end up with
 * the same values under each index, in whatever order they learned them.
 */

import { type Value } from "../values.ts";

/** What a node has of an origin: `["n3", incarnation, count, sum, sumAhead]`. */
export interface Count {
  readonly name: string;
  readonly incarnation: number;
  /** The number of indexes from the first without a gap. */
  readonly count: number;
  /** A sum over the values of these indexes; undefined if the sender does not say. */
  readonly sum?: number | undefined;
  /** The same over the values beyond the gap; left out if there are none. */
  readonly sumAhead?: number | undefined;
}

/** The values of an index beyond a gap: the first one, and the sum over all. */
interface Ahead {
  readonly value: Value;
  sum: number;
}

export class Origin {
  /** Its place among the origins of a journal. */
  readonly number: number;
  readonly name: string;
  readonly incarnation: number;
  /** The position of its last entry in the journal: how lately it was heard. */
  latest = 0;
  /** The first value of each index below the gap. */
  readonly #values: Value[] = [];
  readonly #ahead = new Map<number, Ahead>();
  /** The index of each value that is not the first of its index. */
  readonly #others = new Map<string, number>();
  #sum = 0;
  #sumAhead = 0;

  constructor(number: number, name: string, incarnation: number) {
    this.number = number;
    this.name = name;
    this.incarnation = incarnation;
  }

  /** How many indexes are known from the first without a gap. */
  get count(): number {
    return this.#values.length;
  }

  /** How many indexes are known beyond the gap. */
  get aheadCount(): number {
    return this.#ahead.size;
  }

  has(index: number, value: Value): boolean {
    const first = this.#values[index] ?? this.#ahead.get(index)?.value;
    return first === value || (this.#others.size > 0 && this.#others.has(keyOf(index, value)));
  }

  /** Adds a value that it does not have. */
  add(index: number, value: Value): void {
    const hash = hashOf(index, value);
    const ahead = this.#ahead.get(index);
    if (ahead !== undefined) {
      ahead.sum = sumOf(ahead.sum, hash);
      this.#sumAhead = sumOf(this.#sumAhead, hash);
    } else if (index > this.count) {
      this.#ahead.set(index, { value, sum: hash });
      this.#sumAhead = sumOf(this.#sumAhead, hash);
      return;
    } else this.#sum = sumOf(this.#sum, hash);
    if (index === this.count) this.#advance(value);
    else this.#others.set(keyOf(index, value), index);
  }

  /** How many of its entries have this index or a later one. */
  entriesFrom(index: number): number {
    let entries = Math.max(0, this.count - index);
    for (const ahead of this.#ahead.keys()) if (ahead >= index) entries++;
    for (const other of this.#others.values()) if (other >= index) entries++;
    return entries;
  }

  /** What a digest says of it. */
  toCount(): Count {
    const { name, incarnation, count } = this;
    return { name, incarnation, count, sum: this.#sum, sumAhead: this.#sumAhead };
  }

  /** Whether another node has something that is not here. */
  lacks(other: Count): boolean {
    const { count, sumAhead = 0 } = other;
    const isAhead = sumAhead !== 0 && sumAhead !== this.#sumAhead;
    return count > this.count || isAhead || this.#differs(other);
  }

  /** The first index of which another node may lack a value; Infinity if it has them all. */
  knownBy(other: Count): number {
    if (this.#differs(other)) return 0;
    const isSame = other.sum !== undefined && other.count === this.count;
    return isSame && (other.sumAhead ?? 0) === this.#sumAhead ? Infinity : other.count;
  }

  /** Whether another node has other values under the same indexes. */
  #differs({ count, sum }: Count): boolean {
    return count === this.count && sum !== undefined && sum !== this.#sum;
  }

  /** Counts an index, and those behind it that are there already. */
  #advance(first: Value): void {
    this.#values.push(first);
    for (;;) {
      const ahead = this.#ahead.get(this.count);
      if (ahead === undefined) return;
      this.#ahead.delete(this.count);
      this.#values.push(ahead.value);
      this.#sum = sumOf(this.#sum, ahead.sum);
      this.#sumAhead = sumOf(this.#sumAhead, -ahead.sum);
    }
  }
}

function keyOf(index: number, value: Value): string {
  return `${index} ${value}`;
}

function sumOf(sum: number, part: number): number {
  return (sum + part) >>> 0;
}

/** 32 bits of a value and its index. It finds mistakes, and does not stop whoever looks for twins. */
function hashOf(index: number, value: Value): number {
  let hash = mix(index + 1);
  if (typeof value === "number") hash = mix(mix(hash ^ value) ^ Math.floor(value / 2 ** 32));
  else for (let at = 0; at < value.length; at++) hash = mix(hash ^ value.charCodeAt(at));
  return mix(hash);
}

/** The finalizer of MurmurHash3. */
function mix(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
