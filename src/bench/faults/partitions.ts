/**
 * Which nodes are cut from which: the four partitions of Maelstrom's nemesis (jepsen.nemesis,
 * jepsen.nemesis.combined/partition-specs), and cuts in one direction.
 */

import type { Cuts } from "../network/network.ts";
import type { Random } from "../random.ts";

export const PARTITION_KINDS = ["one", "majority", "minority-third", "majorities-ring"] as const;
export type PartitionKind = (typeof PARTITION_KINDS)[number];

/** The sizes of the groups that are cut off in one direction: those of the partitions. */
export const GROUP_KINDS = ["one", "majority", "minority-third"] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** Up to five nodes have a perfect ring; beyond that, Jepsen builds one at random. */
const PERFECT_RING_AT_MOST = 5;

export function partition(kind: PartitionKind, nodes: readonly string[], random: Random): Cuts {
  if (kind !== "majorities-ring") return isolate(nodes, drawGroup(kind, nodes, random));
  return nodes.length <= PERFECT_RING_AT_MOST
    ? perfectRing(nodes, random)
    : randomRing(nodes, random);
}

/** A random group of that size. */
export function drawGroup(
  kind: GroupKind,
  nodes: readonly string[],
  random: Random,
): readonly string[] {
  return random.shuffle(nodes).slice(0, groupSize(kind, nodes.length));
}

export function groupSize(kind: GroupKind, nodeCount: number): number {
  if (kind === "one") return 1;
  return Math.floor(kind === "majority" ? nodeCount / 2 : (nodeCount - 1) / 3);
}

/** Cuts a group from the rest, in both directions. */
export function isolate(nodes: readonly string[], group: readonly string[]): Cuts {
  const isInside = new Set(group);
  return cutWhere(nodes, (receiver, source) => isInside.has(receiver) !== isInside.has(source));
}

/** A group that no longer hears the rest, or that the rest no longer hears. */
export function oneWay(
  nodes: readonly string[],
  group: readonly string[],
  effect: "deaf" | "mute",
): Cuts {
  const isInside = new Set(group);
  return cutWhere(nodes, (receiver, source) =>
    effect === "deaf"
      ? isInside.has(receiver) && !isInside.has(source)
      : !isInside.has(receiver) && isInside.has(source),
  );
}

/**
 * On a random ring each node hears the ⌊n/2⌋ + 1 consecutive nodes of which it is in the middle,
 * and so a majority, no two the same one (majorities-ring-perfect).
 */
function perfectRing(nodes: readonly string[], random: Random): Cuts {
  const ring = random.shuffle(nodes);
  const majority = Math.floor(ring.length / 2) + 1;
  const middle = Math.floor(majority / 2);
  const places = new Map(ring.map((name, place) => [name, place]));
  return cutWhere(nodes, (receiver, source) => {
    const first = (places.get(receiver) ?? 0) - middle;
    const distance = (places.get(source) ?? 0) - first;
    return (distance + ring.length) % ring.length >= majority;
  });
}

/**
 * Links the two least-connected nodes that are not linked yet, of equal ones any, until everybody
 * hears a majority, itself included (majorities-ring-stochastic).
 */
function randomRing(nodes: readonly string[], random: Random): Cuts {
  const majority = Math.floor(nodes.length / 2) + 1;
  const heard = new Map(nodes.map((name) => [name, new Set([name])]));
  const degree = (name: string): number => heard.get(name)?.size ?? 0;
  for (;;) {
    const byDegree = random.shuffle(nodes).toSorted((one, other) => degree(one) - degree(other));
    const [first] = byDegree;
    if (first === undefined || degree(first) >= majority) break;
    const second = byDegree.find((name) => heard.get(first)?.has(name) === false);
    if (second === undefined) break;
    heard.get(first)?.add(second);
    heard.get(second)?.add(first);
  }
  return cutWhere(nodes, (receiver, source) => heard.get(receiver)?.has(source) === false);
}

/** Only receivers that miss somebody are listed. */
export function cutWhere(
  nodes: readonly string[],
  isCut: (receiver: string, source: string) => boolean,
): Cuts {
  const cuts = new Map<string, ReadonlySet<string>>();
  for (const receiver of nodes) {
    const sources = nodes.filter((source) => source !== receiver && isCut(receiver, source));
    if (sources.length > 0) cuts.set(receiver, new Set(sources));
  }
  return cuts;
}
