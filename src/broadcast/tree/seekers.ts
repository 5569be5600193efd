/** The nodes that seek a parent and wait for this node's offer. */

import { type Node } from "../../node/node.ts";
import { type Layout } from "./layout.ts";
import { offerText } from "./wire.ts";

export class Seekers {
  readonly #node: Node;
  readonly #layout: Layout;
  /** Since when each of them has waited. */
  readonly #sinceMs = new Map<string, number>();

  constructor(node: Node, layout: Layout) {
    this.#node = node;
    this.#layout = layout;
  }

  add(name: string, nowMs: number): void {
    this.#sinceMs.set(name, nowMs);
  }

  /** How many of them have this node as their parent when nothing is wrong. */
  countWithHome(home: string): number {
    let count = 0;
    for (const name of this.#sinceMs.keys()) if (this.#layout.homeOf(name) === home) count++;
    return count;
  }

  /** Offers this node's way to the root to all of them, and says how long the question was held. */
  offerAll(path: readonly string[]): void {
    for (const [seeker, sinceMs] of this.#sinceMs) {
      const heldMs = Math.round(this.#node.now() - sinceMs);
      this.#node.send(seeker, offerText({ path, heldMs }));
    }
    this.#sinceMs.clear();
  }
}
