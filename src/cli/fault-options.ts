/** The options of `eddy test` that tune a fault of the nemesis. */

import { type FaultName } from "../bench/faults/index.ts";
import { GROUP_KINDS, PARTITION_KINDS } from "../bench/faults/partitions.ts";
import { TARGET_KINDS } from "../bench/faults/targets.ts";
import { DEFAULT_OPTIONS, type TestOptions } from "../bench/options.ts";
import { readNumber, readOne, readSome, UsageError } from "./option-values.ts";

/** Each of them, and the fault that it tunes. */
const TUNED: readonly (readonly [option: keyof FaultValues, fault: FaultName])[] = [
  ["partition-kinds", "partition"],
  ["isolated-node", "partition"],
  ["one-way-groups", "one-way"],
  ["pause-groups", "pause"],
  ["kill-groups", "kill"],
  ["loss-probability", "loss"],
  ["duplicate-probability", "duplicate"],
];

interface FaultValues {
  readonly "partition-kinds"?: string | undefined;
  readonly "isolated-node"?: string | undefined;
  readonly "one-way-groups"?: string | undefined;
  readonly "pause-groups"?: string | undefined;
  readonly "kill-groups"?: string | undefined;
  readonly "loss-probability"?: string | undefined;
  readonly "duplicate-probability"?: string | undefined;
}

type FaultOptions = Pick<
  TestOptions,
  | "partitionKinds"
  | "isolatedNode"
  | "oneWayGroups"
  | "pauseGroups"
  | "killGroups"
  | "lossProbability"
  | "duplicateProbability"
>;

/** Throws a UsageError, also for an option whose fault is not among these: it would do nothing. */
export function readFaultOptions(
  values: FaultValues,
  faults: readonly FaultName[],
  nodes: readonly string[],
): FaultOptions {
  for (const [option, fault] of TUNED) {
    if (values[option] === undefined || faults.includes(fault)) continue;
    throw new UsageError(`--${option} goes with --nemesis ${fault}`);
  }
  const standard = DEFAULT_OPTIONS;
  return {
    partitionKinds:
      readSome("partition-kinds", values["partition-kinds"], PARTITION_KINDS) ??
      standard.partitionKinds,
    isolatedNode: readOne("isolated-node", values["isolated-node"], nodes) ?? standard.isolatedNode,
    oneWayGroups:
      readSome("one-way-groups", values["one-way-groups"], GROUP_KINDS) ?? standard.oneWayGroups,
    pauseGroups:
      readSome("pause-groups", values["pause-groups"], TARGET_KINDS) ?? standard.pauseGroups,
    killGroups: readSome("kill-groups", values["kill-groups"], TARGET_KINDS) ?? standard.killGroups,
    lossProbability:
      readNumber("loss-probability", values["loss-probability"], 0, 1) ?? standard.lossProbability,
    duplicateProbability:
      readNumber("duplicate-probability", values["duplicate-probability"], 0, 1) ??
      standard.duplicateProbability,
  };
}
