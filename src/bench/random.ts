/**
 * Seeded randomness. Each purpose has a generator of its own, so that one purpose's draws never
 * depend on how many another one made: the same seed gives the same load, the same faults and the
 * same latencies whatever the nodes do.
 */

/** PractRand's number of rounds after seeding sfc32. */
const WARM_UP_ROUNDS = 12;

const TWO_POW_32 = 0x1_0000_0000;

/**
 * sfc32, "small fast chaotic", by Chris Doty-Humphrey (PractRand, RNG/sfc.h): 128 bits of state.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` is an integer from 0 to 2^53 − 1; `purpose` names the draws: "faults", "node n3". */
  constructor(seed: number, purpose: string) {
    this.#a = hash(purpose);
    this.#b = seed | 0;
    this.#c = Math.floor(seed / TWO_POW_32) | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.next();
  }

  /** A uniform unsigned 32-bit integer. */
  next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    this.#c |= 0;
    return result >>> 0;
  }

  /** Uniform, 0 included, 1 not. */
  float(): number {
    return this.next() / TWO_POW_32;
  }

  /** A uniform integer from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor(this.float() * limit);
  }

  /** True with that probability. */
  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** Exponentially distributed with that mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.float());
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("Cannot pick one of an empty list");
    return item;
  }

  /** A copy in random order (Fisher and Yates). */
  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled: Item[] = [];
    for (const item of items) {
      const place = this.below(shuffled.length + 1);
      const displaced = shuffled[place];
      if (displaced !== undefined) shuffled.push(displaced);
      shuffled[place] = item;
    }
    return shuffled;
  }
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo), over UTF-16 units. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return sum;
}
