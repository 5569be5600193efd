/**
 * Maelstrom's topologies (its workload/broadcast.clj): the neighbours of each node of a list, in
 * the same order as Maelstrom's.
 */

export type Topology = ReadonlyMap<string, readonly string[]>;

type Place = (index: number) => string | undefined;

/** Row-major on a square of side ⌈√n⌉: below, above, right, left. */
export function grid(names: readonly string[]): Topology {
  const side = Math.ceil(Math.sqrt(names.length));
  return link(names, (index, at) => [
    at(index + side),
    at(index - side),
    (index + 1) % side > 0 ? at(index + 1) : undefined,
    index % side > 0 ? at(index - 1) : undefined,
  ]);
}

/** Each node is linked to the next. The topology of a single node is empty, as in Maelstrom. */
export function line(names: readonly string[]): Topology {
  if (names.length === 1) return new Map();
  return link(names, (index, at) => [at(index - 1), at(index + 1)]);
}

/** Each node is linked to all others. */
export function total(names: readonly string[]): Topology {
  return link(names, (index) => names.filter((_, other) => other !== index));
}

/** The parent of the node at place i is at ⌊(i−1)/fanout⌋: the parent, then the children. */
export function tree(names: readonly string[], fanout: number): Topology {
  return link(names, (index, at) => [
    at(Math.floor((index - 1) / fanout)),
    ...Array.from({ length: fanout }, (_, child) => at(fanout * index + 1 + child)),
  ]);
}

/** Makes a topology from the neighbours of each place. Those that are undefined are left out. */
function link(
  names: readonly string[],
  neighbours: (index: number, at: Place) => (string | undefined)[],
): Topology {
  const at = (index: number): string | undefined => names[index];
  return new Map(
    names.map((name, index) => [
      name,
      neighbours(index, at).filter((other) => other !== undefined),
    ]),
  );
}
