/**
 * The tree when nothing is wrong: the nodes are numbered in the order of their names, the parent of
 * node i is ⌊(i−1)/fanout⌋ as in Maelstrom's tree topologies, and node 0 is the root.
 */

import { type Node } from "../../node/node.ts";

/**
 * Up to this many nodes the tree is a star: two hops to each node, and one node makes the batches.
 */
export const STAR_NODES_AT_MOST = 64;

export const FANOUT_BEYOND = 32;

export class Layout {
  readonly names: readonly string[];
  readonly fanout: number;
  readonly #ranks: ReadonlyMap<string, number>;

  /** Any order of `nodeIds` gives the same layout. */
  constructor(nodeIds: readonly string[], fanout?: number) {
    this.names = nodeIds.toSorted(compareNames);
    this.fanout = fanout ?? (nodeIds.length <= STAR_NODES_AT_MOST ? nodeIds.length : FANOUT_BEYOND);
    this.#ranks = new Map(this.names.map((name, rank) => [name, rank]));
  }

  /** The number of a node, 0 for the root. Throws if it is no node of this cluster. */
  rankOf(name: string): number {
    const rank = this.#ranks.get(name);
    if (rank === undefined) throw new Error(`Cannot rank ${name}: not a node of this cluster`);
    return rank;
  }

  /** The name of a node's parent; the root has none. */
  homeOf(name: string): string | undefined {
    const rank = this.rankOf(name);
    return rank === 0 ? undefined : this.#nameAt(Math.floor((rank - 1) / this.fanout));
  }

  childrenOf(name: string): readonly string[] {
    const first = this.rankOf(name) * this.fanout + 1;
    return this.names.slice(first, first + this.fanout);
  }

  /** How low the root of a path is, 0 for the lowest. */
  rootRankOf(path: readonly string[]): number {
    const root = path.at(-1);
    if (root === undefined) throw new Error("Cannot rank the root of an empty path");
    return this.rankOf(root);
  }

  /** A node at random, possibly the one that asks. */
  random(node: Node): string {
    return this.#nameAt(node.random() % this.names.length);
  }

  /** The nodes from this one up to the root, both included. */
  pathOf(name: string): readonly string[] {
    const path: string[] = [];
    for (let at: string | undefined = name; at !== undefined; at = this.homeOf(at)) path.push(at);
    return path;
  }

  #nameAt(rank: number): string {
    const name = this.names[rank];
    if (name === undefined) throw new Error(`Cannot name node ${rank} of ${this.names.length}`);
    return name;
  }
}

/** n2 before n10, so that the root is the node that a person expects. */
function compareNames(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : 1;
}

/** Shares one layout among the nodes of one process: 10,000 nodes would keep 100 million names. */
export class Layouts {
  #latest:
    | { readonly layout: Layout; readonly nodeIds: readonly string[]; fanout?: number | undefined }
    | undefined;

  layoutFor(nodeIds: readonly string[], fanout: number | undefined): Layout {
    const latest = this.#latest;
    if (latest !== undefined && latest.fanout === fanout && isSame(latest.nodeIds, nodeIds)) {
      return latest.layout;
    }
    const layout = new Layout(nodeIds, fanout);
    this.#latest = { layout, nodeIds, fanout };
    return layout;
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one === other) return true;
  return one.length === other.length && one.every((name, place) => name === other[place]);
}
