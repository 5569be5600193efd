/** The nodes of a test: their names, and who is whose neighbour. */

export const TOPOLOGIES = ["grid", "line", "total", "tree", "tree2", "tree3", "tree4"] as const;
export type TopologyName = (typeof TOPOLOGIES)[number];

/** The names that `--node-count` gives: n0, n1, … */
export function nodeNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => `n${place}`);
}
