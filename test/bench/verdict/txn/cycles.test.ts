import { describe, expect, test } from "bun:test";
import { Random } from "../../../../src/bench/random.ts";
import { typeOfCycle, type CycleType } from "../../../../src/bench/verdict/txn/cycle-types.ts";
import { findCycles, type CycleFinding } from "../../../../src/bench/verdict/txn/cycles.ts";
import {
  GraphBuilder,
  KINDS,
  componentsOf,
  type Graph,
  type Kind,
} from "../../../../src/bench/verdict/txn/graph.ts";

const PREFERENCE: readonly Kind[] = ["ww", "wr", "rw", "process", "realtime"];

type Edge = readonly [source: number, target: number, kind: Kind];

function graphOf(size: number, edges: readonly Edge[]): Graph {
  const builder = new GraphBuilder(size);
  for (const [source, target, kind] of edges) builder.add(source, target, KINDS[kind]);
  return builder.build();
}

function findIn(size: number, edges: readonly Edge[]): CycleFinding[] {
  const indices = Array.from({ length: size }, (_, node) => node);
  return findCycles(graphOf(size, edges), indices, PREFERENCE);
}

/** The named cycles, as `type: node kind node kind …`. */
function cyclesIn(size: number, edges: readonly Edge[]): string[] {
  return findIn(size, edges).flatMap((finding) => {
    if (!("kinds" in finding)) return [];
    const steps = finding.nodes.map((node, place) => `${node} ${finding.kinds[place]}`);
    return [`${finding.type}: ${steps.join(" ")}`];
  });
}

describe("types of cycles", () => {
  test("follow from the kinds of edges", () => {
    const types: [CycleType, readonly Kind[]][] = [
      ["G0", ["ww", "ww"]],
      ["G1c", ["ww", "wr"]],
      ["G-single-item", ["ww", "rw", "wr"]],
      ["G-nonadjacent-item", ["rw", "wr", "rw", "ww"]],
      ["G2-item", ["rw", "rw"]],
      ["G2-item", ["rw", "ww", "rw"]],
      ["G0-realtime", ["ww", "realtime"]],
      ["G-single-item-process", ["rw", "process"]],
    ];
    expect(types.map(([, kinds]) => typeOfCycle(kinds))).toEqual(types.map(([type]) => type));
  });
});

describe("cycles of a graph", () => {
  test("there are none without a way back", () => {
    expect(
      findIn(3, [
        [0, 1, "ww"],
        [1, 2, "rw"],
        [0, 2, "wr"],
      ]),
    ).toEqual([]);
  });

  test("are the smallest of their component, one for each", () => {
    const edges: readonly Edge[] = [
      [0, 1, "ww"],
      [1, 2, "ww"],
      [2, 0, "ww"],
      [2, 1, "ww"],
      [3, 4, "rw"],
      [4, 3, "rw"],
    ];
    expect(cyclesIn(5, edges)).toEqual(["G0: 1 ww 2 ww", "G2-item: 3 rw 4 rw"]);
  });

  test("of a type that another one implies are not told", () => {
    const edges: readonly Edge[] = [
      [0, 1, "ww"],
      [1, 0, "ww"],
      [0, 1, "wr"],
      [1, 0, "wr"],
    ];
    expect(cyclesIn(2, edges)).toEqual(["G0: 0 ww 1 ww"]);
  });

  test("pass over what real time orders by itself", () => {
    const edges: readonly Edge[] = [
      [0, 1, "rw"],
      [1, 2, "realtime"],
      [2, 3, "realtime"],
      [3, 0, "realtime"],
    ];
    expect(cyclesIn(4, edges)).toEqual(["G-single-item-realtime: 0 rw 1 realtime"]);
  });
});

describe("on drawn graphs", () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);

  test("components are the nodes that reach each other", () => {
    for (const seed of seeds) {
      const random = new Random(seed, "components");
      const size = 2 + random.below(8);
      const edges = drawEdges(random, size, ["ww"]);
      const { of } = componentsOf(graphOf(size, edges), KINDS.ww);
      const reach = reachOf(size, edges);
      for (let left = 0; left < size; left++) {
        for (let right = 0; right < size; right++) {
          const isMutual = left === right || (reach[left]?.has(right) && reach[right]?.has(left));
          expect([seed, of[left] === of[right]]).toEqual([seed, isMutual ?? false]);
        }
      }
    }
  });

  test("each cycle is one, none of its type is smaller, and some finding is there if any cycle is", () => {
    for (const seed of seeds) {
      const random = new Random(seed, "cycles");
      const size = 2 + random.below(5);
      const edges = drawEdges(random, size, ["ww", "wr", "rw"]);
      const all = allCycles(size, edges);
      const findings = findIn(size, edges);
      expect([seed, findings.length > 0]).toEqual([seed, all.size > 0]);
      for (const finding of findings) {
        if (!("kinds" in finding)) continue;
        const { type, nodes } = finding;
        const inside = reachOf(size, edges)[nodes[0] ?? 0];
        const same = [...all.values()].filter(
          (cycle) => cycle.type === type && cycle.nodes.every((node) => inside?.has(node)),
        );
        const lengths = same.map((cycle) => cycle.nodes.length);
        expect([seed, type, nodes.length]).toEqual([seed, type, Math.min(...lengths)]);
        expect(all.has(rotated(nodes))).toBe(true);
      }
    }
  });
});

function drawEdges(random: Random, size: number, kinds: readonly Kind[]): Edge[] {
  const count = random.below(2 * size + 1);
  const edges = Array.from(
    { length: count },
    () => [random.below(size), random.below(size), random.pick(kinds)] as const,
  );
  return edges.filter(([source, target]) => source !== target);
}

function reachOf(size: number, edges: readonly Edge[]): Set<number>[] {
  return Array.from({ length: size }, (_, start) => {
    const reached = new Set<number>();
    const next = [start];
    for (const node of next) {
      for (const [source, target] of edges) {
        if (source !== node || reached.has(target)) continue;
        reached.add(target);
        next.push(target);
      }
    }
    return reached;
  });
}

/** All cycles that pass no node twice, by their nodes. */
function allCycles(
  size: number,
  edges: readonly Edge[],
): Map<string, { type: CycleType; nodes: readonly number[] }> {
  const found = new Map<string, { type: CycleType; nodes: readonly number[] }>();
  const kindOf = (source: number, target: number): Kind | undefined =>
    PREFERENCE.find((kind) =>
      edges.some(([from, to, other]) => from === source && to === target && other === kind),
    );
  const walk = (nodes: readonly number[], kinds: readonly Kind[]): void => {
    const [first = 0, last = 0] = [nodes[0], nodes.at(-1)];
    for (let target = first; target < size; target++) {
      const kind = kindOf(last, target);
      if (kind === undefined) continue;
      const longer = [...kinds, kind];
      if (target === first) found.set(rotated(nodes), { type: typeOfCycle(longer), nodes });
      else if (!nodes.includes(target)) walk([...nodes, target], longer);
    }
  };
  for (let node = 0; node < size; node++) walk([node], []);
  return found;
}

/** From its smallest node on. */
function rotated(nodes: readonly number[]): string {
  const place = nodes.indexOf(Math.min(...nodes));
  return [...nodes.slice(place), ...nodes.slice(0, place)].join(" ");
}
