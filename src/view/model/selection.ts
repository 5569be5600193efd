/** The messages that are to be seen: those of some kinds, nodes, or of one value. */

import { type Run } from "./run.ts";
import { itemAt } from "./columns.ts";

/** What a place on the axis means: a time, or a place in the order of all events. */
export type Spacing = "time" | "events";

export interface Wanted {
  /** By the number of a kind. */
  readonly hiddenKinds: ReadonlySet<number>;
  /** Names; at least one end of a message must be among them. Empty: all. */
  readonly names: ReadonlySet<string>;
  /** Only these messages, sorted; undefined: all. */
  readonly only: readonly number[] | undefined;
}

export class Selection {
  /** Sorted, and so in the order of sending. */
  readonly messages: Int32Array;
  readonly #run: Run;
  readonly #isIn: Uint8Array;
  /** By spacing, for each of them the latest end of it and those before it. */
  readonly #latestEnds = new Map<Spacing, Float64Array>();

  constructor(run: Run, { hiddenKinds, names, only }: Wanted) {
    const { messages } = run;
    this.#run = run;
    const found: number[] = [];
    const isWanted = (message: number): boolean => {
      if (messages === undefined) return false;
      // A value is followed through every kind.
      if (only === undefined && hiddenKinds.has(itemAt(messages.kind, message))) return false;
      if (names.size === 0) return true;
      const source = itemAt(messages.names, itemAt(messages.source, message));
      const target = itemAt(messages.names, itemAt(messages.target, message));
      return names.has(source) || names.has(target);
    };
    const candidates = only ?? new Int32Array(messages?.count ?? 0).keys();
    for (const message of candidates) if (isWanted(message)) found.push(message);
    this.messages = Int32Array.from(found);
    this.#isIn = new Uint8Array(messages?.count ?? 0);
    for (const message of found) this.#isIn[message] = 1;
  }

  has(message: number): boolean {
    return this.#isIn[message] === 1;
  }

  /** The places in `messages` from the first to before the last that can touch this range. */
  placesIn(spacing: Spacing, from: number, to: number): readonly [first: number, end: number] {
    const starts = startsOf(this.#run, spacing);
    const ends = this.#latestEndsOf(spacing);
    const first = firstWhere(this.messages.length, (place) => itemAt(ends, place) >= from);
    const end = firstWhere(
      this.messages.length,
      (place) => itemAt(starts, itemAt(this.messages, place)) > to,
    );
    return [first, Math.max(first, end)];
  }

  #latestEndsOf(spacing: Spacing): Float64Array {
    const known = this.#latestEnds.get(spacing);
    if (known !== undefined) return known;
    const starts = startsOf(this.#run, spacing);
    const ends = endsOf(this.#run, spacing);
    const latest = new Float64Array(this.messages.length);
    let last = -Infinity;
    for (let place = 0; place < latest.length; place++) {
      const message = itemAt(this.messages, place);
      const end = itemAt(ends, message);
      // One that never ended is drawn as a stub: it is no longer than its start.
      last = Math.max(last, end === Infinity ? itemAt(starts, message) : end);
      latest[place] = last;
    }
    this.#latestEnds.set(spacing, latest);
    return latest;
  }
}

export function startsOf({ messages }: Run, spacing: Spacing): Float64Array {
  return (spacing === "time" ? messages?.sendMs : messages?.sendAt) ?? NOTHING;
}

export function endsOf({ messages }: Run, spacing: Spacing): Float64Array {
  return (spacing === "time" ? messages?.endMs : messages?.endAt) ?? NOTHING;
}

const NOTHING = new Float64Array();

/** From one spacing to the other: the place on the axis of a time. */
export function placeOf({ messages }: Run, spacing: Spacing, timeMs: number): number {
  if (spacing === "time") return timeMs;
  const { eventMs } = messages ?? { eventMs: NOTHING };
  return firstWhere(eventMs.length, (at) => itemAt(eventMs, at) >= timeMs);
}

/** The time of a place on the axis. */
export function timeOf({ messages, startMs, endMs }: Run, spacing: Spacing, place: number): number {
  if (spacing === "time") return place;
  const { eventMs } = messages ?? { eventMs: NOTHING };
  if (place < 0) return startMs;
  return eventMs[Math.floor(place)] ?? endMs;
}

/** The first of `count` places for which it is true: before it, it is true for none. */
export function firstWhere(count: number, isTrue: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
