/**
 * Values that vanished: a node showed one, and a later read of the same node, begun after the
 * first was over, lacks it although nobody killed the node in between. Maelstrom does not notice.
 */

import { type Lives } from "./lives.ts";
import { ByNode, Shown, type Reading, type Readings } from "./readings.ts";

export interface Vanished {
  /** The number of the value. */
  readonly value: number;
  readonly node: number;
  /** The places of the two reads' completions. */
  readonly shownAt: number;
  readonly missingAt: number;
}

/** In the order in which it was noticed; a value that comes back and vanishes again counts twice. */
export function vanishedFrom({ readings, values }: Readings, lives: Lives): Vanished[] {
  const vanished: Vanished[] = [];
  const watches = new ByNode(() => new Watch(values.length));
  for (const reading of readings) {
    const { node, invocation, completion } = reading;
    const watch = watches.of(node);
    watch.change(reading);
    if (lives.isInterrupted(node, invocation, completion)) continue;
    watch.look(reading, lives.startOf(node, invocation), vanished);
  }
  return vanished;
}

/** What is known of one node. */
class Watch {
  readonly #shown: Shown;
  /** By value the completion of the first reading that showed it, of this life or an earlier one. */
  readonly #firstShown: Int32Array;
  /** Values that came or went since the last look. */
  readonly #changed = new Set<number>();
  /** Values that were shown and are missing now. */
  readonly #missing = new Set<number>();
  /** The place in the history at which its life began. */
  #birth = -1;

  constructor(valueCount: number) {
    this.#shown = new Shown(valueCount);
    this.#firstShown = new Int32Array(valueCount).fill(-1);
  }

  change(reading: Reading): void {
    this.#shown.change(reading);
    for (const values of [reading.added, reading.removed]) {
      for (let place = 0; place < values.length; place++) this.#changed.add(values[place] ?? 0);
    }
  }

  /** Looks at a reading that nobody interrupted, of the life that began at `birth`. */
  look(reading: Reading, birth: number, vanished: Vanished[]): void {
    const { node, invocation, completion } = reading;
    const values = birth > this.#birth ? this.#firstShown.keys() : this.#changed;
    for (const value of values) this.#note(value, birth, completion);
    this.#changed.clear();
    this.#birth = birth;
    const missing = [...this.#missing].toSorted((one, other) => one - other);
    for (const value of missing) {
      const shownAt = this.#firstShown[value] ?? -1;
      if (shownAt >= invocation) continue;
      this.#missing.delete(value);
      if (shownAt <= birth) continue;
      vanished.push({ value, node, shownAt, missingAt: completion });
      this.#firstShown[value] = -1;
    }
  }

  #note(value: number, birth: number, completion: number): void {
    const shownAt = this.#firstShown[value] ?? -1;
    if (this.#shown.has(value)) {
      this.#missing.delete(value);
      if (shownAt <= birth) this.#firstShown[value] = completion;
    } else if (shownAt >= 0) {
      this.#missing.add(value);
    }
  }
}
