/**
 * Values that vanished: a node showed one, and a later read of the same node, begun after the
 * first was over, lacks it although nobody killed the node in between. Maelstrom does not notice.
 */

import { type Lives } from "./lives.ts";
import { Shown, type Readings } from "./readings.ts";
import { type Assignment } from "./assignment.ts";

export interface Vanished {
  /** The number of the value. */
  readonly value: number;
  readonly node: number;
  /** The places of the two reads' completions. */
  readonly shownAt: number;
  readonly missingAt: number;
}

/** In the order in which it was noticed; a value that comes back and vanishes again counts twice. */
export function vanishedFrom(
  { readings, values }: Readings,
  assignment: Assignment,
  lives: Lives,
): Vanished[] {
  const vanished: Vanished[] = [];
  const shown = new Shown(values.length);
  const firstShownByNode = new Map<number, Int32Array>();
  for (const reading of readings) {
    const { process, invocation, completion } = reading;
    const node = assignment.nodeOf(process);
    if (lives.isInterrupted(node, invocation, completion)) continue;
    const birth = lives.startOf(node, invocation);
    const firstShown = firstShownByNode.get(node) ?? new Int32Array(values.length).fill(-1);
    firstShownByNode.set(node, firstShown);
    shown.load(reading);
    // A place up to the birth belongs to an earlier life, or −1. Not over `entries()`: each read looks
    // at each value here, 3,000 times 3,000 in 30 ms, and in 250 ms with `entries()`.
    for (let value = 0; value < firstShown.length; value++) {
      const place = firstShown[value] ?? -1;
      if (shown.has(value)) {
        if (place <= birth) firstShown[value] = completion;
      } else if (place > birth && place < invocation) {
        vanished.push({ value, node, shownAt: place, missingAt: completion });
        firstShown[value] = -1;
      }
    }
  }
  return vanished;
}
