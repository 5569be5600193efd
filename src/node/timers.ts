/**
 * Timers as data: a binary heap ordered by (time, sequence), so that timers of the same time run in
 * the order in which they were set. It reads no clock; `Node.wake` tells it what time it is.
 */

export interface Timer {
  /** Forgets the timer at once. Cancelling one that ran or was cancelled does nothing. */
  cancel(): void;
}

export class Timers {
  readonly #heap: Entry[] = [];
  #sequence = 0;

  /** The time of the next timer in ms, Infinity without one. */
  get next(): number {
    return this.#heap[0]?.timeMs ?? Infinity;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Runs `callback` at `timeMs`, and every `periodMs` from then on unless that is 0. */
  set(timeMs: number, periodMs: number, callback: () => void): Timer {
    const entry: Entry = {
      timeMs,
      sequence: this.#sequence++,
      place: 0,
      periodMs,
      callback,
      cancel: () => this.#remove(entry),
    };
    this.#insert(entry);
    return entry;
  }

  /**
   * Runs what is due at `nowMs`. A timer that is set meanwhile waits for the next call, even when it
   * is due already, so that this always ends. A period that was missed is not caught up.
   */
  run(nowMs: number, failed: (error: unknown) => void): void {
    const end = this.#sequence;
    for (;;) {
      const entry = this.#heap[0];
      if (entry === undefined || entry.timeMs > nowMs || entry.sequence >= end) return;
      this.#remove(entry);
      if (entry.periodMs > 0) {
        const next = entry.timeMs + entry.periodMs;
        entry.timeMs = next > nowMs ? next : nowMs + entry.periodMs;
        entry.sequence = this.#sequence++;
        this.#insert(entry);
      }
      try {
        entry.callback();
      } catch (error) {
        failed(error);
      }
    }
  }

  #insert(entry: Entry): void {
    this.#heap.push(entry);
    this.#rise(entry, this.#heap.length - 1);
  }

  #remove(entry: Entry): void {
    if (this.#heap[entry.place] !== entry) return;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#rise(last, entry.place);
    this.#sink(last, last.place);
  }

  #rise(entry: Entry, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(entry, place);
  }

  #sink(entry: Entry, from: number): void {
    let place = from;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const child =
        right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, entry)) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(entry, place);
  }

  #put(entry: Entry, place: number): void {
    this.#heap[place] = entry;
    entry.place = place;
  }
}

interface Entry extends Timer {
  timeMs: number;
  sequence: number;
  place: number;
  readonly periodMs: number;
  readonly callback: () => void;
}

function isBefore(first: Entry, second: Entry): boolean {
  if (first.timeMs !== second.timeMs) return first.timeMs < second.timeMs;
  return first.sequence < second.sequence;
}
