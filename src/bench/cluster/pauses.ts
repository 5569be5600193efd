/** Which nodes are paused, by the nemesis or by a scenario. */

import type { Cluster } from "./cluster.ts";

export class Pauses {
  readonly #cluster: Cluster;
  readonly #paused = new Set<string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  pause(name: string): void {
    this.#paused.add(name);
    this.#cluster.pause(name);
  }

  /** Does nothing to a node that is not paused, or was killed since. */
  resume(name: string): void {
    if (this.#paused.delete(name)) this.#cluster.resume(name);
  }

  isPaused(name: string): boolean {
    return this.#paused.has(name);
  }

  /** The node was killed. Its successor is not paused. */
  forget(name: string): void {
    this.#paused.delete(name);
  }
}
