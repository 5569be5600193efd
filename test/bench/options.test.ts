import { expect, test } from "bun:test";
import { completeOptions, DEFAULT_OPTIONS, nodeNames } from "../../src/bench/options.ts";

test("options that are not given have Maelstrom's defaults, and one worker a node", () => {
  expect(completeOptions({})).toEqual(DEFAULT_OPTIONS);
  const nodes = nodeNames(3);
  expect(completeOptions({ nodes, rate: 1 })).toEqual({
    ...DEFAULT_OPTIONS,
    nodes,
    rate: 1,
    concurrency: 3,
  });
  expect(completeOptions({ nodes, concurrency: 7 }).concurrency).toBe(7);
});

test("an option or a workload that does not exist is refused, as JavaScript may name it", () => {
  const wrong: object = { timeLimit: 5 };
  expect(() => completeOptions(wrong)).toThrow("There is no option timeLimit");
  const workload: object = { workload: "rw-kv" };
  expect(() => completeOptions(workload)).toThrow("There is no workload rw-kv");
});
