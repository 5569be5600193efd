/** Tests that a seed draws: options of the bench, strategies, and what makes the surroundings rough. */

import { FAULTS } from "../../src/bench/faults/index.ts";
import { LATENCY_DISTRIBUTIONS } from "../../src/bench/network/latency.ts";
import {
  completeOptions,
  nodeNames,
  type TestOptions,
  TOPOLOGIES,
} from "../../src/bench/options.ts";
import { Random } from "../../src/bench/random.ts";
import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { type StrategyOptions } from "../../src/broadcast/strategy.ts";
import { BEAT_MS } from "../../src/broadcast/tree/quiet.ts";
import { type Cut, type Jump, type Roughness } from "./rough.ts";

/** Those that forget what a neighbour has acknowledged lose it when that neighbour is killed. */
const REFILLING: readonly StrategyName[] = ["direct", "tree"];
export const LOSSLESS: readonly StrategyName[] = [...REFILLING, "retry", "resend"];

export interface Drawn {
  readonly options: TestOptions;
  /** Node i has strategy i mod their number. */
  readonly strategies: readonly StrategyName[];
  readonly strategyOptions: StrategyOptions;
  readonly roughness: Roughness;
  /** So long after the last fault has ended all nodes have what was known then. */
  readonly agreeWithinMs: number;
}

const SIZES = [1, 2, 3, 5, 7, 12, 25];
const LARGE_SIZES = [70, 120, 200];

export function draw(seed: number): Drawn {
  const random = new Random(seed, "swarm");
  const isLarge = random.chance(0.1);
  const names = nodeNames(random.pick(isLarge ? LARGE_SIZES : SIZES));
  const faults = FAULTS.filter(() => random.below(3) === 0);
  const lossless = faults.includes("kill") ? REFILLING : LOSSLESS;
  const isMixed = random.chance(0.2) && !faults.includes("kill");
  const strategies = isMixed ? random.shuffle(LOSSLESS) : [random.pick(lossless)];
  const strategyOptions = {
    flushMs: random.chance(0.3) ? random.pick([0, 20, 300, 900]) : undefined,
    fanout: random.chance(0.3) ? random.pick([2, 3, 8]) : undefined,
  };
  const timeLimitSeconds = random.pick(isLarge ? [5, 10] : [5, 10, 20]);
  const options = completeOptions({
    nodes: names,
    timeLimitSeconds,
    rate: random.pick([1, 10, 50]),
    latencyMs: random.pick([0, 1, 20, 100, 300]),
    latencyDistribution: random.pick(LATENCY_DISTRIBUTIONS),
    topology: random.pick(TOPOLOGIES.filter((name) => name !== "line" || names.length < 20)),
    faults,
    nemesisIntervalSeconds: random.pick([1, 3, 10]),
    lossProbability: random.pick([0.05, 0.3]),
    duplicateProbability: random.pick([0.1, 0.5]),
    hiccups: random.chance(0.25)
      ? { intervalSeconds: 2, shortestMs: 5, longestMs: 300 }
      : undefined,
    seed,
  });
  const roughness = drawRoughness(random, options);
  const agreeWithinMs = boundOf({ options, strategies, strategyOptions, roughness });
  const recoverySeconds = Math.max(20, Math.ceil(agreeWithinMs / 1000) + 1);
  return {
    options: { ...options, recoverySeconds },
    strategies,
    strategyOptions,
    roughness,
    agreeWithinMs,
  };
}

function drawRoughness(
  random: Random,
  { nodes, timeLimitSeconds }: Pick<TestOptions, "nodes" | "timeLimitSeconds">,
): Roughness {
  const loadMs = timeLimitSeconds * 1000;
  const some = (): readonly string[] =>
    random.shuffle(nodes).slice(0, 1 + random.below(Math.ceil(nodes.length / 2)));
  const slowMs = random.chance(0.2) ? random.pick([50, 400]) : 0;
  const slow = slowMs > 0 ? some().map((name) => [name, slowMs] as const) : [];
  const cuts: Cut[] = [];
  const cut = (fromMs: number): Cut => ({
    fromMs,
    untilMs: fromMs + random.pick([500, 3000, 8000]),
    names: new Set(some()),
    isOneWay: random.chance(0.3),
  });
  // While the cluster starts, and two that overlap, so that there are two faults of a kind at once.
  if (random.chance(0.2)) cuts.push(cut(0));
  if (random.chance(0.2)) {
    const fromMs = random.below(loadMs);
    cuts.push(cut(fromMs), cut(fromMs + 300));
  }
  const jumps: Jump[] = random.chance(0.15)
    ? some().map((name) => ({
        name,
        atMs: random.below(loadMs),
        byMs: random.pick([700, 10_000, 3_600_000]),
      }))
    : [];
  return { slowMs: new Map(slow), cuts, jumps, hasPayloads: random.chance(0.3) };
}

/** What a node may be busy with besides, and what a hiccup takes. */
const BUSY_MS = 600;

/** A draw of an exponential distribution is above this many times its mean once in 22,000 times. */
const EXPONENTIAL_AT_MOST = 10;

/** Of cuts that last longer than the patience of a node, which then asks only this often. */
const PATIENT_MS = 10_000;

/** Of the bench's faults, from one that is on to one that is off: at most twice the mean. */
const LONG_FAULTS_SECONDS = 10;

function boundOf({
  options,
  strategies,
  strategyOptions,
  roughness,
}: Omit<Drawn, "agreeWithinMs">): number {
  const { nodes, latencyMs, latencyDistribution, faults, nemesisIntervalSeconds } = options;
  const slowestMs = Math.max(0, ...roughness.slowMs.values());
  const spread =
    latencyDistribution === "constant"
      ? 1
      : latencyDistribution === "uniform"
        ? 2
        : EXPONENTIAL_AT_MOST;
  const hopMs = latencyMs * spread + slowestMs + BUSY_MS;
  const areLong = nemesisIntervalSeconds >= LONG_FAULTS_SECONDS || faults.length > 1;
  const patienceMs = areLong || roughness.cuts.length > 0 ? PATIENT_MS : 0;
  const isWoken = faults.includes("kill") || faults.includes("pause") || roughness.jumps.length > 0;
  const bounds = strategies.map((strategy) => {
    switch (strategy) {
      case "tree": {
        const depth = Math.ceil(Math.log2(nodes.length + 1));
        const windowMs = 2 * (strategyOptions.flushMs ?? 500);
        return patienceMs + (isWoken ? BEAT_MS : 0) + depth * (windowMs + hopMs) + 8 * hopMs;
      }
      case "direct": {
        const digestMs = Math.min(800 * nodes.length, 20_000);
        return patienceMs + (isWoken ? 2 * digestMs : 0) + 2500 + 6 * hopMs;
      }
      default:
        return 1000 + diameterOf(options) * hopMs + hopMs;
    }
  });
  return bounds.reduce((sum, bound) => sum + bound, 0);
}

/** At most: of the topologies that are drawn the line is the longest. */
function diameterOf({ nodes, topology }: Pick<TestOptions, "nodes" | "topology">): number {
  const count = nodes.length;
  if (topology === "total") return 1;
  if (topology === "line") return count;
  if (topology === "grid") return 2 * Math.ceil(Math.sqrt(count));
  return 2 * Math.ceil(Math.log2(count + 1));
}
