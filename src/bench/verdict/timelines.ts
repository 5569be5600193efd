/**
 * When each broadcast value was known, and when it was last seen and last missed: the state that
 * set-full keeps for every element (jepsen.checker, SetFullElement).
 */

import { type History } from "../history.ts";
import { Shown, type Reading, type Readings } from "./readings.ts";

/** By number of the value; each entry is a place in the history, −1 for never. */
export interface Timelines {
  /** The values whose broadcast was invoked, each once, in the order of the first invocation. */
  readonly attempted: readonly number[];
  /** The first invocation of its broadcast. */
  readonly attempts: Int32Array;
  /** The first completion that proves it: of its broadcast, or of a read that shows it. */
  readonly known: Int32Array;
  /** The latest invocation of a read that shows it. */
  readonly lastPresent: Int32Array;
  /** The latest invocation of a read that lacks it and completes after `attempts`. */
  readonly lastAbsent: Int32Array;
}

/**
 * Goes through the history once. Reads that are not ok say nothing; a broadcast that failed or
 * timed out becomes known when a read shows it. A second broadcast of a value begins its
 * timeline again, as in Jepsen.
 */
export function timelinesOf(
  history: History,
  { readings, values, broadcasts }: Readings,
): Timelines {
  const tracker = new Tracker(values.length);
  let nextReading = 0;
  for (const [place, { type }] of history.operations.entries()) {
    const value = broadcasts[place] ?? -1;
    const reading = readings[nextReading];
    if (value >= 0 && type === "invoke") {
      tracker.attempt(value, place);
    } else if (value >= 0 && type === "ok") {
      tracker.prove(value, place);
    } else if (reading?.completion === place) {
      tracker.read(reading);
      nextReading++;
    }
  }
  return tracker;
}

class Tracker implements Timelines {
  readonly attempted: number[] = [];
  readonly attempts: Int32Array;
  readonly known: Int32Array;
  readonly lastPresent: Int32Array;
  readonly lastAbsent: Int32Array;
  readonly #shown: Shown;

  constructor(valueCount: number) {
    const never = new Int32Array(valueCount).fill(-1);
    this.attempts = never;
    this.known = never.slice();
    this.lastPresent = never.slice();
    this.lastAbsent = never.slice();
    this.#shown = new Shown(valueCount);
  }

  attempt(value: number, place: number): void {
    if (this.attempts[value] === -1) {
      this.attempts[value] = place;
      this.attempted.push(value);
    }
    this.known[value] = -1;
    this.lastPresent[value] = -1;
    this.lastAbsent[value] = -1;
  }

  prove(value: number, place: number): void {
    if (this.known[value] === -1) this.known[value] = place;
  }

  /** Every value attempted so far is present in the reading or absent from it. */
  read(reading: Reading): void {
    const { invocation, completion } = reading;
    const [shown, lastPresent, lastAbsent] = [this.#shown, this.lastPresent, this.lastAbsent];
    shown.load(reading);
    for (const value of this.attempted) {
      const last = shown.has(value) ? lastPresent : lastAbsent;
      if ((last[value] ?? -1) < invocation) last[value] = invocation;
      if (last === lastPresent) this.prove(value, completion);
    }
  }
}
