/** Clusters without faults that a seed draws, and what is wrong with how one behaves. */

import { Random } from "../../src/bench/random.ts";
import { type CalmOptions, runCalm } from "./calm.ts";

const CONSTANT_MS = [0, 1, 10, 100, 250, 300, 500, 1000, 2000];
const UNIFORM_MS = [1, 10, 100, 250, 500];
const SIZES = [1, 2, 3, 5, 10, 25, 60, 100, 200];
const RATES = [1, 10, 100, 1000];

/** Messages of a run that a test has time for: nodes times operations. */
const WORK_AT_MOST = 100_000;

export function drawCalm(seed: number): CalmOptions {
  const random = new Random(seed, "calm");
  const isConstant = random.chance(0.5);
  const nodeCount = random.pick(SIZES);
  const timeLimitSeconds = random.pick([10, 20]);
  const atMost = WORK_AT_MOST / nodeCount / timeLimitSeconds;
  return {
    seed,
    nodeCount,
    latencyDistribution: isConstant ? "constant" : "uniform",
    latencyMs: random.pick(isConstant ? CONSTANT_MS : UNIFORM_MS),
    rate: random.pick(RATES.filter((rate) => rate <= Math.max(1, atMost))),
    timeLimitSeconds,
  };
}

/** Nobody is given up or sought, hardly a gap is reported, and who is attached is served. */
export async function failuresOfCalm(options: CalmOptions): Promise<string[]> {
  const { failovers, seeks, pushes, reports, unserved } = await runCalm(options);
  const failures = [...unserved];
  if (failovers > 0) failures.push(`${failovers} parents were given up`);
  if (seeks > 0) failures.push(`${seeks} seeks were sent`);
  // A single one is no share.
  if (reports > Math.max(1, pushes / 100))
    failures.push(`${reports} of ${pushes} pushes report gaps`);
  return failures;
}

export function calmText(options: CalmOptions): string {
  const { nodeCount, latencyDistribution, latencyMs, rate, timeLimitSeconds } = options;
  return `${nodeCount} nodes, ${latencyDistribution} ${latencyMs} ms, rate ${rate}, ${timeLimitSeconds} s`;
}
