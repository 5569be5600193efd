/** Virtual time: it jumps from event to event, as fast as the machine allows. */

import { engine } from "#engine";
import { TimeQueue, type Due } from "../../node/time-queue.ts";
import type { ScheduledCall, Clock } from "./clock.ts";
import { type Engine } from "./engine/engine.ts";

/** Real time after which a run lets the process look after its signals and its output. */
const SLICE_MS = 50;

export class VirtualClock implements Clock {
  readonly #engine: Engine;
  readonly #calls = new TimeQueue<Call>();
  #sequence = 0;
  #nowMs = 0;

  constructor(given: Engine = engine) {
    this.#engine = given;
  }

  now(): number {
    return this.#nowMs;
  }

  /** What `callback` leaves to promises is done before the next call, if `run` makes them. */
  at(timeMs: number, callback: () => void): ScheduledCall {
    const call = {
      timeMs: Math.max(timeMs, this.#nowMs),
      sequence: this.#sequence++,
      place: 0,
      callback,
      cancel: () => this.#calls.remove(call),
    };
    this.#calls.add(call);
    return call;
  }

  /** Makes the next call. False if there is none. */
  step(): boolean {
    const call = this.#calls.take();
    if (call === undefined) return false;
    this.#nowMs = call.timeMs;
    call.callback();
    return true;
  }

  /** Runs until `promise` is settled, and gives its result. Throws if it never can be. */
  async run<Result>(promise: Promise<Result>): Promise<Result> {
    const state = { isPending: true };
    const settled = (): void => {
      state.isPending = false;
    };
    promise.then(settled, settled);
    let sliceEndMs = performance.now() + SLICE_MS;
    await this.#engine.settle();
    while (state.isPending) {
      if (!this.step()) throw new Error(`Nothing is left to happen after ${this.#nowMs} ms`);
      const settling = this.#engine.settle();
      if (settling !== undefined) await settling;
      if (performance.now() < sliceEndMs) continue;
      await this.#engine.eventLoopTurn();
      sliceEndMs = performance.now() + SLICE_MS;
    }
    return promise;
  }
}

interface Call extends ScheduledCall, Due {
  readonly callback: () => void;
}
