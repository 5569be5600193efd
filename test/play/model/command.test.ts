import { expect, test } from "bun:test";
import { FIRST_EXPERIMENT } from "../../../src/play/model/experiment.ts";
import { argsOf, commandOf } from "../../../src/play/model/command.ts";
import { LESSONS } from "../../../src/play/model/lessons.ts";
import { testOf } from "../../../src/play/test-of.ts";
import { parseTestArgs } from "../../../src/cli/test-options.ts";

test("a command has all options, the steps and the node's own", () => {
  const steps = [
    { atMs: 2000, action: "kill", nodes: ["n3"] },
    { atMs: 2500, action: "broadcast", value: "it's", node: "n1" },
  ] as const;
  const experiment = { ...FIRST_EXPERIMENT, steps, faults: ["partition", "loss"] as const };
  const command = commandOf(experiment, { strategy: "tree", flushMs: 50, fanout: 2 });
  expect(command.join(" ")).toBe(
    "eddy test --virtual --node-count 9 --topology grid --latency 100 --latency-dist constant " +
      "--rate 5 --time-limit 10 --recovery 5 --nemesis partition,loss --nemesis-interval 3 --seed 1 " +
      `--scenario '2s kill n3; 2500ms broadcast "it'\\''s" at n1' ` +
      "-- --strategy tree --flush-ms 50 --fanout 2",
  );
});

test("a command means the very test that the page runs", () => {
  for (const { experiment } of LESSONS) {
    for (const contender of experiment.contenders) {
      expect(parseTestArgs(argsOf(experiment, contender).slice(1))?.test).toEqual(
        testOf(experiment),
      );
    }
  }
});
