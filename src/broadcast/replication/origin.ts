/** Which values of one origin a node has, by their indexes. They may come out of order. */

/** What a node has of an origin: `["n3", incarnation, count, ahead]`. */
export interface Count {
  readonly name: string;
  readonly incarnation: number;
  /** The number of indexes from the first without a gap. */
  readonly count: number;
  /** A sum over the indexes beyond the gap; left out if there are none. */
  readonly ahead?: number | undefined;
}

export class Origin {
  /** Its place among the origins of a journal. */
  readonly number: number;
  readonly name: string;
  readonly incarnation: number;
  /** The position of its last entry in the journal: how lately it was heard. */
  latest = 0;
  #count = 0;
  readonly #ahead = new Set<number>();
  #aheadSum = 0;

  constructor(number: number, name: string, incarnation: number) {
    this.number = number;
    this.name = name;
    this.incarnation = incarnation;
  }

  /** How many indexes are known from the first without a gap. */
  get count(): number {
    return this.#count;
  }

  /** How many indexes are known beyond the gap. */
  get aheadCount(): number {
    return this.#ahead.size;
  }

  has(index: number): boolean {
    return index < this.#count || this.#ahead.has(index);
  }

  /** Adds an index that it does not have. */
  add(index: number): void {
    if (index > this.#count) {
      this.#ahead.add(index);
      this.#aheadSum = sumOf(this.#aheadSum, mix(index));
      return;
    }
    this.#count++;
    while (this.#ahead.delete(this.#count)) {
      this.#aheadSum = sumOf(this.#aheadSum, -mix(this.#count));
      this.#count++;
    }
  }

  /** How many of its entries have this index or a later one. */
  entriesFrom(index: number): number {
    let entries = Math.max(0, this.#count - index);
    for (const ahead of this.#ahead) if (ahead >= index) entries++;
    return entries;
  }

  /** What a digest says of it. */
  toCount(): Count {
    const { name, incarnation, count } = this;
    return { name, incarnation, count, ...(this.#aheadSum !== 0 && { ahead: this.#aheadSum }) };
  }

  /** Whether another node has something that is not here. */
  lacks({ count, ahead = 0 }: Count): boolean {
    return count > this.#count || (ahead !== 0 && ahead !== this.#aheadSum);
  }

  /** The first index of which another node may lack the value; Infinity if it has them all. */
  knownBy({ count, ahead = 0 }: Count): number {
    return count === this.#count && ahead === this.#aheadSum ? Infinity : count;
  }
}

function sumOf(sum: number, part: number): number {
  return (sum + part) >>> 0;
}

/** 32 bits of an index, so that sums over different indexes differ (the finalizer of MurmurHash3). */
function mix(index: number): number {
  let hash = Math.imul(index ^ (index >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
