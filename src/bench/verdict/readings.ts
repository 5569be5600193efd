/**
 * What the reads of a history showed: of each what is new, and what is missing, against the last read
 * of the same node. Values have small numbers, so that the checkers work on arrays of integers, and
 * each needs one pass over what changed, however long the reads are.
 */

import { writeEdn, type Edn } from "../edn.ts";
import { HistoryError, type History, type Operation } from "../history.ts";
import { ReadBook, type SetRead } from "../reads/read-book.ts";
import { type Assignment } from "./assignment.ts";

/** A read that was ok. */
export interface Reading {
  /** The places of its two operations in the history. */
  readonly invocation: number;
  readonly completion: number;
  /** The number of its node. */
  readonly node: number;
  /** The numbers of the values that its node shows now, and did not in its last reading. */
  readonly added: Int32Array;
  /** And the other way round. */
  readonly removed: Int32Array;
  readonly read: SetRead;
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
export function readingsOf(
  { operations, counterparts }: History,
  addName: string,
  { nodeOf }: Pick<Assignment, "nodeOf">,
): Readings {
  const book = operations.find(({ read }) => read !== undefined)?.read?.book ?? new ReadBook();
  const readings: Reading[] = [];
  const lastReads = new Map<number, SetRead>();
  const broadcasts = new Int32Array(operations.length).fill(-1);
  const duplicates = new Map<number, number>();
  for (const [place, operation] of operations.entries()) {
    const { f, process, type, value } = operation;
    if (typeof process !== "number") continue;
    if (f === addName) {
      book.noteAdd(type, value);
      broadcasts[place] = book.numberOf(value);
    }
    if (f !== "read" || type !== "ok") continue;
    const node = nodeOf(process);
    const read = operation.read ?? book.keep(node, value) ?? refuse(operation);
    const [invocation, completion] = [counterparts[place] ?? -1, place];
    readings.push({ invocation, completion, node, ...changeFrom(lastReads.get(node), read), read });
    lastReads.set(node, read);
    for (const [number, count] of read.repeats) {
      duplicates.set(number, Math.max(count, duplicates.get(number) ?? 0));
    }
  }
  return { readings, values: book.values, broadcasts, duplicates };
}

function refuse({ index, value }: Operation): never {
  throw new HistoryError(`Read ${index} is ok, but its value is no list: ${writeEdn(value)}`);
}

/** Reads are kept by process where the node was unknown; then two in a row may be of two processes. */
function changeFrom(last: SetRead | undefined, read: SetRead): Pick<Reading, "added" | "removed"> {
  if (read.previous === last) return read;
  const [before, now] = [last?.numbers() ?? new Set<number>(), read.numbers()];
  return {
    added: Int32Array.from(now.difference(before)),
    removed: Int32Array.from(before.difference(now)),
  };
}

/** What a node shows, reading after reading: 1 at the number of a value. */
export class Shown {
  readonly #shown: Uint8Array;

  constructor(valueCount: number) {
    this.#shown = new Uint8Array(valueCount);
  }

  change({ added, removed }: Pick<Reading, "added" | "removed">): void {
    for (let place = 0; place < removed.length; place++) this.#shown[removed[place] ?? 0] = 0;
    for (let place = 0; place < added.length; place++) this.#shown[added[place] ?? 0] = 1;
  }

  has(value: number): boolean {
    return this.#shown[value] === 1;
  }
}

/** What there is for each node, made when it is first asked for. */
export class ByNode<Of> {
  readonly #made = new Map<number, Of>();
  readonly #make: () => Of;

  constructor(make: () => Of) {
    this.#make = make;
  }

  of(node: number): Of {
    let made = this.#made.get(node);
    if (made === undefined) this.#made.set(node, (made = this.#make()));
    return made;
  }

  all(): Iterable<Of> {
    return this.#made.values();
  }
}
