import { describe, expect, test } from "bun:test";
import { nodeNames } from "../../../src/bench/options.ts";
import { Random } from "../../../src/bench/random.ts";
import { drawTargets, type TargetKind } from "../../../src/bench/faults/targets.ts";

/** The sizes of the groups that are drawn, of so many nodes. */
function sizes(kind: TargetKind, nodeCount: number): ReadonlySet<number> {
  const random = new Random(1, "targets");
  const nodes = nodeNames(nodeCount);
  return new Set(
    Array.from({ length: 500 }, () => drawTargets(kind, nodes, random).length).toSorted(),
  );
}

describe("targets are as many as Jepsen's", () => {
  test.each([
    ["one", [1, 1, 1, 1, 1]],
    ["minority-third", [0, 0, 0, 1, 1]],
    ["minority", [0, 1, 1, 2, 2]],
    ["majority", [1, 2, 2, 3, 3]],
    ["all", [1, 2, 3, 4, 5]],
  ] as const)("%s, of 1 to 5 nodes", (kind, counts) => {
    counts.forEach((count, place) => expect(sizes(kind, place + 1)).toEqual(new Set([count])));
  });

  test("some: any number but none", () => {
    expect(sizes("some", 5)).toEqual(new Set([1, 2, 3, 4, 5]));
  });
});

test("targets are drawn anew each time, all equally often, and come in the order of the nodes", () => {
  const random = new Random(1, "targets");
  const nodes = nodeNames(12);
  const counts = new Map<string, number>();
  for (let draws = 0; draws < 2000; draws++) {
    const drawn = drawTargets("minority", nodes, random);
    expect(drawn).toEqual(nodes.filter((name) => drawn.includes(name)));
    for (const name of drawn) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const name of nodes) expect(Math.abs((counts.get(name) ?? 0) - 1000)).toBeLessThan(120);
});
