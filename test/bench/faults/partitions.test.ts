import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { type Cuts } from "../../../src/bench/network/network.ts";
import { nodeNames } from "../../../src/bench/options.ts";
import {
  drawGroup,
  isolate,
  oneWay,
  partition,
  PARTITION_KINDS,
  type PartitionKind,
} from "../../../src/bench/faults/partitions.ts";
import { Random } from "../../../src/bench/random.ts";

const clusters = fc.integer({ min: 1, max: 30 }).map(nodeNames);
const seeds = fc.nat();

function draw(kind: PartitionKind, nodes: readonly string[], seed: number): Cuts {
  return partition(kind, nodes, new Random(seed, "test"));
}

/** Whom a node hears, itself included. */
function heardBy(receiver: string, nodes: readonly string[], cuts: Cuts): readonly string[] {
  return nodes.filter((source) => !cuts.get(receiver)?.has(source));
}

/** The groups whose members reach each other, over others or not, sorted by size. */
function islandSizes(nodes: readonly string[], cuts: Cuts): readonly number[] {
  const left = new Set(nodes);
  const sizes: number[] = [];
  for (const start of nodes) {
    if (!left.delete(start)) continue;
    const island = [start];
    for (const member of island) {
      for (const source of heardBy(member, nodes, cuts))
        if (left.delete(source)) island.push(source);
    }
    sizes.push(island.length);
  }
  return sizes.toSorted((one, other) => one - other);
}

describe("every partition", () => {
  const kinds = fc.constantFrom(...PARTITION_KINDS);

  test("leaves each node to itself", () => {
    fc.assert(
      fc.property(kinds, clusters, seeds, (kind, nodes, seed) => {
        const cuts = draw(kind, nodes, seed);
        for (const name of nodes) expect(heardBy(name, nodes, cuts)).toContain(name);
      }),
    );
  });

  test("lists only receivers that miss somebody", () => {
    fc.assert(
      fc.property(kinds, clusters, seeds, (kind, nodes, seed) => {
        for (const sources of draw(kind, nodes, seed).values())
          expect(sources.size).toBeGreaterThan(0);
      }),
    );
  });
});

/** A cluster of n nodes falls into a part of `sizeOf(n)`, and the rest. */
function expectSizes(kind: PartitionKind, sizeOf: (count: number) => number): void {
  fc.assert(
    fc.property(clusters, seeds, (nodes, seed) => {
      const small = sizeOf(nodes.length);
      const sizes = [small, nodes.length - small].filter((size) => size > 0);
      sizes.sort((one, other) => one - other);
      expect(islandSizes(nodes, draw(kind, nodes, seed))).toEqual(sizes);
    }),
  );
}

describe("a partition into two parts", () => {
  test("one: a node from all others", () => {
    expectSizes("one", () => 1);
  });

  test("majority: ⌊n/2⌋ from the rest", () => {
    expectSizes("majority", (count) => Math.floor(count / 2));
  });

  test("minority-third: ⌊(n−1)/3⌋ from the rest, and nobody when n ≤ 3", () => {
    expectSizes("minority-third", (count) => Math.floor((count - 1) / 3));
    expect(draw("minority-third", nodeNames(3), 1).size).toBe(0);
  });

  test("cuts everybody in one part from everybody in the other", () => {
    const cuts = isolate(["n1", "n2", "n3"], ["n2"]);
    expect([...cuts]).toEqual([
      ["n1", new Set(["n2"])],
      ["n2", new Set(["n1", "n3"])],
      ["n3", new Set(["n2"])],
    ]);
  });
});

describe("majorities-ring", () => {
  const kind = "majorities-ring";

  test("lets each node hear a majority", () => {
    fc.assert(
      fc.property(clusters, seeds, (nodes, seed) => {
        const majority = Math.floor(nodes.length / 2) + 1;
        const cuts = draw(kind, nodes, seed);
        for (const name of nodes) {
          expect(heardBy(name, nodes, cuts).length).toBeGreaterThanOrEqual(majority);
        }
      }),
    );
  });

  test("keeps everything connected over others", () => {
    fc.assert(
      fc.property(clusters, seeds, (nodes, seed) => {
        expect(islandSizes(nodes, draw(kind, nodes, seed))).toEqual([nodes.length]);
      }),
    );
  });

  test("up to 5 nodes: exactly a majority each, no two the same, and the node in its middle", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5 }).map(nodeNames), seeds, (nodes, seed) => {
        const cuts = draw(kind, nodes, seed);
        const heard = nodes.map((name) => heardBy(name, nodes, cuts));
        const majority = Math.floor(nodes.length / 2) + 1;
        expect(heard.map(({ length }) => length)).toEqual(nodes.map(() => majority));
        expect(new Set(heard.map((names) => names.join())).size).toBe(nodes.length);
      }),
    );
  });

  test("3 nodes: each hears itself and its predecessor, so that all cuts are in one direction", () => {
    const nodes = nodeNames(3);
    const cuts = draw(kind, nodes, 1);
    for (const [receiver, sources] of cuts) {
      for (const source of sources) expect(cuts.get(source)?.has(receiver)).toBe(false);
    }
    expect(cuts.size).toBe(3);
  });

  test("5 nodes: the two that a node does not hear do not hear it, and hear each other", () => {
    const cuts = draw(kind, nodeNames(5), 1);
    for (const [receiver, sources] of cuts) {
      const [one = "", other = ""] = sources;
      expect([cuts.get(one)?.has(receiver), cuts.get(other)?.has(receiver)]).toEqual([true, true]);
      expect(cuts.get(one)?.has(other)).toBe(false);
    }
  });

  test("beyond 5 nodes: cuts go both ways, and nobody hears more than one beyond a majority", () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 30 }).map(nodeNames), seeds, (nodes, seed) => {
        const cuts = draw(kind, nodes, seed);
        const majority = Math.floor(nodes.length / 2) + 1;
        for (const name of nodes) {
          const heard = heardBy(name, nodes, cuts);
          expect(heard.length).toBeLessThanOrEqual(majority + 1);
          for (const source of heard) expect(heardBy(source, nodes, cuts)).toContain(name);
        }
      }),
    );
  });
});

describe("a cut in one direction", () => {
  test("makes a group deaf: it hears only itself, and is heard", () => {
    expect([...oneWay(["n1", "n2", "n3"], ["n2"], "deaf")]).toEqual([
      ["n2", new Set(["n1", "n3"])],
    ]);
  });

  test("makes a group mute: nobody else hears it, and it hears all", () => {
    expect([...oneWay(["n1", "n2", "n3"], ["n2"], "mute")]).toEqual([
      ["n1", new Set(["n2"])],
      ["n3", new Set(["n2"])],
    ]);
  });
});

test("a group is drawn from all nodes alike", () => {
  const random = new Random(1, "test");
  const counts = new Map<string, number>();
  for (let round = 0; round < 5000; round++) {
    for (const name of drawGroup("one", nodeNames(5), random)) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
