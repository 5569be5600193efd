/** Real time, with one timer of the platform for the next of all alarms. */

import { Timers } from "../../node/timers.ts";
import type { ScheduledCall, Clock } from "./clock.ts";

export class RealClock implements Clock {
  readonly #startMs = performance.now();
  readonly #timers = new Timers();
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #timeoutMs = Infinity;

  now(): number {
    return performance.now() - this.#startMs;
  }

  at(timeMs: number, callback: () => void): ScheduledCall {
    const timer = this.#timers.set(timeMs, 0, callback);
    this.#arm();
    return timer;
  }

  /** Forgets all alarms, so that nothing keeps the process alive. */
  stop(): void {
    clearTimeout(this.#timeout);
    this.#timeoutMs = -Infinity;
  }

  /**
   * A timeout that fires early finds nothing due and is set again, so an earlier one does no harm.
   * Fractions are rounded up, since Bun would cut them off and fire too early each time.
   */
  #arm(): void {
    const { next } = this.#timers;
    if (next >= this.#timeoutMs || next === Infinity) return;
    clearTimeout(this.#timeout);
    this.#timeoutMs = next;
    this.#timeout = setTimeout(() => this.#ring(), Math.max(0, Math.ceil(next - this.now())));
  }

  #ring(): void {
    this.#timeoutMs = Infinity;
    this.#timers.run(this.now(), rethrow);
    this.#arm();
  }
}

function rethrow(error: unknown): never {
  throw error;
}
