/** The reasons for which a node is paused. It goes on when there is none left. */

import type { Cluster } from "./cluster.ts";

/** The fault of that name, a scenario's pause included, or a hiccup. */
export type PauseReason = "pause" | "hiccup";

export class Pauses {
  readonly #cluster: Cluster;
  readonly #held = new Map<string, Set<PauseReason>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  hold(name: string, reason: PauseReason): void {
    const reasons = this.#held.get(name) ?? new Set();
    this.#held.set(name, reasons.add(reason));
    this.#cluster.pause(name);
  }

  /** Does nothing to a node that was not held for this reason, or was killed since. */
  release(name: string, reason: PauseReason): void {
    const reasons = this.#held.get(name);
    if (reasons?.delete(reason) === true && reasons.size === 0) this.#cluster.resume(name);
  }

  isHeld(name: string, reason: PauseReason): boolean {
    return this.#held.get(name)?.has(reason) ?? false;
  }

  /** The node was killed. Its successor is not paused. */
  forget(name: string): void {
    this.#held.delete(name);
  }
}
