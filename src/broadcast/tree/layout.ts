/**
 * Where each node stands in the tree when nothing is wrong: the nodes in a fixed order, each one's
 * parent ⌊(i−1)/fanout⌋, as in Maelstrom's tree topologies. Node 0 is the root.
 */

/** Up to this many nodes the tree is a star: two hops, and one node batches for all. */
const STAR_NODES_AT_MOST = 64;

const FANOUT_BEYOND = 32;

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

  /** The rank of a node: 0 for the root. Throws if it is no node, which would else become the root. */
  placeOf(name: string): number {
    const rank = this.#ranks.get(name);
    if (rank === undefined) throw new Error(`${name} has no place in the tree: it is no node`);
    return rank;
  }

  /** The name of a node's parent; the root has none. */
  homeOf(name: string): string | undefined {
    const rank = this.placeOf(name);
    return rank === 0 ? undefined : this.names[Math.floor((rank - 1) / this.fanout)];
  }

  childrenOf(name: string): readonly string[] {
    const first = this.placeOf(name) * this.fanout + 1;
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

/** The layout of a cluster, shared by its nodes where they share a process: 10,000 times 10,000 names. */
export class Layouts {
  #latest:
    | { readonly layout: Layout; readonly nodeIds: readonly string[]; fanout?: number | undefined }
    | undefined;

  of(nodeIds: readonly string[], fanout: number | undefined): Layout {
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
