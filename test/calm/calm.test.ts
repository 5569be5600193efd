/** `bun test/calm.ts` draws more of them. */

import { describe, expect, test } from "bun:test";
import { parseScenario } from "../../src/bench/faults/scenario.ts";
import { nodeNames } from "../../src/bench/options.ts";
import { type CalmOptions, runCalm } from "./calm.ts";
import { calmText, drawCalm, failuresOfCalm } from "./draw.ts";

describe("without faults no parent is given up, and hardly a gap is reported", () => {
  const large = { nodeCount: 25, rate: 100, timeLimitSeconds: 6, seed: 1 };
  const runs: readonly CalmOptions[] = [
    ...[1, 100, 250, 300, 500, 1000, 2000].map((latencyMs): CalmOptions => {
      return { ...large, latencyMs, latencyDistribution: "constant" };
    }),
    ...[100, 500].map((latencyMs): CalmOptions => {
      return { ...large, latencyMs, latencyDistribution: "uniform" };
    }),
    ...[1, 2, 60, 200].map((nodeCount): CalmOptions => {
      const rest = { latencyMs: 500, latencyDistribution: "uniform", seed: 2 } as const;
      return { nodeCount, rate: 10, timeLimitSeconds: 5, ...rest };
    }),
    ...[2, 3].map(drawCalm),
  ];

  test.each(runs.map((run) => [calmText(run), run] as const))("%s", async (_, run) => {
    expect(await failuresOfCalm(run)).toEqual([]);
  });

  test("with exponential latency less than 5 % of the messages are those of a search or a repair", async () => {
    const run = await runCalm({ ...large, latencyMs: 100, latencyDistribution: "exponential" });
    expect(run.repairs / run.messages).toBeLessThan(0.05);
    expect(run.unserved).toEqual([]);
  });
});

describe("a standstill costs at most 30 % more messages, and two seeks a second a node", () => {
  const options = { nodeCount: 25, rate: 100, latencyMs: 100 };
  const names = nodeNames(25).join(",");
  const pauses = [2, 6, 10, 14, 18].map(
    (second) => `${second}s pause ${names}; ${second + 1}s resume ${names}`,
  );
  const scenario = parseScenario(pauses.join(";"), nodeNames(25));
  const lateness = { fromMs: 6000, untilMs: 12_000, atMostMs: 1100 };

  test.each([
    ["all nodes paused for a second, five times", { scenario }],
    ["the same with windows of 900 ms", { scenario, flushMs: 900 }],
    [
      "messages late by up to 1.1 s for six seconds, with windows of 900 ms",
      { lateness, flushMs: 900 },
    ],
  ])("%s", async (_, { flushMs, ...standstill }: Partial<CalmOptions>) => {
    const calmly = { ...options, ...(flushMs && { flushMs }), seed: 1 };
    const calm = await runCalm(calmly);
    const run = await runCalm({ ...calmly, ...standstill });
    expect(run.messages).toBeLessThan(1.3 * calm.messages);
    expect(run.mostSeeks).toBeLessThanOrEqual(20);
    expect(run.unserved).toEqual([]);
  });
});
