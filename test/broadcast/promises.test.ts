/** What each strategy promises, and which promises it breaks: src/broadcast/strategies/PROMISES.md. */

import { describe, expect, test } from "bun:test";
import { type FaultName } from "../../src/bench/faults/index.ts";
import { completeOptions, nodeNames } from "../../src/bench/options.ts";
import { isStrategyName, type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { runDrawn } from "../swarm/run.ts";

type Trouble = FaultName | "nothing";

const TROUBLES = ["nothing", "duplicate", "pause", "loss", "partition", "one-way", "kill"] as const;

/** In which trouble all nodes agree in the end: a row for each strategy, as on the page. */
const AGREES: Readonly<Record<StrategyName, readonly Trouble[]>> = {
  local: [],
  storm: [],
  flood: ["nothing", "duplicate", "pause"],
  relay: ["nothing", "duplicate", "pause"],
  retry: ["nothing", "duplicate", "pause", "loss", "partition", "one-way"],
  resend: ["nothing", "duplicate", "pause", "loss", "partition", "one-way"],
  direct: TROUBLES,
  tree: TROUBLES,
};

const SEEDS = [1, 2, 3];

/** What is wrong with a test of five nodes in that trouble. */
async function failuresOf(strategy: StrategyName, trouble: Trouble, seed: number): Promise<number> {
  const { failures } = await runDrawn({
    options: completeOptions({
      nodes: nodeNames(5),
      rate: 20,
      timeLimitSeconds: 5,
      latencyMs: 20,
      faults: trouble === "nothing" ? [] : [trouble],
      nemesisIntervalSeconds: 1,
      lossProbability: 0.1,
      recoverySeconds: 15,
      seed,
    }),
    strategies: [strategy],
    strategyOptions: {},
    roughness: { slowMs: new Map(), cuts: [], jumps: [], hasPayloads: false },
    agreeWithinMs: 14_000,
  });
  return failures.length;
}

describe.each(Object.keys(AGREES).filter(isStrategyName))("%s", (strategy) => {
  const agrees = AGREES[strategy];
  // A storm does not end: the explorer shows that.
  const troubles = TROUBLES.filter(() => strategy !== "storm");

  test.each(troubles.filter((trouble) => agrees.includes(trouble)))(
    "keeps its promises with %s",
    async (trouble) => {
      for (const seed of SEEDS) expect(await failuresOf(strategy, trouble, seed)).toBe(0);
    },
  );

  test.each(troubles.filter((trouble) => !agrees.includes(trouble)))(
    "does not with %s",
    async (trouble) => {
      const failures = await Promise.all(SEEDS.map((seed) => failuresOf(strategy, trouble, seed)));
      expect(Math.max(...failures)).toBeGreaterThan(0);
    },
  );
});
