/** Virtual time: it jumps from event to event, as fast as the machine allows. */

import { drainMicrotasks } from "bun:jsc";
import { Timers } from "../../node/timers.ts";
import type { Alarm, Clock } from "./clock.ts";

/** Real time after which a run lets the process look after its signals and its output. */
const SLICE_MS = 50;

export class VirtualClock implements Clock {
  readonly #timers = new Timers();
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  /** What `callback` leaves to promises is done before the next call. */
  at(timeMs: number, callback: () => void): Alarm {
    return this.#timers.set(Math.max(timeMs, this.#nowMs), 0, () => {
      callback();
      drainMicrotasks();
    });
  }

  /** Makes the calls of the next instant. False if there is none. */
  step(): boolean {
    if (this.#timers.size === 0) return false;
    this.#nowMs = this.#timers.next;
    this.#timers.run(this.#nowMs, rethrow);
    return true;
  }

  /** Runs until `promise` is settled, and gives its result. Throws if it never can be. */
  async run<Result>(promise: Promise<Result>): Promise<Result> {
    let sliceEndMs = performance.now() + SLICE_MS;
    drainMicrotasks();
    while (Bun.peek.status(promise) === "pending") {
      if (!this.step()) throw new Error(`Nothing is left to happen after ${this.#nowMs} ms`);
      if (performance.now() < sliceEndMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceEndMs = performance.now() + SLICE_MS;
    }
    return promise;
  }
}

function rethrow(error: unknown): never {
  throw error;
}
