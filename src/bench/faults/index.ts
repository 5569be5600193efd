/**
 * The kinds of fault. `partition`, `pause` and `kill` are Maelstrom's (jepsen.nemesis.combined); the
 * other kinds name their entries in the same way. A new one is a file, and here a name and a row.
 */

import { DUPLICATE } from "./duplicate.ts";
import type { FaultKind } from "./fault.ts";
import { KILL } from "./kill.ts";
import { LOSS } from "./loss.ts";
import { ONE_WAY } from "./one-way.ts";
import { PARTITION } from "./partition.ts";
import { PAUSE } from "./pause.ts";

/** Maelstrom's, and then ours. */
export const FAULTS = ["partition", "kill", "pause", "one-way", "loss", "duplicate"] as const;
export type FaultName = (typeof FAULTS)[number];

export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  partition: PARTITION,
  kill: KILL,
  pause: PAUSE,
  "one-way": ONE_WAY,
  loss: LOSS,
  duplicate: DUPLICATE,
};
