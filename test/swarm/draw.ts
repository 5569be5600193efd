/** Tests that a seed draws: options of the bench, strategies, and what makes the surroundings rough. */

import { type FaultName, FAULTS } from "../../src/bench/faults/index.ts";
import {
  type LatencyDistribution,
  LATENCY_DISTRIBUTIONS,
} from "../../src/bench/network/latency.ts";
import {
  completeOptions,
  nodeNames,
  type TestOptions,
  TOPOLOGIES,
} from "../../src/bench/options.ts";
import { Random } from "../../src/bench/random.ts";
import { LINE_MS } from "../../src/bench/time/jitter.ts";
import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { type TreeOptions } from "../../src/broadcast/tree/tree.ts";
import { RETRY_AT_MOST_MS } from "../../src/broadcast/replication/outgoing.ts";
import { SLACK_MS, UNKNOWN_ROUND_TRIP_MS } from "../../src/broadcast/replication/round-trips.ts";
import * as direct from "../../src/broadcast/strategies/direct.ts";
import { RETRY_MS } from "../../src/broadcast/strategies/retry.ts";
import { BEAT_MS } from "../../src/broadcast/tree/quiet.ts";
import { ACK_DELAY_MS, REFILL_MS } from "../../src/broadcast/tree/tree.ts";
import { ASK_MS } from "../../src/broadcast/tree/way-home.ts";
import { WINDOW_AT_MOST_MS } from "../../src/broadcast/tree/window.ts";
import { type Cut, type Jump, type Roughness } from "./surroundings.ts";

/** Those that forget what a neighbour has acknowledged lose it when that neighbour is killed. */
const REFILLING: readonly StrategyName[] = ["direct", "tree"];
export const LOSSLESS: readonly StrategyName[] = [...REFILLING, "retry", "resend"];

export interface Drawn {
  readonly options: TestOptions;
  readonly strategy: StrategyName;
  readonly strategyOptions: TreeOptions;
  readonly roughness: Roughness;
  /** Whether nodes keep what they know when they are killed. Then nothing may be lost at all. */
  readonly hasDisks: boolean;
  /** So long after the last fault has ended all nodes have what was known then. */
  readonly agreeWithinMs: number;
}

/** Of a node in a tree: a parent and four children. */
const MOST_NEIGHBOURS = 5;

const SIZES = [1, 2, 3, 5, 7, 12, 25];
const LARGE_SIZES = [70, 120, 200];

const REPEATING_AT_MOST = 12;

