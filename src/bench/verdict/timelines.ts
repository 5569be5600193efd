/**
 * When each broadcast value was known, and when it was last seen and last missed: the state that
 * set-full keeps for every element (jepsen.checker, SetFullElement).
 */

import { type History } from "../history.ts";
import { ByNode, type Reading, type Readings } from "./readings.ts";

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
  tracker.end();
  return tracker;
}

class Tracker implements Timelines {
  readonly attempted: number[] = [];
  readonly attempts: Int32Array;
  readonly known: Int32Array;
  readonly lastPresent: Int32Array;
  readonly lastAbsent: Int32Array;
  /** The latest invocation of its broadcast, where its timeline begins. */
  readonly #starts: Int32Array;
  readonly #nodes: ByNode<NodeTimeline>;

  constructor(valueCount: number) {
    const never = new Int32Array(valueCount).fill(-1);
    this.attempts = never;
    this.known = never.slice();
    this.lastPresent = never.slice();
    this.lastAbsent = never.slice();
    this.#starts = never.slice();
    this.#nodes = new ByNode(() => new NodeTimeline(valueCount));
  }

  attempt(value: number, place: number): void {
    if (this.attempts[value] === -1) {
      this.attempts[value] = place;
      this.attempted.push(value);
    }
    this.#starts[value] = place;
    this.known[value] = -1;
    this.lastPresent[value] = -1;
    this.lastAbsent[value] = -1;
  }

  prove(value: number, place: number): void {
    const known = this.known[value] ?? -1;
    if (known === -1 || place < known) this.known[value] = place;
  }

  read(reading: Reading): void {
    const { node, added, removed } = reading;
    const timeline = this.#nodes.of(node);
    for (let place = 0; place < added.length; place++) this.#turn(timeline, added[place] ?? 0);
    for (let place = 0; place < removed.length; place++) this.#turn(timeline, removed[place] ?? 0);
    timeline.readings.push(reading);
  }

  /** What was shown or missed until now ends here as well. */
  end(): void {
    for (const timeline of this.#nodes.all()) {
      for (const value of this.attempted) this.#take(timeline, value);
    }
  }

  /** A value that was missing is shown from the next reading on, or the other way round. */
  #turn(timeline: NodeTimeline, value: number): void {
    if (this.#starts[value] !== -1) this.#take(timeline, value);
    timeline.turn(value);
  }

  /** Takes note of the node's readings since it last turned, which all show the value or all lack it. */
  #take(timeline: NodeTimeline, value: number): void {
    const { readings } = timeline;
    const from = timeline.turnOf(value);
    const start = this.#starts[value] ?? -1;
    const latest = latestInvocation(readings, from, start);
    if (latest === -1) return;
    const isShown = timeline.isShown(value);
    const last = isShown ? this.lastPresent : this.lastAbsent;
    last[value] = Math.max(last[value] ?? -1, latest);
    if (isShown) this.prove(value, firstCompletion(readings, from, start));
  }
}

/** The readings of one node, and since which of them it shows or lacks each value. */
class NodeTimeline {
  readonly readings: Reading[] = [];
  /** The place of that reading, as its complement if the value is shown. */
  readonly #turns: Int32Array;

  constructor(valueCount: number) {
    this.#turns = new Int32Array(valueCount);
  }

  isShown(value: number): boolean {
    return (this.#turns[value] ?? 0) < 0;
  }

  turnOf(value: number): number {
    const turn = this.#turns[value] ?? 0;
    return turn < 0 ? ~turn : turn;
  }

  turn(value: number): void {
    const next = this.readings.length;
    this.#turns[value] = this.isShown(value) ? next : ~next;
  }
}

/** Of the readings at `from` and later that are over after `start`; −1 if there is none. */
function latestInvocation(readings: readonly Reading[], from: number, start: number): number {
  let latest = -1;
  for (let place = readings.length - 1; place >= from; place--) {
    const { invocation, completion } = readings[place] ?? NEVER;
    // One that was over by then began earlier, and so did all before it.
    if (completion <= Math.max(latest, start)) break;
    latest = Math.max(latest, invocation);
  }
  return latest;
}

const NEVER = { invocation: -1, completion: -1 } as const;

/** Of the same readings, of which there is one. */
function firstCompletion(readings: readonly Reading[], from: number, start: number): number {
  let [low, high] = [from, readings.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle]?.completion ?? -1) > start) high = middle;
    else low = middle + 1;
  }
  return readings[low]?.completion ?? -1;
}
