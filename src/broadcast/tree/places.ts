/**
 * Where each node stands in the tree when nothing is wrong: the nodes in a fixed order, each one's
 * parent ⌊(i−1)/fanout⌋, as in Maelstrom's tree topologies. Node 0 is the root.
 */

/** Up to this many nodes the tree is a star: two hops, and one node batches for all. */
const STAR_NODES_AT_MOST = 64;

const FANOUT_BEYOND = 32;

export class Places {
  readonly names: readonly string[];
  readonly fanout: number;
  readonly #ranks: ReadonlyMap<string, number>;

  /** Any order of `nodeIds` gives the same places. */
  constructor(nodeIds: readonly string[], fanout?: number) {
    this.names = nodeIds.toSorted(compareNames);
    this.fanout = fanout ?? (nodeIds.length <= STAR_NODES_AT_MOST ? nodeIds.length : FANOUT_BEYOND);
    this.#ranks = new Map(this.names.map((name, rank) => [name, rank]));
  }

  /** The place of a name, undefined if it is no node. */
  rankOf(name: string): number | undefined {
    return this.#ranks.get(name);
  }

  /** The name of a node's parent; the root has none. */
  homeOf(name: string): string | undefined {
    const rank = this.#ranks.get(name) ?? 0;
    return rank === 0 ? undefined : this.names[Math.floor((rank - 1) / this.fanout)];
  }

  childrenOf(name: string): readonly string[] {
    const first = (this.#ranks.get(name) ?? 0) * this.fanout + 1;
    return this.names.slice(first, first + this.fanout);
  }

  /** The way from a node up to the root, both included. */
  pathOf(name: string): readonly string[] {
    const path: string[] = [];
    for (let at: string | undefined = name; at !== undefined; at = this.homeOf(at)) path.push(at);
    return path;
  }
}

/** n2 before n10: the root is the node that a person would look for. */
function compareNames(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : 1;
}

let latest: { readonly key: string; readonly places: Places } | undefined;

/** The places of a cluster. Nodes that share a process share them: 10,000 times 10,000 names. */
export function placesOf(nodeIds: readonly string[], fanout?: number): Places {
  const key = `${fanout ?? ""} ${nodeIds.join(" ")}`;
  if (latest?.key !== key) latest = { key, places: new Places(nodeIds, fanout) };
  return latest.places;
}
