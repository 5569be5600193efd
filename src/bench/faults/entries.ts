/** How the history names the start and the end of each kind of fault. */

import type { FaultName } from "../options.ts";

export interface FaultEntries {
  readonly startName: string;
  readonly stopName: string;
}

export const FAULT_ENTRIES: Readonly<Record<FaultName, FaultEntries>> = {
  partition: { startName: "start-partition", stopName: "stop-partition" },
  kill: { startName: "kill", stopName: "start" },
  pause: { startName: "pause", stopName: "resume" },
  "one-way": { startName: "start-one-way", stopName: "stop-one-way" },
  loss: { startName: "start-loss", stopName: "stop-loss" },
  duplicate: { startName: "start-duplicate", stopName: "stop-duplicate" },
};
