/** The journal against a dumb model: a set of names of values. */

import { expect, test } from "bun:test";
import fc from "fast-check";
import { Journal } from "../../../src/broadcast/replication/journal.ts";
import { type Count, type Run } from "../../../src/broadcast/replication/wire.ts";
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

function byName(counts: readonly Count[]): Count[] {
  return counts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
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
      const texts = sender.texts(sender.covered(known), sender.end, {
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

test("a node's own values are counted and sent, however many incarnations of it others told", () => {
  const one = journal();
  for (let incarnation = 1000; incarnation < 2000; incarnation++) {
    one.merge({ name: "n9", incarnation, first: 0, values: [incarnation] }, 1);
  }
  one.renew(10);
  one.add(5);
  expect(one.counts()).toContainEqual({ name: "n9", incarnation: 10, count: 1 });
  const except = { source: 1, others: false, known: undefined };
  expect(one.texts(one.end - 1, one.end, except)).toEqual(['["n9",10,0,[5]]']);
});
