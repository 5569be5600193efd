/**
 * Which models a component of the graph contradicts, without naming a cycle: a model holds only if
 * the edges that it respects have no cycle, and that is known in linear time. It tells which types of
 * cycles need not be looked for, and is all that can be said where no cycle of a known type is found.
 */

import { Keyword, type Edn } from "../../edn.ts";
import { GraphBuilder, KINDS, at, componentsOf, type Graph } from "./graph.ts";
import { CYCLE_SPECS, type CycleType } from "./cycle-types.ts";
import { forbiddenBy, strongerThan } from "./models.ts";

export interface ExistenceTest {
  readonly type: `${string}-cycle-exists`;
  /** The model that cannot hold, by the name that Elle prints. */
  readonly model: string;
  /** A sum of KINDS. */
  readonly kinds: number;
  /** Snapshot isolation: an rw edge counts too, but only right after one of `kinds`. */
  readonly isExtended: boolean;
}

export interface CycleExists {
  readonly type: `${string}-cycle-exists`;
  readonly test: ExistenceTest;
  /** The smallest component of the edges that the model respects. */
  readonly nodes: readonly number[];
}

const { ww, wr, rw, process, realtime } = KINDS;

/** In Elle's order: a weaker model comes before all that are stronger. */
const EXISTENCE_TESTS: readonly ExistenceTest[] = [
  test("PL-1", "read-uncommitted", ww),
  test("PL-2", "read-committed", ww | wr),
  test("PL-SI", "snapshot-isolation", ww | wr, true),
  test("PL-2.99", "repeatable-read", ww | wr | rw),
  test("PL-3", "serializable", ww | wr | rw),
  test("strong-session-PL-1", "strong-session-read-uncommitted", ww | process),
  test("strong-session-PL-2", "strong-session-read-committed", ww | wr | process),
  ofOneName("strong-session-snapshot-isolation", ww | wr | process, true),
  ofOneName("strong-session-serializable", ww | wr | rw | process),
  test("strong-PL-1", "strong-read-uncommitted", ww | realtime),
  test("strong-PL-2", "strong-read-committed", ww | wr | realtime),
  ofOneName("strong-snapshot-isolation", ww | wr | realtime, true),
  test("PL-SS", "strong-serializable", ww | wr | rw | realtime),
];

function test(name: string, model: string, kinds: number, isExtended = false): ExistenceTest {
  return { type: `${name}-cycle-exists`, model, kinds, isExtended };
}

function ofOneName(model: string, kinds: number, isExtended = false): ExistenceTest {
  return test(model, model, kinds, isExtended);
}

/** The tests that find a cycle, without those whose model falls with a weaker one. */
export function findContradictions(graph: Graph): CycleExists[] {
  const found: CycleExists[] = [];
  const fallen = new Set<string>();
  for (const test of EXISTENCE_TESTS) {
    if (fallen.has(test.model)) continue;
    const nodes = smallestComponent(graph, test);
    if (nodes === undefined) continue;
    found.push({ type: test.type, test, nodes });
    for (const model of strongerThan([test.model])) fallen.add(model);
  }
  return found;
}

/** The types of cycles that cannot be there, as a model that forbids them stands. */
export function impossibleTypes(contradictions: readonly CycleExists[]): Set<CycleType> {
  const fallen = strongerThan(contradictions.map(({ test }) => test.model));
  const standing = EXISTENCE_TESTS.map(({ model }) => model).filter((model) => !fallen.has(model));
  const forbidden = forbiddenBy(standing);
  return new Set(CYCLE_SPECS.map(({ type }) => type).filter((type) => forbidden.has(type)));
}

/** What a named anomaly says better: those whose model the other types rule out already. */
export function isRedundant(type: string, impossibleModels: ReadonlySet<string>): boolean {
  return EXISTENCE_TESTS.some((test) => test.type === type && impossibleModels.has(test.model));
}

/** Undefined if there is no cycle. An edge from a node to itself is one. */
function smallestComponent(
  graph: Graph,
  { kinds, isExtended }: ExistenceTest,
): number[] | undefined {
  const tested = isExtended ? extend(graph, kinds) : graph;
  const { of } = componentsOf(tested, isExtended ? ANY : kinds);
  const members = new Map<number, number[]>();
  for (let node = 0; node < graph.size; node++) {
    const nodes = members.get(at(of, node));
    if (nodes === undefined) members.set(at(of, node), [node]);
    else nodes.push(node);
  }
  let smallest: number[] | undefined;
  for (const nodes of members.values()) {
    if (smallest !== undefined && nodes.length >= smallest.length) continue;
    if (nodes.length > 1 || nodes.some((node) => returns(tested, node, kinds, of)))
      smallest = nodes;
  }
  return smallest;
}

/** Whether a node that is alone in its component has a way back to itself. */
function returns(graph: Graph, node: number, kinds: number, of: Int32Array): boolean {
  for (let edge = at(graph.offsets, node); edge < at(graph.offsets, node + 1); edge++) {
    const target = at(graph.targets, edge);
    const isOfKind = (at(graph.kinds, edge) & kinds) !== 0;
    if (isOfKind && (target === node || at(of, target) === at(of, node))) return true;
  }
  return false;
}

/**
 * The graph in which rw follows an edge of `kinds` and nothing else. Each node is there twice: as it
 * is, where only an edge of `kinds` may follow, and `size` further on as just reached by such an
 * edge. What is at once in both may always go on as it is.
 */
function extend(graph: Graph, kinds: number): Graph {
  const builder = new GraphBuilder(2 * graph.size);
  for (let node = 0; node < graph.size; node++) {
    const reached = graph.size + node;
    builder.add(reached, node, kinds);
    for (let edge = at(graph.offsets, node); edge < at(graph.offsets, node + 1); edge++) {
      const target = at(graph.targets, edge);
      if ((at(graph.kinds, edge) & kinds) !== 0) builder.add(node, graph.size + target, kinds);
      if ((at(graph.kinds, edge) & rw) !== 0) builder.add(reached, target, kinds);
    }
  }
  return builder.build();
}

const ANY = ww | wr | rw | process | realtime;

/** As Elle writes the edges that a model respects; it also names those of predicates. */
export function subgraphToEdn({ kinds, isExtended }: ExistenceTest): Edn {
  const names: string[] = ["union", "ww", "wwp"];
  if ((kinds & wr) !== 0) names.push("wr", "wrp");
  if ((kinds & rw) !== 0) names.push("rw");
  if ((kinds & process) !== 0) names.push("process");
  if ((kinds & realtime) !== 0) names.push("realtime");
  const union = names.map((name) => Keyword.of(name));
  if (!isExtended) return union;
  return [Keyword.of("extension"), union, ["union", "rw", "rwp"].map((name) => Keyword.of(name))];
}
