/** One timer for everything that has a time limit: its owner looks at them all when it rings. */

import { type Node } from "../../node/node.ts";
import { type Timer } from "../../node/timers.ts";

/** A timer that rings so late was held up by this node's own sleep. */
const SLEEP_MS = 500;

export class Alarm {
  readonly #node: Node;
  readonly #ring: (nowMs: number, hasSlept: boolean) => void;
  #atMs = Infinity;
  #timer: Timer | undefined;

  constructor(node: Node, ring: (nowMs: number, hasSlept: boolean) => void) {
    this.#node = node;
    this.#ring = ring;
  }

  /** Sees to it that the alarm rings at `timeMs` or before. */
  by(timeMs: number): void {
    if (timeMs >= this.#atMs) return;
    this.#timer?.cancel();
    this.#atMs = timeMs;
    this.#timer = this.#node.after(timeMs - this.#node.now(), () => {
      const now = this.#node.now();
      const hasSlept = now > this.#atMs + SLEEP_MS;
      this.#atMs = Infinity;
      this.#ring(now, hasSlept);
    });
  }
}
