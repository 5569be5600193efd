/**
 * The cycles of a graph: in each of its strongly connected components one smallest cycle of each
 * type, as elle.txn finds them. A type that another one implies is not looked for.
 *
 * An edge may have several reasons. For a named cycle it has the first that explains it, so that the
 * type is true of the story that people are told.
 */

import { KINDS, at, largeComponents, subgraphOf, type Graph, type Kind } from "./graph.ts";
import { findContradictions, impossibleTypes, type CycleExists } from "./cycle-exists.ts";
import { CycleSearch, type Budget } from "./cycle-search.ts";
import { CYCLE_SPECS, typeOfCycle, type CycleSpec, type CycleType } from "./cycle-types.ts";
import { impliedBy } from "./models.ts";

export interface Cycle {
  readonly type: CycleType;
  /** In their order; the last one comes before the first, too. */
  readonly nodes: readonly number[];
  /** Of the edges from each node to the next. */
  readonly kinds: readonly Kind[];
}

/** A search that was given up. */
export interface CycleSearchTimeout {
  readonly type: "cycle-search-timeout";
  /** The first type whose search was not finished. */
  readonly searched: CycleType;
  /** Types that were looked for and are not there. */
  readonly absent: readonly CycleType[];
  readonly componentSize: number;
}

export type CycleFinding = Cycle | CycleExists | CycleSearchTimeout;

/**
 * How many edges are followed to name what Elle names, and then to find a smallest cycle of each type:
 * in a component, and in all. A million take about half a second; Elle gives a component one second.
 */
const NAMING_A_COMPONENT = 500_000;
const NAMING_IN_ALL = 10_000_000;
const SHORTENING_A_TYPE = 200_000;
const SHORTENING_IN_ALL = 10_000_000;

/**
 * `indices` are the places of the operations in the history, by node; `preference` are the kinds in
 * the order in which they explain an edge.
 */
export function findCycles(
  graph: Graph,
  indices: readonly number[],
  preference: readonly Kind[],
): CycleFinding[] {
  const total = { naming: { left: NAMING_IN_ALL }, shortening: { left: SHORTENING_IN_ALL } };
  return largeComponents(graph).flatMap((nodes) => {
    const part = subgraphOf(graph, nodes);
    const partIndices = nodes.map((node) => indices[node] ?? -1);
    const findings = within(total.naming, NAMING_A_COMPONENT, (naming) =>
      new ComponentSearch(part, partIndices, preference, naming, total.shortening).run(),
    );
    return findings.map((finding) => renumber(finding, nodes));
  });
}

/** Takes a part of a budget, and gives back what is left of it. */
function within<Result>(total: Budget, atMost: number, use: (budget: Budget) => Result): Result {
  const given = Math.min(atMost, total.left);
  const budget: Budget = { left: given };
  const result = use(budget);
  total.left -= given - Math.max(0, budget.left);
  return result;
}

interface Result {
  readonly cycle: Cycle | undefined;
  readonly isComplete: boolean;
}

const NOTHING: Result = { cycle: undefined, isComplete: true };

class ComponentSearch {
  readonly #graph: Graph;
  /** Each edge with one kind. */
  readonly #explained: Graph;
  readonly #indices: readonly number[];
  readonly #naming: Budget;
  readonly #shortening: Budget;

  constructor(
    graph: Graph,
    indices: readonly number[],
    preference: readonly Kind[],
    naming: Budget,
    shortening: Budget,
  ) {
    this.#graph = graph;
    this.#explained = explain(graph, preference);
    this.#indices = indices;
    this.#naming = naming;
    this.#shortening = shortening;
  }

