/**
 * What is due at some time, in the order of (time, sequence): a binary heap. Each item knows its place
 * in it, so that one can be taken out before its time.
 */

export interface Due {
  timeMs: number;
  /** Different for each item; of the same time the lower comes first. */
  sequence: number;
  /** The queue's own. */
  place: number;
}

export class TimeQueue<Item extends Due> {
  readonly #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The item that comes first, undefined if there is none. */
  get first(): Item | undefined {
    return this.#heap[0];
  }

  add(item: Item): void {
    this.#heap.push(item);
    this.#rise(item, this.#heap.length - 1);
  }

  /** Takes out the item that comes first, undefined if there is none. */
  take(): Item | undefined {
    const first = this.#heap[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes an item out. Does nothing if it is not in the queue. */
  remove(item: Item): void {
    if (this.#heap[item.place] !== item) return;
    const last = this.#heap.pop();
    if (last === undefined || last === item) return;
    this.#rise(last, item.place);
    this.#sink(last, last.place);
  }

  #rise(item: Item, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isBefore(item, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(item, place);
  }

  #sink(item: Item, from: number): void {
    let place = from;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const child =
        right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, item)) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(item, place);
  }

  #put(item: Item, place: number): void {
    this.#heap[place] = item;
    item.place = place;
  }
}

function isBefore(first: Due, second: Due): boolean {
  if (first.timeMs !== second.timeMs) return first.timeMs < second.timeMs;
  return first.sequence < second.sequence;
}
