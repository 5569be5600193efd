/**
 * Which transaction must come before which, and why: a directed graph in flat arrays, since a
 * history of 100,000 transactions has millions of edges, and its strongly connected components.
 */

/** Why the source of an edge comes before its target; an edge may have several reasons. */
export const KINDS = { ww: 1, wr: 2, rw: 4, process: 8, realtime: 16 } as const;

export type Kind = keyof typeof KINDS;

/** The edges of node n are those from `offsets[n]` to `offsets[n + 1]`. */
export interface Graph {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** The reasons of each edge: a sum of KINDS. */
  readonly kinds: Uint8Array;
}

/** Collects edges, in any order and as often as they come. */
export class GraphBuilder {
  readonly #size: number;
  #count = 0;
  #sources = new Int32Array(1024);
  #targets = new Int32Array(1024);
  #kinds = new Uint8Array(1024);

  constructor(size: number) {
    this.#size = size;
  }

  get edgeCount(): number {
    return this.#count;
  }

  add(source: number, target: number, kinds: number): void {
    if (this.#count === this.#sources.length) this.#grow();
    this.#sources[this.#count] = source;
    this.#targets[this.#count] = target;
    this.#kinds[this.#count] = kinds;
    this.#count++;
  }

  #grow(): void {
    const [sources, targets, kinds] = [this.#sources, this.#targets, this.#kinds];
    this.#sources = new Int32Array(2 * this.#count);
    this.#targets = new Int32Array(2 * this.#count);
    this.#kinds = new Uint8Array(2 * this.#count);
    this.#sources.set(sources);
    this.#targets.set(targets);
    this.#kinds.set(kinds);
  }

  /** The graph, in which each pair of nodes has one edge at most, with all its reasons. */
  build(): Graph {
    const count = this.#count;
    const starts = new Int32Array(this.#size + 1);
    for (const source of this.#sources.subarray(0, count)) increment(starts, source + 1);
    for (let node = 0; node < this.#size; node++)
      starts[node + 1] = at(starts, node) + at(starts, node + 1);
    const bySource = new Int32Array(count);
    const next = starts.slice();
    for (let edge = 0; edge < count; edge++) {
      bySource[increment(next, at(this.#sources, edge)) - 1] = edge;
    }
    const offsets = new Int32Array(this.#size + 1);
    const targets = new Int32Array(count);
    const kinds = new Uint8Array(count);
    const placeOf = new Int32Array(this.#size).fill(-1);
    let length = 0;
    for (let node = 0; node < this.#size; node++) {
      const first = length;
      for (const edge of bySource.subarray(at(starts, node), at(starts, node + 1))) {
        const target = at(this.#targets, edge);
        if (at(placeOf, target) < first) {
          placeOf[target] = length;
          targets[length++] = target;
        }
        const place = at(placeOf, target);
        kinds[place] = at(kinds, place) | at(this.#kinds, edge);
      }
      offsets[node + 1] = length;
    }
    return {
      size: this.#size,
      offsets,
      targets: targets.slice(0, length),
      kinds: kinds.slice(0, length),
    };
  }
}

/** The number at that place, which must be within the array. */
export function at(numbers: Int32Array | Uint8Array, place: number): number {
  const number = numbers[place];
  if (number === undefined) throw new Error(`There is no place ${place} of ${numbers.length}`);
  return number;
}

function increment(numbers: Int32Array, place: number): number {
  return (numbers[place] = at(numbers, place) + 1);
}

export interface Components {
  readonly count: number;
  /** The component of each node; each edge between two leads from a higher number to a lower. */
  readonly of: Int32Array;
}

/**
 * The strongly connected components of the edges that have one of these reasons (Tarjan 1972,
 * without recursion).
 */
export function componentsOf(graph: Graph, kinds: number): Components {
  const { size, offsets, targets } = graph;
  const of = new Int32Array(size).fill(-1);
  /** When a node was first met, from 1, and the earliest node on the stack that it leads to. */
  const met = new Int32Array(size);
  const low = new Int32Array(size);
  /** The edge of each node that is to be followed next. */
  const edges = offsets.slice(0, size);
  const path = new Int32Array(size);
  const stack = new Int32Array(size);
  let [count, time, stackLength] = [0, 0, 0];

  /** The target of the next edge that leads to where nobody has been, -1 if there is none. */
  function nextUnmet(node: number): number {
    for (let edge = at(edges, node); edge < at(offsets, node + 1); edge++) {
      if ((at(graph.kinds, edge) & kinds) === 0) continue;
      const target = at(targets, edge);
      if (at(met, target) === 0) {
        edges[node] = edge;
        return target;
      }
      if (at(of, target) === -1) low[node] = Math.min(at(low, node), at(low, target));
    }
    return -1;
  }

  for (let root = 0; root < size; root++) {
    if (at(met, root) !== 0) continue;
    path[0] = root;
    for (let depth = 0; depth >= 0;) {
      const node = at(path, depth);
      if (at(met, node) === 0) {
        met[node] = low[node] = ++time;
        stack[stackLength++] = node;
      }
      const child = nextUnmet(node);
      if (child >= 0) {
        path[++depth] = child;
        continue;
      }
      if (at(low, node) === at(met, node)) {
        while (at(of, node) === -1) of[at(stack, --stackLength)] = count;
        count++;
      }
      depth--;
    }
  }
  return { count, of };
}

/** The nodes of each component that has more than one, each in rising order. */
export function largeComponents(graph: Graph): number[][] {
  const { count, of } = componentsOf(graph, ANY);
  const sizes = new Int32Array(count);
  for (const component of of) increment(sizes, component);
  const members = new Map<number, number[]>();
  for (const [node, component] of of.entries()) {
    if (at(sizes, component) === 1) continue;
    const nodes = members.get(component);
    if (nodes === undefined) members.set(component, [node]);
    else nodes.push(node);
  }
  return [...members.values()];
}

const ANY = 31;

/** The part of the graph that has these nodes, which are numbered anew in their order. */
export function subgraphOf(graph: Graph, nodes: readonly number[]): Graph {
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const builder = new GraphBuilder(nodes.length);
  for (const [number, node] of nodes.entries()) {
    for (let edge = at(graph.offsets, node); edge < at(graph.offsets, node + 1); edge++) {
      const target = numbers.get(at(graph.targets, edge));
      if (target !== undefined) builder.add(number, target, at(graph.kinds, edge));
    }
  }
  return builder.build();
}
