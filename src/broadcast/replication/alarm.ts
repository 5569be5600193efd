/** One timer for everything of a strategy that has a time limit. */

import { type Node } from "../../node/node.ts";
import { type Timer } from "../../node/timers.ts";

/**
 * A timer that rings so much later than set was held up because this node was not running. More
 * than SLACK_MS, which a busy machine takes anyway.
 */
export const SLEEP_MS = 500;

/** A part of a strategy that has time limits. */
export interface Timed {
  /** The earliest time at which there is something to do. */
  readonly dueMs: number;

  /** Does what is due. After a sleep of this node others must not be judged by what they missed. */
  run(nowMs: number, hasSlept: boolean): void;
}

export class Alarm {
  readonly #node: Node;
  readonly #parts: Timed[] = [];
  #atMs = Infinity;
  #timer: Timer | undefined;

  constructor(node: Node) {
    this.#node = node;
  }

  /** Rings for one more part; parts run in the order in which they were added. */
  add(part: Timed): void {
    this.#parts.push(part);
  }

  /** Whether it should have rung long ago: this node was not running, and has only just gone on. */
  isLate(nowMs: number): boolean {
    return nowMs > this.#atMs + SLEEP_MS;
  }

  /** Makes the alarm ring at `timeMs` or before; at once if that is over, which is not late. */
  by(timeMs: number): void {
    if (timeMs >= this.#atMs) return;
    const now = this.#node.now();
    this.#timer?.cancel();
    this.#atMs = Math.max(timeMs, now);
    this.#timer = this.#node.after(this.#atMs - now, () => this.#ring());
  }

  #ring(): void {
    const now = this.#node.now();
    const hasSlept = this.isLate(now);
    this.#atMs = Infinity;
    for (const part of this.#parts) part.run(now, hasSlept);
    for (const part of this.#parts) this.by(part.dueMs);
  }
}
