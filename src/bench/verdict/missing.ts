/**
 * What the last read of each node lacks. Maelstrom counts a value as lost only if a read that lacks it
 * began after every read that shows it. The last reads begin together, so a value that one of them
 * lacks for good may pass as stable.
 */

import { type History } from "../history.ts";
import { type Reading, type Readings } from "./readings.ts";
import { type Timelines } from "./timelines.ts";

export interface Missing {
  /** The number of the node. */
  readonly node: number;
  /** The numbers of the values that were acknowledged or seen, and that it did not show. */
  readonly values: readonly number[];
}

/** Of the nodes whose last read lacks something; none if the history does not mark its last reads. */
export function missingAtEnd(
  { operations }: History,
  { readings, values }: Readings,
  { known }: Timelines,
  isGone: (value: number) => boolean,
): Missing[] {
  const last = new Map<number, Reading>();
  for (const reading of readings) {
    if (operations[reading.completion]?.isFinal) last.set(reading.node, reading);
  }
  const missing: Missing[] = [];
  for (const [node, { read }] of [...last].toSorted(([one], [other]) => one - other)) {
    const shown = read.numbers();
    const lacking = [...values.keys()].filter(
      (value) => (known[value] ?? -1) >= 0 && !isGone(value) && !shown.has(value),
    );
    if (lacking.length > 0) missing.push({ node, values: lacking });
  }
  return missing;
}
