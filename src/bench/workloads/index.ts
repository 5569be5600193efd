/** The workloads. A new one is a file, and here a name and a row. */

import { BROADCAST } from "./broadcast.ts";
import { ECHO } from "./echo.ts";
import { G_SET } from "./g-set.ts";
import { KAFKA } from "./kafka.ts";
import type { Workload } from "./workload.ts";

export const WORKLOAD_NAMES = ["broadcast", "g-set", "echo", "kafka"] as const;
export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  broadcast: BROADCAST,
  "g-set": G_SET,
  echo: ECHO,
  kafka: KAFKA,
};

/** The operations that add a value, of all workloads. */
export const ADD_NAMES: ReadonlySet<string> = new Set(
  Object.values(WORKLOADS).flatMap(({ addName }) => addName ?? []),
);
