/** What a test is asked to do: Maelstrom's options, and our own. */

import type { FaultOptions } from "./faults/fault.ts";
import type { FaultName } from "./faults/index.ts";
import type { Scenario } from "./faults/scenario.ts";
import type { LatencyDistribution } from "./network/latency.ts";
import { GROUP_KINDS, PARTITION_KINDS } from "./faults/partitions.ts";
import { TARGET_KINDS } from "./faults/targets.ts";
import { WORKLOAD_NAMES, WORKLOADS, type WorkloadName } from "./workloads/index.ts";
import { nodeNames, TOPOLOGIES, type TopologyName } from "./nodes.ts";
import { DEFAULT_KEYS } from "./workloads/micro-operations.ts";
import { type OperationOptions } from "./workloads/workload.ts";

export { nodeNames, TOPOLOGIES, type TopologyName };

export interface TestOptions extends OperationOptions, FaultOptions {
  readonly workload: WorkloadName;
  /** Seconds of load, from the first operation. */
  readonly timeLimitSeconds: number;
  /** Between the heal at the end of the load and the final reads. */
  readonly recoverySeconds: number;
  /** For a node to answer its `init`. */
  readonly initTimeoutSeconds: number;
  /** Operations a second, of the whole cluster. 0: none. */
  readonly rate: number;
  /** Workers; worker i talks to node i mod n, one request at a time. */
  readonly concurrency: number;
  /** The mean of what a message from server to server takes, in milliseconds. */
  readonly latencyMs: number;
  readonly latencyDistribution: LatencyDistribution;
  readonly topology: TopologyName;
  readonly faults: readonly FaultName[];
  /** Of each kind of fault, the mean time between its start and its end, and to the next start. */
  readonly nemesisIntervalSeconds: number;
  /** Fixes all draws. An integer from 0 to 2^53 − 1. */
  readonly seed: number;
  /** Mutes a node that breaks the rules and goes on, as Maelstrom does, instead of stopping. */
  readonly isFaithful: boolean;
  /** In virtual time: whether nodes and network have the small delays of a real machine. */
  readonly hasJitter: boolean;

  /** Of transactions: what must hold, by Elle's names. */
  readonly consistencyModels: readonly string[];
  /** What is done at fixed times, besides what the nemesis draws. */
  readonly scenario: Scenario;
}

const DEFAULT_NODES = ["n1", "n2", "n3", "n4", "n5"] as const;

/** As Jepsen's packet nemesis has it (jepsen.net/all-packet-behaviors: 20 %). */
const PACKET_PROBABILITY = 0.2;

/** Maelstrom's (its core.clj), except for the workload, which is lin-kv there. */
export const DEFAULT_OPTIONS: TestOptions = {
  workload: "broadcast",
  nodes: DEFAULT_NODES,
  timeLimitSeconds: 60,
  recoverySeconds: 10,
  initTimeoutSeconds: 10,
  rate: 5,
  concurrency: DEFAULT_NODES.length,
  latencyMs: 0,
  latencyDistribution: "constant",
  topology: "grid",
  faults: [],
  nemesisIntervalSeconds: 10,
  seed: 0,
  isFaithful: false,
  hasJitter: true,
  partitionKinds: PARTITION_KINDS,
  isolatedNode: undefined,
  oneWayGroups: GROUP_KINDS,
  pauseGroups: TARGET_KINDS,
  killGroups: TARGET_KINDS,
  lossProbability: PACKET_PROBABILITY,
  duplicateProbability: PACKET_PROBABILITY,
  ...DEFAULT_KEYS,
  maxTxnLength: 4,
  consistencyModels: ["strong-serializable"],
  scenario: [],
};

/**
 * The defaults, changed as given; one worker a node unless it is given. Throws if an option or the
 * workload is unknown, which types do not see in JavaScript.
 */
export function completeOptions(given: Partial<TestOptions>): TestOptions {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(DEFAULT_OPTIONS, name));
  if (unknown !== undefined) throw new Error(`There is no option ${unknown}`);
  const { workload = DEFAULT_OPTIONS.workload, nodes = DEFAULT_NODES } = given;
  if (!WORKLOAD_NAMES.includes(workload)) throw new Error(`There is no workload ${workload}`);
  return { ...DEFAULT_OPTIONS, concurrency: fewestWorkers(workload, nodes), ...given };
}

/** One a node, or as many as the workload needs. */
export function fewestWorkers(workload: WorkloadName, nodes: readonly string[]): number {
  return (WORKLOADS[workload].workersPerNode ?? 1) * nodes.length;
}

/** Throws if the workload needs another number of workers. */
export function checkConcurrency({ workload, concurrency, nodes }: TestOptions): void {
  const { workersPerNode } = WORKLOADS[workload];
  const fewest = fewestWorkers(workload, nodes);
  if (workersPerNode === undefined || concurrency % fewest === 0) return;
  throw new Error(
    `The workload ${workload} needs ${workersPerNode} workers a node, or a multiple of that: ` +
      `give --concurrency ${workersPerNode}n, which is ${fewest}, not ${concurrency}`,
  );
}
