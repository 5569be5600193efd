/**
 * The reads and writes of the workloads of logs and transactions (elle.txn, `wr-txns`): a fair coin
 * chooses between the two, and few keys are busy at a time, the last of them most. A key takes a
 * limited number of writes, the values 1, 2, 3 and so on; then a new one takes its place.
 */

import { type Random } from "../random.ts";

export interface MicroOperation {
  readonly key: number;
  /** What is written; undefined for a read. */
  readonly value: number | undefined;
}

export interface KeyOptions {
  readonly keyCount: number;
  readonly maxWritesPerKey: number;
}

/** Maelstrom's. */
export const DEFAULT_KEYS: KeyOptions = { keyCount: 10, maxWritesPerKey: 16 };

export class MicroOperations {
  readonly #random: Random;
  readonly #maxWritesPerKey: number;
  readonly #keys: number[];
  readonly #writes = new Map<number, number>();

  constructor(random: Random, { keyCount, maxWritesPerKey }: KeyOptions) {
    this.#random = random;
    this.#maxWritesPerKey = maxWritesPerKey;
    this.#keys = Array.from({ length: keyCount }, (_, key) => key);
  }

  next(): MicroOperation {
    for (;;) {
      const isWrite = this.#random.chance(0.5);
      const place = this.#drawPlace();
      const key = this.#keys[place] ?? 0;
      if (!isWrite) return { key, value: undefined };
      const value = (this.#writes.get(key) ?? 0) + 1;
      if (value <= this.#maxWritesPerKey) {
        this.#writes.set(key, value);
        return { key, value };
      }
      this.#keys[place] = Math.max(...this.#keys) + 1;
    }
  }

  /** Each place is twice as likely as the one before it. */
  #drawPlace(): number {
    const scale = 2 ** this.#keys.length - 1;
    return Math.floor(Math.log2(this.#random.float() * scale + 1));
  }
}
