/** What each strategy promises, and which promises it breaks: src/broadcast/strategies/PROMISES.md. */

import { describe, expect, test } from "bun:test";
import { type FaultName } from "../../src/bench/faults/index.ts";
import { completeOptions, nodeNames } from "../../src/bench/options.ts";
import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { runDrawn } from "../swarm/run.ts";

type Trouble = FaultName | "nothing";

const TROUBLES = ["nothing", "duplicate", "pause", "loss", "partition", "one-way", "kill"] as const;

/**
 * In which trouble all nodes agree in the end: the rows of the page. A storm has no end, as
 * test/explore/explorer.test.ts shows.
 */
const ROWS: readonly { strategy: StrategyName; agrees: readonly Trouble[] }[] = [
  { strategy: "local", agrees: [] },
  { strategy: "flood", agrees: ["nothing", "duplicate", "pause"] },
  { strategy: "relay", agrees: ["nothing", "duplicate", "pause"] },
  { strategy: "retry", agrees: TROUBLES.filter((trouble) => trouble !== "kill") },
  { strategy: "resend", agrees: TROUBLES.filter((trouble) => trouble !== "kill") },
  { strategy: "direct", agrees: TROUBLES },
  { strategy: "tree", agrees: TROUBLES },
];

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

describe.each(ROWS)("$strategy", ({ strategy, agrees }) => {
  test.each(TROUBLES.filter((trouble) => agrees.includes(trouble)))(
    "keeps its promises with %s",
    async (trouble) => {
      for (const seed of SEEDS) expect(await failuresOf(strategy, trouble, seed)).toBe(0);
    },
  );

  test.each(TROUBLES.filter((trouble) => !agrees.includes(trouble)))(
    "does not with %s",
    async (trouble) => {
      const failures = await Promise.all(SEEDS.map((seed) => failuresOf(strategy, trouble, seed)));
      expect(Math.max(...failures)).toBeGreaterThan(0);
    },
  );
});
