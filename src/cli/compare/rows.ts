/** The rows of `eddy compare`: a strategy on a setting each, and how one is measured. */

import { completeOptions, nodeNames, type TestOptions } from "../../bench/options.ts";
import { simulate } from "../../bench/virtual.ts";
import { type StrategyName } from "../../broadcast/strategies/index.ts";
import { makeGuestOf } from "../../broadcast/make-guest.ts";

/** What a row is to measure. */
export interface Row {
  /** The place of the setting. */
  readonly setting: number;
  readonly strategy: StrategyName;
  readonly seed: number;
}

/** By their names in --json. Latencies are null if no value became stable. */
export const FIGURES = [
  "msgs-per-op",
  "msgs-per-broadcast",
  "p50-ms",
  "p95-ms",
  "p99-ms",
  "max-ms",
  "lost-count",
  "timeout-count",
] as const;

/** In the order of FIGURES. */
export type Figures = readonly (number | null)[];

interface Setting {
  readonly title: string;
  readonly options: Partial<TestOptions>;
}

const FIVE: Partial<TestOptions> = { timeLimitSeconds: 20, rate: 10 };
const MANY: Partial<TestOptions> = {
  nodes: nodeNames(25),
  timeLimitSeconds: 20,
  rate: 100,
  latencyMs: 100,
};

export const SETTINGS: readonly Setting[] = [
  { title: "5 nodes, grid, no latency, rate 10", options: FIVE },
  { title: "25 nodes, grid, latency 100, rate 100", options: MANY },
  { title: "… line", options: { ...MANY, topology: "line" } },
  { title: "… tree4", options: { ...MANY, topology: "tree4" } },
  { title: "… total", options: { ...MANY, topology: "total" } },
  {
    title: "… tree4, exponential latency",
    options: { ...MANY, topology: "tree4", latencyDistribution: "exponential" },
  },
  {
    title: "… tree4, partitions, 60 s",
    options: { ...MANY, topology: "tree4", faults: ["partition"], timeLimitSeconds: 60 },
  },
];

/**
 * `storm` never falls silent, so each message keeps a core, which up to 25 nodes share, busy for ten
 * milliseconds, and the load is short. Even so its queues grow, and requests time out behind them,
 * as in the chapter.
 */
export const STORM: StrategyName = "storm";
export const STORM_LINE_MS = 10;
export const STORM_TIME_LIMIT_SECONDS = 3;

/** Throws an Error if there is no such setting. */
export function optionsOf({ setting, strategy, seed }: Row): TestOptions {
  const options = SETTINGS[setting]?.options;
  if (options === undefined) throw new Error(`There is no setting ${setting}`);
  const shorter = strategy === STORM && { timeLimitSeconds: STORM_TIME_LIMIT_SECONDS };
  return completeOptions({ ...options, ...shorter, seed });
}

/** The signal ends it early. */
export async function measure(row: Row, signal: AbortSignal): Promise<Figures> {
  const { strategy } = row;
  const environment = { signal, ...(strategy === STORM && { lineMs: STORM_LINE_MS }) };
  const figures = await simulate(optionsOf(row), makeGuestOf({ strategy }), environment);
  const { perOperation, perBroadcast, p50, p95, p99, max, lost, timedOut } = figures;
  const isAnyStable = figures.stableLatenciesMs.length > 0;
  const latencies = isAnyStable ? [p50, p95, p99, max] : [null, null, null, null];
  return [perOperation, perBroadcast, ...latencies, lost, timedOut].map((figure) =>
    Number.isFinite(figure) ? figure : null,
  );
}
