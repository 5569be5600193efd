/** Whole clusters in virtual time whose disks lose what was not synced. */

import { expect, test } from "bun:test";
import { nodeNames, type TestOptions } from "../../src/bench/options.ts";
import { simulate } from "../../src/bench/virtual.ts";
import { makeGuestOf } from "../../src/broadcast/make-guest.ts";

const FIVE: Partial<TestOptions> = {
  nodes: nodeNames(5),
  concurrency: 20,
  latencyMs: 10,
  rate: 50,
  timeLimitSeconds: 20,
  nemesisIntervalSeconds: 3,
};

/** How many values were lost, those that died with their only holders included. */
async function lostOf(
  strategy: "tree" | "direct" | "retry" | "resend",
  options: Partial<TestOptions>,
  hasDisks = true,
): Promise<number> {
  const figures = await simulate({ ...FIVE, ...options }, makeGuestOf({ strategy }), { hasDisks });
  return figures.lostValues.length + figures.lostWithNode;
}

/** `make soak` draws clusters with disks as well. */
const SEEDS = 2;

const ALL: Partial<TestOptions> = { faults: ["kill"], killGroups: ["all"] };

test.each(["tree", "direct", "retry", "resend"] as const)(
  "%s loses nothing when all nodes are killed at once, again and again",
  async (strategy) => {
    for (let seed = 0; seed < SEEDS; seed++) {
      expect([seed, await lostOf(strategy, { ...ALL, seed })]).toEqual([seed, 0]);
    }
  },
);

test("without disks the same kills lose values", async () => {
  let lost = 0;
  for (let seed = 0; seed < SEEDS; seed++) lost += await lostOf("tree", { ...ALL, seed }, false);
  expect(lost).toBeGreaterThan(25);
});

test.each(["tree", "direct"] as const)("%s loses nothing under all faults", async (strategy) => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const lost = await lostOf(strategy, {
      faults: ["kill", "partition", "one-way", "loss", "duplicate", "pause"],
      recoverySeconds: 30,
      seed,
    });
    expect([seed, lost]).toEqual([seed, 0]);
  }
});