export function draw(seed: number): Drawn {
  const random = new Random(seed, "swarm");
  const faults = FAULTS.filter(() => random.below(3) === 0);
  const lossless = faults.includes("kill") ? REFILLING : LOSSLESS;
  const isLarge = random.chance(0.1);
  const names = nodeNames(random.pick(isLarge ? LARGE_SIZES : SIZES));
  const strategy = random.pick(lossless);
  const topology = random.pick(TOPOLOGIES.filter((name) => name !== "line" || names.length < 20));
  const strategyOptions = {
    flushMs: random.chance(0.3) ? random.pick([0, 20, 300, 900]) : undefined,
    fanout: random.chance(0.3) ? random.pick([2, 3, 8]) : undefined,
  };
  const timeLimitSeconds = random.pick(isLarge ? [5, 10] : [5, 10, 20]);
  const rate = random.pick(isLarge ? [1, 10] : [1, 10, 50]);
  // Of 25 nodes that are all neighbours the chapter's strategies repeat more in a second than a machine
  // takes in, and never come to an end (seed 1600129).
  const repeatsMuch = !REFILLING.includes(strategy) && topology === "total";
  const rateAtMost = repeatsMuch && names.length > REPEATING_AT_MOST ? 10 : Infinity;
  const options = completeOptions({
    nodes: names,
    timeLimitSeconds,
    rate: Math.min(rate, rateAtMost),
    latencyMs: random.pick([0, 1, 20, 100, 300]),
    latencyDistribution: random.pick(LATENCY_DISTRIBUTIONS),
    topology,
    faults,
    nemesisIntervalSeconds: random.pick([1, 3, 10]),
    lossProbability: random.pick([0.05, 0.3]),
    duplicateProbability: random.pick([0.1, 0.5]),
    seed,
  });
  // Once drew a fault that is gone. Without it a seed would no longer draw the test that it drew.
  random.chance(0.25);
  const roughness = drawRoughness(random, options);
  const agreeWithinMs = boundOf({ options, strategy, strategyOptions, roughness });
  const recoverySeconds = Math.max(20, Math.ceil(agreeWithinMs / 1000) + 1);
  return {
    options: { ...options, recoverySeconds },
    strategy,
    strategyOptions,
    roughness,
    // By a generator of its own, so that everything else is as it was without disks.
    hasDisks: new Random(seed, "disks").chance(0.25),
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

/** What a node and the network may be busy with besides, for each message. */
const BUSY_MS = 50;

/** The last of many draws of a distribution is below so many times its mean. */
const SLOWEST: Readonly<Record<LatencyDistribution, number>> = {
  constant: 1,
  uniform: 2,
  exponential: 6,
};

/** What is asked again at random times comes after 5/4 of them at most. */
const JITTER = 1.25;

/** Faults that let a node miss others. Together they may last for longer than its patience. */
const SILENCING: ReadonlySet<FaultName> = new Set(["partition", "one-way", "pause", "kill"]);
const LONG_SECONDS = 10;

/** How long the longest way takes: what is to be waited for, then each hop. */
function boundOf(drawn: Omit<Drawn, "agreeWithinMs" | "hasDisks">): number {
  const { strategy, options, strategyOptions, roughness } = drawn;
  const { nodes, latencyMs, latencyDistribution, faults } = options;
  const slowMs = Math.max(0, ...roughness.slowMs.values());
  const hopMs = latencyMs * SLOWEST[latencyDistribution] + slowMs + BUSY_MS;
  const answerMs = 4 * hopMs + SLACK_MS;
  const silencing = faults.filter((fault) => SILENCING.has(fault)).length;
  const isLong = options.nemesisIntervalSeconds >= LONG_SECONDS && silencing > 1;
  const lateAnswerMs = isLong ? JITTER * RETRY_AT_MOST_MS : 0;
  const isWoken = faults.includes("kill") || roughness.jumps.length > 0;
  switch (strategy) {
    case "tree": {
      const depth = Math.ceil(Math.log2(nodes.length + 1));
      const windowMs = strategyOptions.flushMs ?? WINDOW_AT_MOST_MS;
      const wokenMs = isWoken ? BEAT_MS + REFILL_MS : 0;
      const askedMs = Math.max(JITTER * ASK_MS, ACK_DELAY_MS + UNKNOWN_ROUND_TRIP_MS);
      return lateAnswerMs + wokenMs + askedMs + 4 * answerMs + depth * (windowMs + hopMs);
    }
    case "direct": {
      const wokenMs = isWoken ? rumourMs(nodes.length) : 0;
      const askedMs = Math.max(
        JITTER * direct.RETRY_MS,
        direct.ACK_DELAY_MS + UNKNOWN_ROUND_TRIP_MS,
      );
      return lateAnswerMs + wokenMs + askedMs + 4 * answerMs;
    }
    default:
      return RETRY_MS + (diameterOf(options) + 1) * hopMs + repeatingMs(options);
  }
}

/**
 * For how long the core is busy with what is repeated: at most each value from each node to each other
 * one, and its answer (seed 400654: 25 nodes, all neighbours of each other).
 */
function repeatingMs({ nodes, rate, timeLimitSeconds, topology }: TestOptions): number {
  const neighbours = topology === "total" ? nodes.length : MOST_NEIGHBOURS;
  return rate * timeLimitSeconds * nodes.length * neighbours * LINE_MS;
}

/**
 * What a node told only some before it died spreads like a rumour, by digests to nodes at random: about
 * twice as many know it after each interval. Digests become rarer after a while without news.
 */
function rumourMs(nodeCount: number): number {
  const intervals = 3 + Math.ceil(Math.log2(nodeCount));
  const digestMs = Math.min(direct.DIGEST_OF_ALL_MS * nodeCount, direct.DIGEST_MS);
  const often = Math.min(intervals, Math.floor(direct.QUIET_MS / digestMs));
  return often * digestMs + (intervals - often) * direct.QUIET_MS;
}

/** How many hops the two nodes that are the furthest apart are from each other, at most. */
function diameterOf({ nodes, topology }: Pick<TestOptions, "nodes" | "topology">): number {
  const count = nodes.length;
  if (topology === "total") return 1;
  if (topology === "line") return count;
  if (topology === "grid") return 2 * Math.ceil(Math.sqrt(count));
  return 2 * Math.ceil(Math.log2(count + 1));
}
