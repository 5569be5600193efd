/** What a read of a set showed, kept as what changed since the last read of the same node. */

import { type Edn } from "../edn.ts";
import { type ReadBook } from "./read-book.ts";

export interface SetReadFields {
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
