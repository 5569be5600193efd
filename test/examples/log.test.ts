import { expect, test } from "bun:test";
import { toHistory } from "../../src/bench/history.ts";
import { completeOptions } from "../../src/bench/options.ts";
import { judgeKafka } from "../../src/bench/verdict/kafka.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { makeNode } from "../../src/examples/log.ts";

const OPTIONS = completeOptions({
  workload: "kafka",
  nodes: ["n1", "n2", "n3"],
  latencyMs: 5,
  rate: 60,
  timeLimitSeconds: 10,
  recoverySeconds: 1,
});

test.each([1, 2, 3])("a log over lin-kv keeps its promises, seed %i", async (seed) => {
  const { history } = await runVirtual({ ...OPTIONS, seed }, makeNode);
  const { words, validity } = judgeKafka(toHistory(history));
  expect(words.faults).toEqual([]);
  expect(validity).toBe(true);
  expect(history.filter(({ f, type }) => f === "send" && type === "ok").length).toBeGreaterThan(
    200,
  );
});
