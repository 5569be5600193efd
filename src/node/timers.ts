/**
 * Timers as data: timers of the same time run in the order in which they were set. It reads no clock:
 * the time is passed in.
 */

import { type Due, TimeQueue } from "./time-queue.ts";

export interface Timer {
  /** Removes the timer. Does nothing if it has run or has been cancelled. */
  cancel(): void;
}

export class Timers {
  readonly #queue = new TimeQueue<Entry>();
  #sequence = 0;

  /** The time of the next timer in ms, Infinity without one. */
  get next(): number {
    return this.#queue.first?.timeMs ?? Infinity;
  }

  get size(): number {
    return this.#queue.size;
  }

  /** Runs `callback` at `timeMs`, and every `periodMs` from then on unless that is 0. */
  set(timeMs: number, periodMs: number, callback: () => void): Timer {
    const entry: Entry = {
      timeMs,
      sequence: this.#sequence++,
      place: 0,
      periodMs,
      callback,
      cancel: () => this.#queue.remove(entry),
    };
    this.#queue.add(entry);
    return entry;
  }

  /**
   * Runs what is due at `nowMs`. A timer that is set during the call waits for the next call, even
   * if it is due already, so that this always ends. Missed periods are skipped.
   */
  run(nowMs: number, failed: (error: unknown) => void): void {
    const end = this.#sequence;
    for (;;) {
      const entry = this.#queue.first;
      if (entry === undefined || entry.timeMs > nowMs || entry.sequence >= end) return;
      this.#queue.remove(entry);
      if (entry.periodMs > 0) {
        const next = entry.timeMs + entry.periodMs;
        entry.timeMs = next > nowMs ? next : nowMs + entry.periodMs;
        entry.sequence = this.#sequence++;
        this.#queue.add(entry);
      }
      try {
        entry.callback();
      } catch (error) {
        failed(error);
      }
    }
  }
}

interface Entry extends Timer, Due {
  readonly periodMs: number;
  readonly callback: () => void;
}
