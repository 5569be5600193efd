import { expect, test } from "bun:test";
import { completeOptions, nodeNames } from "../../src/bench/options.ts";
import { runDrawn } from "./run.ts";

test("a node that lacks values for too long after a heal is a failure, whatever it reads in the end", async () => {
  const nodes = nodeNames(3);
  const cut = { fromMs: 0, untilMs: 2000, names: new Set(["n1"]), isOneWay: false };
  const drawn = {
    options: completeOptions({ nodes, rate: 20, timeLimitSeconds: 4, recoverySeconds: 5, seed: 1 }),
    strategyOptions: {},
    roughness: { slowMs: new Map(), cuts: [cut], jumps: [], hasPayloads: false },
  };
  const patient = {
    ...drawn,
    strategy: "retry" as const,
    hasDisks: false,
    agreeWithinMs: 1500,
  };
  expect(await runDrawn(patient)).toMatchObject({ failures: [] });
  const hasty = await runDrawn({ ...patient, agreeWithinMs: 1 });
  expect(hasty.failures).toHaveLength(1);
  expect(hasty.failures[0]).toMatch(/^n.* lacks \d+ values.* 1 ms after a heal$/);
  const { failures } = await runDrawn({ ...patient, strategy: "relay" });
  expect(failures[0]).toMatch(/lacks \d+ values.* 1500 ms after a heal$/);
});
