/**
 * An experiment: everything that a run in the page depends on. It is a value; each change makes
 * another one.
 */

import { type FaultName } from "../../bench/faults/index.ts";
import { type Scenario } from "../../bench/faults/scenario.ts";
import { type LatencyDistribution } from "../../bench/network/latency.ts";
import { nodeNames, type TopologyName } from "../../bench/nodes.ts";
import { type StrategyName } from "../../broadcast/strategies/index.ts";

export interface Experiment {
  /** What is run on the same load and faults: one, or two side by side. */
  readonly contenders: readonly [Contender] | readonly [Contender, Contender];
  readonly nodeCount: number;
  readonly topology: TopologyName;
  readonly latencyMs: number;
  readonly latencyDistribution: LatencyDistribution;
  readonly rate: number;
  readonly timeLimitSeconds: number;
  readonly recoverySeconds: number;
  /** Drawn from the seed, besides the steps. */
  readonly faults: readonly FaultName[];
  readonly nemesisIntervalSeconds: number;
  /** Whether each node has a disk, which outlives it. */
  readonly hasDisks: boolean;
  readonly seed: number;
  readonly steps: Scenario;
}

export interface Contender {
  readonly strategy: StrategyName;
  /** Both are tree's; undefined for what it chooses itself. */
  readonly flushMs?: number | undefined;
  readonly fanout?: number | undefined;
}

/** Small enough to see every message, and long enough to break something. */
export const FIRST_EXPERIMENT: Experiment = {
  contenders: [{ strategy: "tree" }],
  nodeCount: 9,
  topology: "grid",
  latencyMs: 100,
  latencyDistribution: "constant",
  rate: 5,
  timeLimitSeconds: 10,
  recoverySeconds: 5,
  faults: [],
  nemesisIntervalSeconds: 3,
  hasDisks: false,
  seed: 1,
  steps: [],
};

/** Those properties that are numbers. */
export type NumberName =
  | "nodeCount"
  | "latencyMs"
  | "rate"
  | "timeLimitSeconds"
  | "recoverySeconds"
  | "nemesisIntervalSeconds"
  | "seed";

/** What a number may be: as `eddy test` has it, and no more than a page can show. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

export const RANGES: Readonly<Record<NumberName | "flushMs" | "fanout", NumberRange>> = {
  nodeCount: { least: 1, most: 200, isWhole: true },
  latencyMs: { least: 0, most: 10_000, isWhole: false },
  rate: { least: 0, most: 200, isWhole: false },
  timeLimitSeconds: { least: 1, most: 60, isWhole: true },
  recoverySeconds: { least: 0, most: 60, isWhole: false },
  nemesisIntervalSeconds: { least: 0.1, most: 60, isWhole: false },
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, isWhole: true },
  flushMs: { least: 0, most: 60_000, isWhole: false },
  fanout: { least: 1, most: 200, isWhole: true },
};

/** The number that a text gives, undefined if it gives none in that range. */
export function readNumber(
  text: string,
  { least, most, isWhole }: NumberRange,
): number | undefined {
  const value = Number(text);
  const isNumber = text.trim() !== "" && value >= least && value <= most;
  return isNumber && (!isWhole || Number.isInteger(value)) ? value : undefined;
}

export function describeRange({ least, most, isWhole }: NumberRange): string {
  return `a ${isWhole ? "whole number" : "number"} from ${least} to ${most}`;
}

export function nodesOf({ nodeCount }: Pick<Experiment, "nodeCount">): readonly string[] {
  return nodeNames(nodeCount);
}

/** "tree, waits 500 ms" */
export function nameOf({ strategy, flushMs, fanout }: Contender): string {
  const options = [
    ...(flushMs === undefined ? [] : [`waits ${flushMs} ms`]),
    ...(fanout === undefined ? [] : [`${fanout} children`]),
  ];
  return [strategy, ...options].join(", ");
}
