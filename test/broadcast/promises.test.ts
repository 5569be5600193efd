/** What each strategy promises, and which promises it breaks: src/broadcast/strategies/PROMISES.md. */

import { describe, expect, test } from "bun:test";
import { type FaultName } from "../../src/bench/faults/index.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../src/bench/options.ts";
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

/** What is wrong with a test of nodes with this strategy. */
async function failuresOf(
  strategy: StrategyName,
  options: Partial<TestOptions>,
): Promise<readonly string[]> {
  const usual = { rate: 20, timeLimitSeconds: 5, latencyMs: 20, recoverySeconds: 15 };
  const { failures } = await runDrawn({
    options: completeOptions({ nodes: nodeNames(5), ...usual, ...options }),
    strategy,
    strategyOptions: {},
    roughness: { slowMs: new Map(), cuts: [], jumps: [], hasPayloads: false },
    hasDisks: false,
    agreeWithinMs: 14_000,
  });
  return failures;
}

/** How often the promises are broken in that trouble, for each of some seeds. */
function breaches(strategy: StrategyName, trouble: Trouble): Promise<number[]> {
  const faults = trouble === "nothing" ? [] : [trouble];
  const options = { faults, nemesisIntervalSeconds: 1, lossProbability: 0.1 };
  return Promise.all(
    SEEDS.map(async (seed) => (await failuresOf(strategy, { ...options, seed })).length),
  );
}

describe.each(ROWS)("$strategy", ({ strategy, agrees }) => {
  test.each(TROUBLES.filter((trouble) => agrees.includes(trouble)))(
    "keeps its promises with %s",
    async (trouble) => expect(await breaches(strategy, trouble)).toEqual(SEEDS.map(() => 0)),
  );

  test.each(TROUBLES.filter((trouble) => !agrees.includes(trouble)))(
    "does not with %s",
    async (trouble) => expect(Math.max(...(await breaches(strategy, trouble)))).toBeGreaterThan(0),
  );
});
