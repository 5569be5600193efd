import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { GrowingList, SharedVector, writeEdn, type Edn } from "../../../src/bench/edn.ts";
import { ReadBook } from "../../../src/bench/reads/read-book.ts";

/** What is kept of each read. */
function keptOf(values: readonly Edn[], book: ReadBook = new ReadBook()): string[] {
  return values.map((value) => {
    const read = book.keep("n1", value);
    if (read === undefined) return "no list";
    const [added, removed] = [read.added, read.removed].map((numbers) =>
      writeEdn(Array.from(numbers, (number) => book.valueOf(number))),
    );
    const repeats = [...read.repeats].map(([number, count]) => `${number}×${count}`).join();
    return [`+${added}`, `-${removed}`, read.isReordered ? "reordered" : "", repeats]
      .filter((part) => part !== "")
      .join(" ");
  });
}

test("a read is kept as what is new in it, and what is missing", () => {
  expect(keptOf([[5, 6], [5, 6, 7], [5, 7], null, [7]])).toEqual([
    "+[5 6] -[]",
    "+[7] -[]",
    "+[] -[6]",
    "+[] -[5 7]",
    "+[7] -[]",
  ]);
});

test("another order and repeats are marked, and cost nothing else", () => {
  expect(keptOf([["a", "b"], ["b", "a", "c"], ["a", "a", "b", "c", "a"], 7])).toEqual([
    '+["a" "b"] -[]',
    '+["c"] -[] reordered',
    "+[] -[] 0×3",
    "no list",
  ]);
});

test("a read in another order keeps its own, if it is the first proof of a value", () => {
  const book = new ReadBook();
  book.noteAdd("invoke", 1);
  book.noteAdd("invoke", 2);
  const first = book.keep("n1", [1, 2]);
  const again = book.keep("n1", [2, 1]);
  book.noteAdd("invoke", 3);
  const proof = book.keep("n1", [3, 2, 1]);
  expect([first, again, proof].map((read) => writeEdn(read?.toEdn() ?? null))).toEqual([
    "[1 2]",
    "[1 2]",
    "[3 2 1]",
  ]);
});

test("whatever nodes show, each read can be told, and lists that grow are kept as any other", () => {
  const shown = fc.record({ node: fc.nat(2), values: fc.array(fc.nat(9)), grows: fc.boolean() });
  fc.assert(
    fc.property(fc.array(shown), (reads) => {
      const [book, plain] = [new ReadBook(), new ReadBook()];
      const lists = new Map<number, GrowingList>();
      for (const { node, values, grows } of reads) {
        const list = (grows ? lists.get(node) : undefined) ?? new GrowingList([]);
        lists.set(node, list);
        list.items.push(...values);
        const read = book.keep(node, new SharedVector(list, list.items.length));
        const same = plain.keep(node, [...list.items]);
        const valuesOf = (numbers: Iterable<number> = []): Edn[] =>
          [...numbers].map((number) => book.valueOf(number));
        expect(valuesOf(read?.numbers()).toSorted()).toEqual([...new Set(list.items)].toSorted());
        expect(read && [read.added, read.removed, read.isReordered, read.repeats]).toEqual(
          same && [same.added, same.removed, same.isReordered, same.repeats],
        );
        const isPlain = read?.isReordered === false && read.repeats.size === 0;
        if (isPlain) expect(read.toEdn()).toEqual(list.items);
      }
    }),
  );
});
