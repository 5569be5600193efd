import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { grid, line, total, tree, type Topology } from "../../src/node/topology.ts";

const RECORDED = `${import.meta.dir}/../recorded`;

/** The topology that a real Maelstrom sent in a recorded run. */
function recorded(run: string, node: string): Record<string, string[]> {
  const lines = readFileSync(`${RECORDED}/${run}/${node}.stdin.jsonl`, "utf8").split("\n");
  return JSON.parse(lines[1] ?? "").body.topology;
}

function named(count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => `n${place}`);
}

function listed(topology: Topology): Record<string, readonly string[]> {
  return Object.fromEntries(topology);
}

describe("a topology is Maelstrom's, in the order of its neighbours too", () => {
  test("grid of 5", () => {
    const names = ["n1", "n2", "n3", "n4", "n5"];
    expect(listed(grid(names))).toEqual(recorded("grid-5", "n1"));
    expect([...grid(names).keys()]).toEqual(Object.keys(recorded("grid-5", "n1")));
  });

  test("tree4 of 25", () => {
    expect(listed(tree(named(25), 4))).toEqual(recorded("tree4-25-partition", "n0"));
  });
});

describe("line", () => {
  test("links each to the next", () => {
    expect(listed(line(named(3)))).toEqual({ n0: ["n1"], n1: ["n0", "n2"], n2: ["n1"] });
  });

  test("is empty with one node", () => {
    expect(listed(line(named(1)))).toEqual({});
  });
});

test("total links everybody to everybody else", () => {
  expect(listed(total(named(3)))).toEqual({
    n0: ["n1", "n2"],
    n1: ["n0", "n2"],
    n2: ["n0", "n1"],
  });
});

test("the parent of node i in a tree is ⌊(i−1)/fanout⌋", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 2, max: 4 }),
      (count, fanout) => {
        const names = named(count);
        const topology = tree(names, fanout);
        for (let place = 1; place < count; place++) {
          const parent = `n${Math.floor((place - 1) / fanout)}`;
          expect(topology.get(`n${place}`)?.[0]).toBe(parent);
        }
      },
    ),
  );
});

test("neighbours are mutual, everybody is reached, and nobody has itself for one", () => {
  const makers = fc.constantFrom(grid, line, total, (names: readonly string[]) => tree(names, 3));
  fc.assert(
    fc.property(makers, fc.integer({ min: 2, max: 40 }), (make, count) => {
      const topology = make(named(count));
      const reached = new Set(["n0"]);
      for (const name of reached) {
        for (const other of topology.get(name) ?? []) {
          expect(other).not.toBe(name);
          expect(topology.get(other)).toContain(name);
          reached.add(other);
        }
      }
      expect(reached.size).toBe(count);
    }),
  );
});