  run(): CycleFinding[] {
    const contradictions = findContradictions(this.#graph);
    const skipped: Set<string> = impossibleTypes(contradictions);
    const cycles = new Map<CycleType, Cycle>();
    const absent: CycleType[] = [];
    let unfinished: CycleType | undefined;
    for (const spec of CYCLE_SPECS) {
      if (skipped.has(spec.type)) continue;
      const { cycle, isComplete } = this.#search(spec);
      if (cycle !== undefined) {
        cycles.set(cycle.type, cycle);
        for (const type of impliedBy(spec.type)) skipped.add(type);
      } else if (isComplete) absent.push(spec.type);
      else unfinished ??= spec.type;
    }
    const found = [...cycles.values()].map(contract);
    if (unfinished === undefined) return [...contradictions, ...found];
    if (found.length === 0) found.push(anyCycle(this.#explained));
    const componentSize = this.#graph.size;
    const timeout = { type: "cycle-search-timeout", searched: unfinished, absent } as const;
    return [{ ...timeout, componentSize }, ...contradictions, ...found];
  }

  /** A smallest cycle of what Elle names; where Elle's search takes too long, of the type itself. */
  #search(spec: CycleSpec): Result {
    const search = new CycleSearch(this.#graph, this.#indices, spec);
    const named = search.firstAsElle(this.#naming);
    if (named.cycle === undefined) {
      const isCertain = named.isComplete;
      return isCertain ? NOTHING : this.#smallest(search, spec.type, Infinity);
    }
    const first = cycleOf(named.cycle, this.#explained);
    // Only without rw Elle takes a cycle that it explains as another type.
    if (spec.rw !== "none" && first.type !== spec.type) return NOTHING;
    const { cycle } = this.#smallest(search, first.type, first.nodes.length);
    return { cycle: cycle ?? first, isComplete: true };
  }

  #smallest(search: CycleSearch, type: CycleType, limit: number): Result {
    const isRight = (nodes: readonly number[]): boolean =>
      cycleOf(nodes, this.#explained).type === type;
    const { cycle, isComplete } = within(this.#shortening, SHORTENING_A_TYPE, (budget) =>
      search.smallest(isRight, limit, budget),
    );
    return { cycle: cycle && cycleOf(cycle, this.#explained), isComplete };
  }
}

/** The same graph, each edge with one kind. */
function explain(graph: Graph, preference: readonly Kind[]): Graph {
  const kinds = graph.kinds.map((reasons) => {
    const kind = preference.find((name) => (reasons & KINDS[name]) !== 0);
    if (kind === undefined) throw new Error(`No kind explains an edge of ${reasons}`);
    return KINDS[kind];
  });
  return { ...graph, kinds };
}

function cycleOf(nodes: readonly number[], graph: Graph): Cycle {
  const kinds = nodes.map((node, place) =>
    kindOf(graph, node, nodes[place + 1] ?? nodes[0] ?? node),
  );
  return { type: typeOfCycle(kinds), nodes, kinds };
}

function kindOf({ offsets, targets, kinds }: Graph, source: number, target: number): Kind {
  for (let edge = at(offsets, source); edge < at(offsets, source + 1); edge++) {
    const kind = KIND_NAMES.get(at(kinds, edge));
    if (at(targets, edge) === target && kind !== undefined) return kind;
  }
  throw new Error(`There is no edge from ${source} to ${target}`);
}

const KIND_NAMES: ReadonlyMap<number, Kind> = new Map([
  [KINDS.ww, "ww"],
  [KINDS.wr, "wr"],
  [KINDS.rw, "rw"],
  [KINDS.process, "process"],
  [KINDS.realtime, "realtime"],
]);

/** Some cycle of a component: from its first node along first edges, until a node comes again. */
function anyCycle(graph: Graph): Cycle {
  const places = new Map<number, number>();
  const way: number[] = [];
  for (let node = 0; ; node = at(graph.targets, at(graph.offsets, node))) {
    const place = places.get(node);
    if (place !== undefined) return cycleOf(way.slice(place), graph);
    places.set(node, way.length);
    way.push(node);
  }
}

/**
 * A cycle without the nodes between two steps of the order of real time, or of one process: that
 * order leads on by itself.
 */
function contract({ type, nodes, kinds }: Cycle): Cycle {
  const isNeeded = (place: number): boolean => {
    const kind = kinds[place];
    return (kind !== "process" && kind !== "realtime") || kinds.at(place - 1) !== kind;
  };
  return {
    type,
    nodes: nodes.filter((_, place) => isNeeded(place)),
    kinds: kinds.filter((_, place) => isNeeded(place)),
  };
}

/** The nodes of a component by their numbers in the whole graph. */
function renumber(finding: CycleFinding, numbers: readonly number[]): CycleFinding {
  if (!("nodes" in finding)) return finding;
  const nodes = finding.nodes.map((node) => {
    const number = numbers[node];
    if (number === undefined) throw new Error(`The component has no node ${node}`);
    return number;
  });
  return { ...finding, nodes };
}
