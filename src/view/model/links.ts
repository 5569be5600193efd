/** Who talked to whom, and whether that was a grid: for a map, and to name a node's neighbours. */

import { grid } from "../../node/topology.ts";
import { itemAt } from "./columns.ts";
import { type Run } from "./run.ts";

export interface Links {
  /** By the number of a node, in ascending order, those that it exchanged messages with. */
  readonly neighbours: readonly (readonly number[])[];
  /** Whether each of them lies beside it in Maelstrom's grid. */
  readonly isGrid: boolean;
}

export function linksOf({ messages, nodes }: Run): Links {
  const found = nodes.map(() => new Set<number>());
  if (messages !== undefined) {
    const places = new Map(nodes.map((name, node) => [name, node]));
    const nodeOfName = messages.names.map((name) => places.get(name) ?? -1);
    for (let message = 0; message < messages.count; message++) {
      const source = nodeOfName[itemAt(messages.source, message)] ?? -1;
      const target = nodeOfName[itemAt(messages.target, message)] ?? -1;
      if (source < 0 || target < 0 || source === target) continue;
      found[source]?.add(target);
      found[target]?.add(source);
    }
  }
  const beside = grid(nodes);
  const isGrid = found.every((others, node) =>
    [...others].every((other) => beside.get(nodes[node] ?? "")?.includes(nodes[other] ?? "")),
  );
  const neighbours = found.map((others) => [...others].toSorted((one, other) => one - other));
  return { neighbours, isGrid };
}
