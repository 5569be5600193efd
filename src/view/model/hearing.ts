/** Which nodes are cut off from which, during each fault. */

import { type Fault } from "./run.ts";

export interface Hearing {
  /** By receiver, the nodes that it does not hear. */
  readonly cuts: ReadonlyMap<number, ReadonlySet<number>>;
  /** Nodes that are down, and nodes that stand still. */
  readonly killed: ReadonlySet<number>;
  readonly paused: ReadonlySet<number>;
  /** For each node the number of its group: nodes that can talk both ways, also through others. */
  readonly groups: readonly number[];
  readonly groupCount: number;
}

export function hearingOf(nodeCount: number, faults: readonly Fault[]): Hearing {
  const cuts = new Map<number, Set<number>>();
  for (const fault of faults) {
    for (const [receiver, sources] of fault.cuts) {
      const known = cuts.get(receiver) ?? new Set();
      cuts.set(receiver, known);
      for (const source of sources) known.add(source);
    }
  }
  const of = (kind: Fault["kind"]): Set<number> =>
    new Set(faults.filter((fault) => fault.kind === kind).flatMap(({ nodes }) => nodes));
  return { cuts, killed: of("kill"), paused: of("pause"), ...groupsOf(nodeCount, cuts) };
}

/** Walks from node to node over links that work in both directions. */
function groupsOf(
  nodeCount: number,
  cuts: ReadonlyMap<number, ReadonlySet<number>>,
): Pick<Hearing, "groups" | "groupCount"> {
  const groups = Array.from({ length: nodeCount }, () => -1);
  if (cuts.size === 0) return { groups: groups.fill(0), groupCount: Math.min(1, nodeCount) };
  const areLinked = (one: number, other: number): boolean =>
    cuts.get(one)?.has(other) !== true && cuts.get(other)?.has(one) !== true;
  let groupCount = 0;
  for (let first = 0; first < nodeCount; first++) {
    if (groups[first] !== -1) continue;
    const waiting = [first];
    groups[first] = groupCount;
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (let other = 0; other < nodeCount; other++) {
        if (groups[other] !== -1 || !areLinked(node, other)) continue;
        groups[other] = groupCount;
        waiting.push(other);
      }
    }
    groupCount++;
  }
  return { groups, groupCount };
}

/** How many nodes are named before the rest is only counted. */
const NAMES_AT_MOST = 8;

/** A sentence for each fault that is active. */
export function describeFaults(faults: readonly Fault[], names: readonly string[]): string[] {
  return faults.map((fault) => {
    const { kind, detail, nodes } = fault;
    if (kind === "kill") return `${list(nodes, names)} ${is(nodes)} down`;
    if (kind === "pause") return `${list(nodes, names)} ${is(nodes)} paused`;
    if (kind === "loss") return `${detail} of the messages between servers are lost`;
    if (kind === "duplicate") return `${detail} of the messages between servers come twice`;
    return describeCut(fault, names);
  });
}

/** The smaller side of a cut, if it has two; or else how much each node misses. */
function describeCut({ detail, cuts }: Fault, names: readonly string[]): string {
  const nodeCount = names.length;
  const { groups, groupCount } = groupsOf(nodeCount, cuts);
  const deaf = [...cuts].filter(([, sources]) => sources.size > 0).map(([receiver]) => receiver);
  if (groupCount > 1) {
    const sizes = new Map<number, number[]>();
    for (const [node, group] of groups.entries()) {
      sizes.set(group, [...(sizes.get(group) ?? []), node]);
    }
    const sides = [...sizes.values()].toSorted((one, other) => one.length - other.length);
    const [smallest = []] = sides;
    if (sides.length === 2 && deaf.length === nodeCount) {
      return `${list(smallest, names)} ${is(smallest)} cut from the other ${nodeCount - smallest.length}`;
    }
    return `${list(deaf, names)} ${deaf.length === 1 ? "does" : "do"} not hear some others (${detail})`;
  }
  const most = Math.max(0, ...[...cuts.values()].map((sources) => sources.size));
  return `each of ${deaf.length} nodes does not hear up to ${most} others (${detail})`;
}

function list(nodes: readonly number[], names: readonly string[]): string {
  const shown = nodes.slice(0, NAMES_AT_MOST).map((node) => names[node] ?? "?");
  const more = nodes.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

function is(nodes: readonly number[]): string {
  return nodes.length === 1 ? "is" : "are";
}
