import { expect, test } from "bun:test";
import { toHistory } from "../../src/bench/history.ts";
import { completeOptions, nodeNames } from "../../src/bench/options.ts";
import { judge } from "../../src/bench/verdict/verdict.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { makeNode } from "../../src/examples/log.ts";

const OPTIONS = completeOptions({
  workload: "kafka",
  nodes: nodeNames(3),
  concurrency: 6,
  latencyMs: 5,
  rate: 60,
  timeLimitSeconds: 10,
  faults: ["partition"],
  nemesisIntervalSeconds: 2,
});

test.each([1, 2, 3])("a log over lin-kv keeps its promises, seed %i", async (seed) => {
  const { history } = await runVirtual({ ...OPTIONS, seed }, makeNode);
  const { validity, stats, work } = judge(toHistory(history), OPTIONS);
  expect([validity, work.words.faults]).toEqual([true, []]);
  expect(Object.fromEntries(stats.byF)["send"]?.ok).toBeGreaterThan(200);
});
