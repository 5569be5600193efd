/**
 * The compact form of a history: the value of a read of a set is what is new in it.
 *
 *     :value #eddy/read{:since 17, :new [5 6], :gone [3], :reordered true, :repeated {5 2}}
 *
 * It shows what the read at index 17 of the same history showed, and 5 and 6, but not 3; in another
 * order than they came, and 5 twice. What is empty or false is left out, `:since` in a node's first.
 */

import { EdnMap, ednMap, itemsOf, Tagged, type Edn } from "../edn.ts";
import { type Operation } from "../history.ts";
import { type Change, type ReadBook, type SetRead } from "./read-book.ts";

const TAG = "eddy/read";

export class CompactWriter {
  /** The index of the last read of each node. */
  readonly #indexes = new Map<SetRead, number>();

  /** The operation as it is written. */
  toWritten(kept: Operation): Operation {
    const { read, ...operation } = kept;
    if (read === undefined) return kept;
    const { previous } = read;
    const since = previous === undefined ? undefined : this.#indexes.get(previous);
    if (previous !== undefined) this.#indexes.delete(previous);
    this.#indexes.set(read, operation.index);
    return { ...operation, value: new Tagged(TAG, changeToEdn(read, since)) };
  }
}

function changeToEdn(read: SetRead, since: number | undefined): EdnMap {
  const { book, added, removed, isReordered, repeats } = read;
  const valuesOf = (numbers: Int32Array): Edn[] | undefined =>
    numbers.length === 0 ? undefined : Array.from(numbers, (number) => book.valueOf(number));
  const repeated = [...repeats].map(([number, count]) => [book.valueOf(number), count] as const);
  return ednMap({
    since,
    new: valuesOf(added),
    gone: valuesOf(removed),
    reordered: isReordered ? true : undefined,
    repeated: repeated.length === 0 ? undefined : new EdnMap(repeated),
  });
}

export class CompactReader {
  readonly #book: ReadBook;
  /** By the index of its last read a key for each node: the index of its first. */
  readonly #nodes = new Map<number, number>();

  constructor(book: ReadBook) {
    this.#book = book;
  }

  /** The read at this index; undefined if its value is not in the compact form. */
  read(value: Edn, index: number): SetRead | undefined {
    if (!(value instanceof Tagged && value.tag === TAG && value.value instanceof EdnMap)) {
      return undefined;
    }
    const since = value.value.get("since");
    const node = since === undefined ? index : this.#nodes.get(Number(since));
    if (node === undefined) return undefined;
    this.#nodes.delete(Number(since));
    this.#nodes.set(index, node);
    return this.#book.restore(`read ${node}`, changeOf(value.value));
  }
}

function changeOf(map: EdnMap): Change {
  const repeated = map.mapAt("repeated")?.entries ?? [];
  return {
    added: itemsOf(map.get("new") ?? null) ?? [],
    removed: itemsOf(map.get("gone") ?? null) ?? [],
    isReordered: map.get("reordered") === true,
    repeats: repeated.map(([value, count]) => [value, Number(count)]),
  };
}
