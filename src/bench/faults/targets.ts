/**
 * The nodes that a kill or a pause hits: groups of the sizes that Jepsen draws (nemesis.combined,
 * db-nodes).
 */

import type { Random } from "../random.ts";

/** `some` is any number of nodes, at least one; Jepsen has nil for it. */
export const TARGET_KINDS = [
  "some",
  "one",
  "minority-third",
  "minority",
  "majority",
  "all",
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** A random group of that kind, in the order of the nodes. */
export function drawTargets(
  kind: TargetKind,
  nodes: readonly string[],
  random: Random,
): readonly string[] {
  const shuffled = random.shuffle(nodes);
  const drawn = new Set(shuffled.slice(0, targetCount(kind, nodes.length, random)));
  return nodes.filter((name) => drawn.has(name));
}

function targetCount(kind: TargetKind, nodeCount: number, random: Random): number {
  switch (kind) {
    case "some":
      return 1 + random.below(nodeCount);
    case "one":
      return 1;
    case "minority-third":
      return Math.floor((nodeCount - 1) / 3);
    case "minority":
      return Math.floor(nodeCount / 2);
    case "majority":
      return Math.floor(nodeCount / 2) + 1;
    case "all":
      return nodeCount;
  }
}
