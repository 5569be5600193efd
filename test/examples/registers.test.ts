import { expect, test } from "bun:test";
import { toHistory } from "../../src/bench/history.ts";
import { completeOptions, nodeNames } from "../../src/bench/options.ts";
import { judge } from "../../src/bench/verdict/verdict.ts";
import { parseModels } from "../../src/bench/verdict/txn/models.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { makeNode } from "../../src/examples/registers.ts";

const OPTIONS = completeOptions({
  workload: "txn-rw-register",
  nodes: nodeNames(3),
  concurrency: 6,
  latencyMs: 20,
  rate: 60,
  timeLimitSeconds: 10,
  faults: ["partition", "loss"],
  nemesisIntervalSeconds: 2,
});

test.each([1, 2, 3])(
  "transactions by gossip are available and read committed, seed %i",
  async (seed) => {
    const outcome = await runVirtual({ ...OPTIONS, seed }, makeNode);
    const judged = (models: string): unknown => {
      const { validity, work } = judge(toHistory(outcome.history), {
        ...OPTIONS,
        availability: "total",
        consistencyModels: parseModels(models),
      });
      return [validity, work.words.faults];
    };
    expect(judged("read-committed")).toEqual([true, []]);
    // It is no more than that.
    expect(judged("strict-serializable")).toEqual([false, expect.anything()]);
  },
);
