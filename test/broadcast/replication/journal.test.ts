/** The journal against a dumb model: a set of names of values. */

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { AHEAD_AT_MOST, Journal } from "../../../src/broadcast/replication/journal.ts";
import { type Count } from "../../../src/broadcast/replication/origin.ts";
import { type Run } from "../../../src/broadcast/replication/wire.ts";
import { Values } from "../../../src/broadcast/values.ts";

const ORIGINS = ["n1", "n2", "n3"];

/** Runs of three origins, whose value at an index is a number made of both. */
const runs = fc.array(
  fc
    .tuple(fc.nat({ max: 2 }), fc.nat({ max: 12 }), fc.integer({ min: 1, max: 5 }))
    .map(([origin, first, length]): Run => ({
      name: ORIGINS[origin] ?? "",
      incarnation: 1,
      first,
      values: Array.from({ length }, (_, place) => 1000 * origin + first + place),
    })),
);

function journal(): Journal {
  return new Journal(new Values(), "n9", 9);
}

function names(run: Run): string[] {
  return run.values.map((_, place) => `${run.name} ${run.first + place}`);
}

function contiguous(all: ReadonlySet<string>): Count[] {
  return ORIGINS.flatMap((name) => {
    let count = 0;
    while (all.has(`${name} ${count}`)) count++;
    return count === 0 ? [] : [{ name, incarnation: 1, count }];
  });
}

