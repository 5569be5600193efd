/**
 * What the reads of a broadcast history showed. Every value gets a small number, so that the
 * checkers, which compare each read with each value, work on arrays of integers.
 */

import { itemsOf, keyOf, writeEdn, type Edn } from "../edn.ts";
import { HistoryError, type History, type Operation } from "../history.ts";

/** A read that was ok. */
export interface Reading {
  /** The places of its two operations in the history. */
  readonly invocation: number;
  readonly completion: number;
  readonly process: number;
  /** The numbers of the values that it showed, each once. */
  readonly shown: Int32Array;
}

export interface Readings {
  /** In the order of their completion. */
  readonly readings: readonly Reading[];
  /** Each value that was broadcast or read, at its number. */
  readonly values: readonly Edn[];
  /** The number of the value of a broadcast; −1 for other operations. By place in the history. */
  readonly broadcasts: Int32Array;
  /** How often a value occurred within one read, at most; only those with more than once. */
  readonly duplicates: ReadonlyMap<number, number>;
}

/**
 * `addName` is the operation that adds a value. Throws HistoryError if a read is ok without a list of
 * values.
 */
export function readingsOf({ operations, counterparts }: History, addName: string): Readings {
  const reader = new ReadingReader();
  const readings: Reading[] = [];
  const broadcasts = new Int32Array(operations.length).fill(-1);
  for (const [place, operation] of operations.entries()) {
    const { f, process, type, value } = operation;
    if (typeof process !== "number") continue;
    if (f === addName) broadcasts[place] = reader.numberOf(value);
    if (f !== "read" || type !== "ok") continue;
    const shown = reader.read(valuesOf(operation));
    readings.push({ invocation: counterparts[place] ?? -1, completion: place, process, shown });
  }
  return { readings, values: reader.values, broadcasts, duplicates: reader.duplicates };
}

function valuesOf(operation: Operation): readonly Edn[] {
  const { index, value } = operation;
  const items = value === null ? [] : itemsOf(value);
  if (items !== undefined) return items;
  throw new HistoryError(`Read ${index} is ok, but its value is no list: ${writeEdn(value)}`);
}

/** Numbers values as they come, and finds those that occur twice within one read. */
class ReadingReader {
  readonly values: Edn[] = [];
  readonly duplicates: Map<number, number> = new Map();
  readonly #numbers = new Map<number | string, number>();
  /** For each value the last read that showed it. */
  readonly #lastReads: number[] = [];
  #reads = 0;

  numberOf(value: Edn): number {
    const key = keyOf(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.values.length;
      this.values.push(value);
      this.#lastReads.push(0);
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** The numbers of these values, each once. */
  read(items: readonly Edn[]): Int32Array {
    const shown = new Int32Array(items.length);
    const repeated: number[] = [];
    const read = ++this.#reads;
    let length = 0;
    for (const item of items) {
      const value = this.numberOf(item);
      if (this.#lastReads[value] === read) repeated.push(value);
      else shown[length++] = value;
      this.#lastReads[value] = read;
    }
    this.#note(repeated);
    return shown.subarray(0, length);
  }

  #note(repeated: readonly number[]): void {
    const counts = new Map<number, number>();
    for (const value of repeated) counts.set(value, (counts.get(value) ?? 1) + 1);
    for (const [value, count] of counts) {
      this.duplicates.set(value, Math.max(count, this.duplicates.get(value) ?? 0));
    }
  }
}

/** A set of value numbers that is emptied in no time, to ask one reading after another. */
export class Shown {
  readonly #stamps: Int32Array;
  #stamp = 0;

  constructor(valueCount: number) {
    this.#stamps = new Int32Array(valueCount);
  }

  /** From here on `has` answers for this reading. */
  load({ shown }: Reading): void {
    const stamps = this.#stamps;
    const stamp = ++this.#stamp;
    // Not `for … of`, which takes 20 ns a number on an Int32Array; this takes 2.
    for (let index = 0; index < shown.length; index++) stamps[shown[index] ?? 0] = stamp;
  }

  has(value: number): boolean {
    return this.#stamps[value] === this.#stamp;
  }
}
