/**
 * The search for a cycle of one type in a component, bounded by the number of edges that it follows
 * and not by time, so that a history has one verdict. After elle.bfs and elle.BFSPath.
 *
 * Elle takes the first cycle that a search in breadth meets, with any reason of each edge, and drops
 * it if the reasons by which it explains the cycle make another type. So what Elle names depends on
 * the order of its search, which `firstAsElle` repeats step for step: a verdict shall be Maelstrom's.
 */

import { KINDS, at, type Graph } from "./graph.ts";
import { type CycleSpec } from "./cycle-types.ts";
import { inBifurcanOrder } from "./bifurcan-order.ts";

/** How many edges may still be followed. */
export interface Budget {
  left: number;
}

export interface SearchResult {
  /** The nodes in their order; the last one leads to the first. */
  readonly cycle: readonly number[] | undefined;
  /** Whether it is certain that there is none where none was found. */
  readonly isComplete: boolean;
}

/** From one node along edges to others. A way that comes to a node twice ends there. */
interface Way {
  readonly node: number;
  readonly before: Way | undefined;
  readonly length: number;
  /** The kinds of which it still needs an edge. */
  readonly wanted: number;
  /** How many rw edges it still needs. */
  readonly wantedRw: number;
  readonly rw: RwMode;
}

/** Whether an rw edge may come next: any, one, one after another edge, none after an rw edge. */
type RwMode = "any" | "one" | "free" | "taken";

interface Edge {
  readonly target: number;
  readonly kinds: number;
}

/** In Elle's order. */
type Edges = ReadonlyMap<number, readonly Edge[]>;

export class CycleSearch {
  readonly #indices: readonly number[];
  readonly #nodes: ReadonlyMap<number, number>;
  readonly #edges: Edges;
  readonly #legal: number;
  readonly #first: Pick<Way, "wanted" | "wantedRw" | "rw">;

  /** `indices` are the places of the operations in the history, by node. */
  constructor(graph: Graph, indices: readonly number[], spec: CycleSpec) {
    this.#indices = indices;
    this.#nodes = new Map(indices.map((index, node) => [index, node]));
    const others = spec.others.reduce((sum, kind) => sum | KINDS[kind], 0);
    this.#legal = spec.rw === "adjacent" ? others | KINDS.rw : others;
    const variant = spec.variant === undefined ? 0 : KINDS[spec.variant];
    const wanted = variant | (spec.start === "wr" ? KINDS.wr : 0);
    const wantedRw = { none: 0, one: 1, apart: 2, adjacent: 2 }[spec.rw];
    const rw = ({ none: "any", one: "one", apart: "free", adjacent: "any" } as const)[spec.rw];
    this.#first = { wanted, wantedRw, rw };
    this.#edges = this.#edgesOf(graph);
  }

  /** The cycle that Elle meets first. It may be of another type than the one that is searched. */
  firstAsElle(budget: Budget): SearchResult {
    for (const node of this.#starts()) {
      const cycle = this.#firstFrom(node, this.#edges, budget);
      if (cycle !== undefined) return { cycle, isComplete: true };
      if (budget.left <= 0) return { cycle: undefined, isComplete: false };
    }
    return { cycle: undefined, isComplete: true };
  }

  /** A smallest cycle that is right, of fewer edges than `limit`. */
  smallest(
    isRight: (cycle: readonly number[]) => boolean,
    limit: number,
    budget: Budget,
  ): SearchResult {
    const starts = this.#starts();
    for (let length = 1; length < limit; length++) {
      let isCut = false;
      const search = (way: Way): readonly number[] | undefined => {
        const loop = loopOf(way);
        if (loop !== undefined) {
          const isCycle = loop.length === way.length - 1 && isWhole(way);
          return isCycle && isRight(loop) ? loop : undefined;
        }
        if (way.length > length) isCut = true;
        const longer = way.length > length ? [] : this.#extend(way, this.#edges, budget);
        return firstDefined(longer, search);
      };
      for (const node of starts) {
        const cycle = search(this.#start(node));
        if (cycle !== undefined) return { cycle, isComplete: true };
        if (budget.left <= 0) return { cycle: undefined, isComplete: false };
      }
      if (!isCut) return { cycle: undefined, isComplete: true };
    }
    return { cycle: undefined, isComplete: false };
  }

  #starts(): number[] {
    return this.#inOrder([...this.#edges.keys()]);
  }

  #start(node: number): Way {
    return { node, before: undefined, length: 1, ...this.#first };
  }

