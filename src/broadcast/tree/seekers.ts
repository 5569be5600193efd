/** Nodes that asked this one for a place in the tree, and have not been answered yet. */

import { type Node } from "../../node/node.ts";
import { type Layout } from "./layout.ts";
import { offerText } from "./wire.ts";

export class Seekers {
  readonly #node: Node;
  readonly #names = new Set<string>();

  constructor(node: Node) {
    this.#node = node;
  }

  add(name: string): void {
    this.#names.add(name);
  }

  /** How many of them have the same home. */
  countBelow(home: string, layout: Layout): number {
    let count = 0;
    for (const name of this.#names) if (layout.homeOf(name) === home) count++;
    return count;
  }

  /** Offers each of them a place; `path` is this node's way to the root. */
  offer(path: readonly string[]): void {
    this.#node.send(this.#names, offerText(path));
    this.#names.clear();
  }
}