/** Without the sums, and without origins of which nothing is known but what lies beyond a gap. */
function byName(counts: readonly Count[]): Count[] {
  return counts
    .filter(({ count }) => count > 0)
    .map(({ name, incarnation, count }) => ({ name, incarnation, count }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

test("each value is news once, in whatever order and however often it comes", () => {
  fc.assert(
    fc.property(runs, (list) => {
      const merged = journal();
      const known = new Set<string>();
      for (const run of list) {
        for (const name of names(run)) known.add(name);
        merged.merge(run, 1);
        expect(merged.end).toBe(known.size);
      }
      expect(byName(merged.counts())).toEqual(contiguous(known));
    }),
  );
});

test("what a digest lacks is behind the position that it covers, and with it both have the same", () => {
  fc.assert(
    fc.property(runs, runs, (first, second) => {
      const sender = journal();
      const receiver = journal();
      for (const run of [...first, ...second]) sender.merge(run, 1);
      for (const run of first) receiver.merge(run, 1);
      const known = sender.known(receiver.counts());
      const texts = sender.texts(sender.covered(receiver.counts()), sender.end, {
        source: 1,
        others: false,
        known,
      });
      for (const text of texts) {
        const [name, incarnation, index, values] = JSON.parse(text);
        receiver.merge({ name, incarnation, first: index, values }, 2);
      }
      expect(byName(receiver.counts())).toEqual(byName(sender.counts()));
      expect(receiver.end).toBe(sender.end);
    }),
  );
});

test("a node is not sent back what came from it, unless a digest says that it has lost it", () => {
  const one = journal();
  one.merge({ name: "n1", incarnation: 1, first: 0, values: [5] }, 1);
  one.add(6);
  const except = { source: 1, others: false, known: undefined };
  expect(one.texts(0, 2, except)).toEqual(['["n9",9,0,[6]]']);
  expect(one.hasNews(0, 1, except)).toBe(false);
  expect(one.texts(0, 2, { ...except, known: new Map() })).toEqual([
    '["n1",1,0,[5]]',
    '["n9",9,0,[6]]',
  ]);
});

test("a message ends where it would become too long", () => {
  const one = journal();
  for (let value = 0; value < 20_001; value++) one.add(value);
  expect(one.reach(0)).toBe(20_000);
  for (let value = 0; value < 4; value++) one.add(`"${"x".repeat(600_000)}${value}"`);
  expect(one.reach(20_001)).toBe(20_003);
});

describe("an index", () => {
  test("keeps the value that came first", () => {
    const store = new Values();
    const one = new Journal(store, "n9", 9);
    one.merge({ name: "n2", incarnation: 77, first: 0, values: [901] }, 1);
    one.merge({ name: "n2", incarnation: 77, first: 0, values: [5, 6] }, 2);
    expect([...store]).toEqual([901, 6]);
  });

  /** Runs of one origin, in any order and with gaps. */
  const runs = fc.array(
    fc.tuple(fc.nat({ max: 9 }), fc.integer({ min: 1, max: 3 })).map(([first, length]): Run => ({
      name: "n2",
      incarnation: 77,
      first,
      values: Array.from({ length }, (_, place) => 10 + first + place),
    })),
  );

  test("is counted the same by all who have the same, in whatever order, and only by them", () => {
    fc.assert(
      fc.property(runs, fc.func(fc.nat()), (list, key) => {
        const [one, other, less] = [journal(), journal(), journal()];
        for (const run of list) one.merge(run, 1);
        const reordered = list.toSorted((a, b) => key(a) - key(b));
        for (const run of [...reordered, ...list]) other.merge(run, 1);
        expect(other.counts()).toEqual(one.counts());
        expect(other.covered(one.counts())).toBe(other.end);
        for (const run of list.slice(1)) less.merge(run, 1);
        expect(less.lacks(one.counts())).toBe(less.end !== one.end);
      }),
    );
  });
});

describe("incarnations", () => {
  test("that have no values are not kept", () => {
    const one = journal();
    for (let incarnation = 0; incarnation < 2000; incarnation++) {
      one.merge({ name: "n2", incarnation, first: 0, values: [] }, 1);
    }
    one.merge({ name: "n2", incarnation: 5000, first: 0, values: [5] }, 1);
    expect(byName(one.counts())).toEqual([{ name: "n2", incarnation: 5000, count: 1 }]);
  });

  test("are all kept, and a digest counts a thousand of a name, those that were heard lately", () => {
    const one = journal();
    for (let incarnation = 0; incarnation < 2000; incarnation++) {
      one.merge({ name: "n2", incarnation, first: 0, values: [incarnation] }, 1);
    }
    one.merge({ name: "n2", incarnation: 7, first: 1, values: [-1] }, 1);
    expect(one.end).toBe(2001);
    const counts = one.counts();
    expect(counts).toHaveLength(1000);
    expect(counts).toContainEqual(expect.objectContaining({ incarnation: 7, count: 2 }));
    expect(counts).toContainEqual(expect.objectContaining({ incarnation: 1999 }));
    expect(counts).not.toContainEqual(expect.objectContaining({ incarnation: 8 }));
    expect(one.covered(counts)).toBe(0);
  });

  test("of the node itself take up what others tell of it, and go on behind that", () => {
    const one = journal();
    one.add(1);
    one.merge({ name: "n9", incarnation: 9, first: 1, values: [2] }, 1);
    one.merge({ name: "n9", incarnation: 9, first: 3, values: [4] }, 1);
    one.add(3);
    one.add(5);
    expect(byName(one.counts())).toEqual([{ name: "n9", incarnation: 9, count: 5 }]);
    const except = { source: 1, others: false, known: new Map() };
    expect(one.texts(0, 5, except)).toEqual([
      '["n9",9,0,[1]]',
      '["n9",9,1,[2]]',
      '["n9",9,3,[4]]',
      '["n9",9,2,[3]]',
      '["n9",9,4,[5]]',
    ]);
  });

  test("of the node itself are not covered by who claims more values of them than there are", () => {
    const one = journal();
    one.add(1);
    expect(one.covered([{ name: "n9", incarnation: 9, count: 2 ** 30 }])).toBe(0);
  });
});

test("what lies beyond gaps is kept up to a limit, and the rest is not stored either", () => {
  const store = new Values();
  const one = new Journal(store, "n9", 9);
  const run = { name: "n2", incarnation: 1, first: 1, values: Array(AHEAD_AT_MOST).fill(5) };
  expect(one.merge(run, 1)).toBe(true);
  expect(one.merge({ name: "n3", incarnation: 1, first: 1, values: [6] }, 1)).toBe(false);
  // A client that broadcasts it here must find it new, or nobody would pass it on.
  expect([...store]).toEqual([5]);
  expect(one.end).toBe(AHEAD_AT_MOST);
  expect(one.merge({ name: "n3", incarnation: 1, first: 0, values: [7, 6] }, 1)).toBe(true);
  expect(one.end).toBe(AHEAD_AT_MOST + 2);
});
