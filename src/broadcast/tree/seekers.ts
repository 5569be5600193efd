/** Nodes that asked this one for a place in the tree, and have not been answered yet. */

import { type Node } from "../../node/node.ts";
import { type Layout } from "./layout.ts";
import { offerText } from "./wire.ts";

export class Seekers {
  readonly #node: Node;
  /** When each asked last. */
  readonly #askedAtMs = new Map<string, number>();

  constructor(node: Node) {
    this.#node = node;
  }

  add(name: string, nowMs: number): void {
    this.#askedAtMs.set(name, nowMs);
  }

  /** How many of them have the same home. */
  countBelow(home: string, layout: Layout): number {
    let count = 0;
    for (const name of this.#askedAtMs.keys()) if (layout.homeOf(name) === home) count++;
    return count;
  }

  /** Offers each of them a place; `path` is this node's way to the root. */
  offer(path: readonly string[]): void {
    for (const [name, askedAtMs] of this.#askedAtMs) {
      const heldMs = Math.round(this.#node.now() - askedAtMs);
      this.#node.send(name, offerText({ path, heldMs }));
    }
    this.#askedAtMs.clear();
  }
}
