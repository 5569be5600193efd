/** The workloads. A new one is a file, and here a name and a row. */

import { BROADCAST } from "./broadcast.ts";
import { G_COUNTER, PN_COUNTER } from "./counters.ts";
import { ECHO } from "./echo.ts";
import { G_SET } from "./g-set.ts";
import { KAFKA } from "./kafka.ts";
import { LIN_KV } from "./lin-kv.ts";
import { TXN_LIST_APPEND, TXN_RW_REGISTER } from "./txn.ts";
import { UNIQUE_IDS } from "./unique-ids.ts";
import type { Workload } from "./workload.ts";

export const WORKLOAD_NAMES = [
  "broadcast",
  "g-set",
  "echo",
  "unique-ids",
  "g-counter",
  "pn-counter",
  "lin-kv",
  "kafka",
  "txn-list-append",
  "txn-rw-register",
] as const;
export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  broadcast: BROADCAST,
  "g-set": G_SET,
  echo: ECHO,
  "unique-ids": UNIQUE_IDS,
  "g-counter": G_COUNTER,
  "pn-counter": PN_COUNTER,
  "lin-kv": LIN_KV,
  kafka: KAFKA,
  "txn-list-append": TXN_LIST_APPEND,
  "txn-rw-register": TXN_RW_REGISTER,
};

/** The operations that add a value, of all workloads. */
export const ADD_NAMES: ReadonlySet<string> = new Set(
  Object.values(WORKLOADS).flatMap(({ adds }) => adds?.f ?? []),
);
