/**
 * Keeps the reads of a set in little memory. A read shows all values that its node has, so that
 * reads in full would take the square of a run's length. Every value gets a small number, in the
 * order of the history, and every read is kept as what changed since the last one of its node.
 */

import { itemsOf, keyOf, SharedVector, type Edn, type GrowingList } from "../edn.ts";

/** What is new in a read, and what is missing. */
export interface Change {
  readonly added: readonly Edn[];
  readonly removed: readonly Edn[];
  readonly isReordered: boolean;
  readonly repeats: readonly (readonly [value: Edn, count: number])[];
}

export class ReadBook {
  readonly #values: Edn[] = [];
  readonly #numbers = new Map<number | string, number>();
  readonly #nodes = new Map<number | string, NodeReads>();
  /** The numbers of values whose addition began, and that nothing has proved since. */
  readonly #unproved = new Set<number>();

  get values(): readonly Edn[] {
    return this.#values;
  }

  valueOf(number: number): Edn {
    return this.#values[number] ?? null;
  }

  numberOf(value: Edn): number {
    const key = keyOf(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#values.length;
      this.#values.push(value);
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** Notes that the addition of a value began or ended. */
  noteAdd(type: string, value: Edn): void {
    const number = this.numberOf(value);
    if (type === "invoke") this.#unproved.add(number);
    else if (type === "ok") this.#unproved.delete(number);
  }

  /**
   * Keeps what a read of a node showed, null or a list. `node` is its name or any other key, the same
   * for all its reads. Undefined if the value is no list.
   */
  keep(node: number | string, value: Edn): SetRead | undefined {
    const reads = this.#readsOf(node);
    if (value instanceof SharedVector && reads.isGrown(value)) {
      const more = value.list.items.slice(reads.length, value.length);
      const grown = reads.grow(
        Int32Array.from(more, (item) => this.numberOf(item)),
        value,
      );
      if (grown) return this.#toRead(reads, value);
    }
    const items = value === null ? [] : itemsOf(value);
    if (items === undefined) return undefined;
    reads.change(
      items.map((item) => this.numberOf(item)),
      value,
    );
    return this.#toRead(reads, value);
  }

  /** Keeps a read of which the changes against the last one of its node are known already. */
  restore(node: number | string, change: Change): SetRead {
    const reads = this.#readsOf(node);
    const numbersOf = (values: readonly Edn[]): number[] =>
      values.map((value) => this.numberOf(value));
    const { isReordered, repeats } = change;
    const numbered = repeats.map(([value, count]) => [this.numberOf(value), count] as const);
    reads.restore(numbersOf(change.added), numbersOf(change.removed), isReordered, numbered);
    return this.#toRead(reads, null);
  }

  #readsOf(node: number | string): NodeReads {
    let reads = this.#nodes.get(node);
    if (reads === undefined) this.#nodes.set(node, (reads = new NodeReads()));
    return reads;
  }

  #toRead(reads: NodeReads, value: Edn): SetRead {
    const { added, removed, isReordered, repeats } = reads;
    let isProof = false;
    for (const number of this.#unproved) {
      if (!reads.shows(number)) continue;
      this.#unproved.delete(number);
      isProof = true;
    }
    const isOdd = isReordered || repeats.size > 0;
    const exact = isProof && isOdd && value !== null ? value : undefined;
    const previous = reads.last;
    const fields = { book: this, previous, added, removed, isReordered, repeats, exact };
    return (reads.last = new SetRead(fields));
  }
}

const NONE = new Int32Array(0);
const NO_REPEATS: ReadonlyMap<number, number> = new Map();

/** What a node showed last, and how that differs from what it had shown before. */
class NodeReads {
  last: SetRead | undefined;
  added: Int32Array = NONE;
  removed: Int32Array = NONE;
  isReordered = false;
  repeats: ReadonlyMap<number, number> = NO_REPEATS;
  /** The list of which the last read showed the first `length` items, each once. */
  #list: GrowingList | undefined;
  length = 0;
  /** By number the rank in which a value came among those that are shown; −1 if it is not shown. */
  readonly #ranks: number[] = [];
  #nextRank = 0;
  #shownCount = 0;
  /** By number the last read that showed a value. */
  readonly #lastReads: number[] = [];
  #readCount = 0;