  #inOrder(nodes: readonly number[]): number[] {
    const indices = nodes.map((node) => this.#indices[node] ?? -1);
    return inBifurcanOrder(indices).map((index) => this.#nodes.get(index) ?? -1);
  }

  /** The edges that the type may have; nodes without any are left out. */
  #edgesOf({ size, offsets, targets, kinds }: Graph): Edges {
    const mask = this.#legal | (this.#first.wantedRw > 0 ? KINDS.rw : 0);
    const edges = new Map<number, Edge[]>();
    for (let node = 0; node < size; node++) {
      for (let edge = at(offsets, node); edge < at(offsets, node + 1); edge++) {
        const allowed = at(kinds, edge) & mask;
        if (allowed === 0) continue;
        const target = at(targets, edge);
        const known = edges.get(node);
        if (known === undefined) edges.set(node, [{ target, kinds: allowed }]);
        else known.push({ target, kinds: allowed });
        if (!edges.has(target)) edges.set(target, []);
      }
    }
    return this.#sorted(edges);
  }

  #sorted(edges: ReadonlyMap<number, readonly Edge[]>): Edges {
    const sorted = new Map<number, readonly Edge[]>();
    for (const [node, unsorted] of edges) {
      const byTarget = new Map(unsorted.map((edge) => [edge.target, edge]));
      const targets = this.#inOrder([...byTarget.keys()]);
      sorted.set(
        node,
        targets.map((target) => byTarget.get(target)).filter((edge) => edge !== undefined),
      );
    }
    return sorted;
  }

  #firstFrom(start: number, edges: Edges, budget: Budget): readonly number[] | undefined {
    let ways = [this.#start(start)];
    while (ways.length > 0 && budget.left > 0) {
      const open: Way[] = [];
      for (const way of ways) {
        const loop = loopOf(way);
        if (loop === undefined) open.push(way);
        else if (isWhole(way)) {
          const cycle = way.node === start ? loop : this.#firstWithin(loop, edges, budget);
          if (cycle !== undefined) return cycle;
        }
      }
      ways = open.flatMap((way) => this.#extend(way, edges, budget));
    }
    return undefined;
  }

  /** A way has come back to its middle: perhaps a cycle lies within the loop. */
  #firstWithin(
    loop: readonly number[],
    edges: Edges,
    budget: Budget,
  ): readonly number[] | undefined {
    const inside = new Set(loop);
    const within = new Map(
      loop.map((node) => {
        const all = edges.get(node) ?? [];
        return [node, all.filter(({ target }) => inside.has(target))] as const;
      }),
    );
    const sorted = this.#sorted(within);
    return firstDefined(loop, (node) => this.#firstFrom(node, sorted, budget));
  }

  #extend(way: Way, edges: Edges, budget: Budget): Way[] {
    const ways: Way[] = [];
    for (const edge of edges.get(way.node) ?? []) {
      if (budget.left-- <= 0) break;
      this.#step(way, edge, ways);
    }
    return ways;
  }

  /** Puts the ways that one edge makes of one: an edge with several reasons may make several. */
  #step(way: Way, { target, kinds }: Edge, ways: Way[]): void {
    const { wanted, wantedRw, rw } = way;
    const isFirst = way.length === 1;
    const rwMask = wantedRw > 0 || rw === "one" || rw === "free" ? KINDS.rw : 0;
    const wantedMask = wanted & ~rwMask;
    const add = (wanted: number, wantedRw: number, rw: RwMode): void => {
      ways.push({ node: target, before: way, length: way.length + 1, wanted, wantedRw, rw });
    };
    const isLegal = (this.#legal & KINDS.rw) !== 0;
    if ((kinds & rwMask) !== 0 && (isLegal || rw === "one" || rw === "free")) {
      const mode = isLegal ? rw : rw === "one" ? "any" : "taken";
      add(wanted, Math.max(0, wantedRw - 1), mode);
    }
    if (wantedRw > 0 && isFirst) return;
    const mode = rw === "taken" ? "free" : rw;
    for (const kind of [KINDS.wr, KINDS.process, KINDS.realtime]) {
      if ((kinds & wantedMask & kind) === 0) continue;
      add(wanted & ~kind, wantedRw, mode);
    }
    if (wanted !== 0 && isFirst) return;
    const legal = kinds & this.#legal & ~rwMask & ~wantedMask;
    if (legal !== 0) add(wanted, wantedRw, mode);
  }
}

function firstDefined<Item, Result>(
  items: readonly Item[],
  resultOf: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = resultOf(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Whether a way that has come back has all that its type needs. */
function isWhole({ wanted, wantedRw, rw }: Way): boolean {
  return wanted === 0 && wantedRw === 0 && rw !== "taken";
}

/** The nodes from the earlier visit of the last node to the one before it; undefined if it is new. */
function loopOf(way: Way): number[] | undefined {
  let earlier = way.before;
  while (earlier !== undefined && earlier.node !== way.node) earlier = earlier.before;
  if (earlier === undefined) return undefined;
  const nodes: number[] = [];
  for (let step = way.before; step !== undefined && step !== earlier; step = step.before) {
    nodes.push(step.node);
  }
  return [way.node, ...nodes.toReversed()];
}
