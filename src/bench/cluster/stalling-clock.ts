/**
 * The clock of a bench that can stand still in virtual time: what falls due in that time happens
 * afterwards, in its order. The nodes keep the clock below, since they go on.
 */

import type { ScheduledCall, Clock } from "../time/clock.ts";
import type { ClusterObserver } from "./cluster.ts";

export class StallingClock implements Clock {
  readonly #clock: Clock;
  #goesOnMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  at(timeMs: number, callback: () => void): ScheduledCall {
    const ring = (): void => {
      if (this.#isStill) alarm = this.#clock.at(this.#goesOnMs, ring);
      else callback();
    };
    let alarm = this.#clock.at(timeMs, ring);
    return { cancel: () => alarm.cancel() };
  }

  stall(durationMs: number): void {
    this.#goesOnMs = Math.max(this.#goesOnMs, this.now() + durationMs);
  }

  /** Hears nothing while the bench stands still, and everything afterwards. */
  observer(observer: ClusterObserver): ClusterObserver {
    return {
      wrote: (name, line) => {
        this.#soon(() => observer.wrote(name, line));
        return true;
      },
      ended: (name, ending) => this.#soon(() => observer.ended(name, ending)),
      violated: (name, what) => this.#soon(() => observer.violated(name, what)),
    };
  }

  get #isStill(): boolean {
    return this.now() < this.#goesOnMs;
  }

  #soon(callback: () => void): void {
    if (this.#isStill) this.at(this.now(), callback);
    else callback();
  }
}