  shows(number: number): boolean {
    return (this.#ranks[number] ?? -1) >= 0;
  }

  /** Whether this begins with what the last read showed. */
  isGrown({ list, length }: SharedVector): boolean {
    return list === this.#list && length >= this.length;
  }

  /** Takes what came at the end of the list; false, and nothing is done, if that repeats a value. */
  grow(numbers: Int32Array, { length }: SharedVector): boolean {
    if (new Set(numbers).size < numbers.length) return false;
    if (numbers.some((number) => this.shows(number))) return false;
    for (const number of numbers) this.#show(number);
    this.added = numbers.length === 0 ? NONE : numbers;
    this.removed = NONE;
    this.length = length;
    return true;
  }

  /** Takes a whole read. */
  change(numbers: readonly number[], value: Edn): void {
    const read = ++this.#readCount;
    const added: number[] = [];
    const repeats = new Map<number, number>();
    let distinct = 0;
    let lastRank = -1;
    this.isReordered = false;
    for (const number of numbers) {
      if (this.#lastReads[number] === read) {
        repeats.set(number, (repeats.get(number) ?? 1) + 1);
        continue;
      }
      distinct++;
      if (!this.shows(number)) {
        this.#show(number);
        added.push(number);
      }
      this.#lastReads[number] = read;
      const rank = this.#ranks[number] ?? 0;
      if (rank < lastRank) this.isReordered = true;
      lastRank = rank;
    }
    this.added = added.length === 0 ? NONE : Int32Array.from(added);
    this.removed = distinct < this.#shownCount ? this.#removeUnread(read) : NONE;
    this.repeats = repeats.size === 0 ? NO_REPEATS : repeats;
    const isShared = value instanceof SharedVector && repeats.size === 0;
    this.#list = isShared ? value.list : undefined;
    this.length = isShared ? value.length : 0;
  }

  /** Takes a change that was made elsewhere. */
  restore(
    added: readonly number[],
    removed: readonly number[],
    isReordered: boolean,
    repeats: Iterable<readonly [number, number]>,
  ): void {
    for (const number of removed) this.#ranks[number] = -1;
    this.#shownCount -= removed.length;
    for (const number of added) this.#show(number);
    this.added = added.length === 0 ? NONE : Int32Array.from(added);
    this.removed = removed.length === 0 ? NONE : Int32Array.from(removed);
    this.isReordered = isReordered;
    this.repeats = new Map(repeats);
  }

  #show(number: number): void {
    while (this.#ranks.length <= number) {
      this.#ranks.push(-1);
      this.#lastReads.push(0);
    }
    this.#ranks[number] = this.#nextRank++;
    this.#shownCount++;
  }

  #removeUnread(read: number): Int32Array {
    const removed: number[] = [];
    for (let number = 0; number < this.#ranks.length; number++) {
      if (!this.shows(number) || this.#lastReads[number] === read) continue;
      this.#ranks[number] = -1;
      removed.push(number);
    }
    this.#shownCount -= removed.length;
    return Int32Array.from(removed);
  }
}

interface SetReadFields {
  readonly book: ReadBook;
  /** The last read of the same node; undefined for its first. */
  readonly previous: SetRead | undefined;
  /** The numbers of the values that this read shows and the last one did not, in their order. */
  readonly added: Int32Array;
  /** Of those that only the last one showed. */
  readonly removed: Int32Array;
  /** Whether it showed values in another order than the one in which they came. */
  readonly isReordered: boolean;
  /** How often it showed a value, by number, if more than once. */
  readonly repeats: ReadonlyMap<number, number>;
  /**
   * The list itself, if it was reordered or had repeats, and was the first proof of some value: such
   * a read may be shown in results.edn.
   */
  readonly exact: Edn | undefined;
}

/** What a read of a set showed, kept as what changed since the last read of the same node. */
export class SetRead implements SetReadFields {
  readonly book: ReadBook;
  readonly previous: SetRead | undefined;
  readonly added: Int32Array;
  readonly removed: Int32Array;
  readonly isReordered: boolean;
  readonly repeats: ReadonlyMap<number, number>;
  readonly exact: Edn | undefined;

  constructor(fields: SetReadFields) {
    this.book = fields.book;
    this.previous = fields.previous;
    this.added = fields.added;
    this.removed = fields.removed;
    this.isReordered = fields.isReordered;
    this.repeats = fields.repeats;
    this.exact = fields.exact;
  }

  /** The numbers of all values that it shows, each once, in the order in which they came. */
  numbers(): Set<number> {
    const reads: SetRead[] = [this];
    for (let read = this.previous; read !== undefined; read = read.previous) reads.push(read);
    const numbers = new Set<number>();
    for (const { added, removed } of reads.toReversed()) {
      for (let place = 0; place < removed.length; place++) numbers.delete(removed[place] ?? 0);
      for (let place = 0; place < added.length; place++) numbers.add(added[place] ?? 0);
    }
    return numbers;
  }

  /** As the node gave it, as far as that was kept: else each value once, in the order as above. */
  toEdn(): Edn {
    return this.exact ?? [...this.numbers()].map((number) => this.book.valueOf(number));
  }
}
