/** One value on its way: the messages that carried it, and the moment at which each node had it. */

import { type Messages } from "./messages.ts";
import { type Run } from "./run.ts";
import { itemAt } from "./columns.ts";

/** A node got the value, or lost it with its memory. */
export interface Moment {
  readonly node: number;
  readonly timeMs: number;
  readonly at: number;
  readonly isGain: boolean;
}

export class Follower {
  readonly #run: Run;
  readonly #carriers: Groups;
  readonly #moments: Groups;

  constructor(run: Run) {
    const { messages, holdings, values } = run;
    this.#run = run;
    this.#moments = new Groups(holdings.value, values.texts.length);
    this.#carriers = new Groups(messages?.carried ?? new Int32Array(), values.texts.length);
  }

  /**
   * Sorted: what carried the value, and the answers to that. Answers to clients' reads are left
   * out: from some moment on all of them carry it.
   */
  messagesOf(value: number): number[] {
    const { messages } = this.#run;
    if (messages === undefined) return [];
    const carriers = new Set<number>();
    for (const place of this.#carriers.of(value)) {
      const message = messageAt(messages, place);
      const kind = messages.kinds[itemAt(messages.kind, message)];
      if (kind?.isClient !== true || kind.name !== "read") carriers.add(message);
    }
    const found = new Set(carriers);
    // An answer comes after its request, so those before the first carrier are none.
    let first = messages.count;
    for (const message of carriers) first = Math.min(first, message);
    for (let message = first; message < messages.count; message++) {
      if (carriers.has(itemAt(messages.request, message))) found.add(message);
    }
    return [...found].toSorted((one, other) => one - other);
  }

  /** In the order of time. */
  momentsOf(value: number): Moment[] {
    const { node, timeMs, at, isGain } = this.#run.holdings;
    return Array.from(this.#moments.of(value), (place) => ({
      node: itemAt(node, place),
      timeMs: itemAt(timeMs, place),
      at: itemAt(at, place),
      isGain: isGain[place] === 1,
    }));
  }
}

/** The message in whose list of values this place is. */
function messageAt({ firstCarried, count }: Messages, place: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (itemAt(firstCarried, middle) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The places of a column by what stands there, in their order. */
class Groups {
  readonly #starts: Int32Array;
  readonly #places: Int32Array;

  constructor(column: Int32Array, groupCount: number) {
    const starts = new Int32Array(groupCount + 1);
    for (let place = 0; place < column.length; place++) {
      const next = itemAt(column, place) + 1;
      starts[next] = itemAt(starts, next) + 1;
    }
    for (let group = 1; group <= groupCount; group++) {
      starts[group] = itemAt(starts, group) + itemAt(starts, group - 1);
    }
    const fill = starts.slice();
    const places = new Int32Array(column.length);
    for (let place = 0; place < column.length; place++) {
      const group = itemAt(column, place);
      const at = itemAt(fill, group);
      places[at] = place;
      fill[group] = at + 1;
    }
    this.#starts = starts;
    this.#places = places;
  }

  /** Empty for a value that was found after the run was read. */
  of(group: number): Int32Array {
    if (group + 1 >= this.#starts.length) return new Int32Array();
    return this.#places.subarray(itemAt(this.#starts, group), itemAt(this.#starts, group + 1));
  }
}
