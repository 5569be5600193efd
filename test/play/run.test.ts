import { describe, expect, test } from "bun:test";
import { completeOptions, nodeNames } from "../../src/bench/options.ts";
import { parseScenario } from "../../src/bench/faults/scenario.ts";
import { play, type Play } from "../../src/play/run.ts";
import { readJournal } from "../../src/view/model/events.ts";
import { makeRun, packRun, unpackRun } from "../../src/view/model/run.ts";

function playOf(strategy: Play["node"]["strategy"]): Play {
  const nodes = nodeNames(7);
  const scenario = parseScenario('1s kill n1; 2s restart n1; 2s broadcast "a text" at n2', nodes);
  return {
    name: strategy,
    test: completeOptions({
      nodes,
      scenario,
      latencyMs: 40,
      rate: 60,
      timeLimitSeconds: 4,
      recoverySeconds: 2,
      faults: ["partition", "duplicate", "loss"],
      nemesisIntervalSeconds: 1,
      seed: 5,
    }),
    node: { strategy },
    wantsJournal: true,
  };
}

describe("a run in the page", () => {
  for (const strategy of ["tree", "retry"] as const) {
    test(`has what a report would have read from its journal: ${strategy}`, async () => {
      const { run, journal = [] } = await play(playOf(strategy));
      const read = makeRun(run.record, (sink) => readJournal(journal.join(""), sink));
      expect(run.messages?.count).toBeGreaterThan(500);
      expect(run).toEqual(read);
    });
  }

  test("is the same when it has come through a worker", async () => {
    const { run } = await play(playOf("tree"));
    expect(unpackRun(structuredClone(packRun(run)))).toEqual(run);
  });

  test("is stopped when it has more events than a page can show", async () => {
    const { test: options, node } = playOf("storm");
    const { run } = await play({ name: "storm", test: options, node }, 20_000);
    expect(run.messages?.eventMs.length).toBeWithin(20_000, 30_000);
    expect(run.record.verdict).toMatchObject({
      validity: "none",
      headline:
        "The test was stopped after 0.5 s, so there is no verdict: it has more messages than a page can show.",
    });
  });

  test("leaves the journal out unless it is wanted", async () => {
    const { journal } = await play({ ...playOf("tree"), wantsJournal: false });
    expect(journal).toBeUndefined();
  });

  test("rejects with what makes no sense", async () => {
    const { test: options, ...rest } = playOf("tree");
    const scenario = [{ atMs: 9000, action: "heal" }] as const;
    await expect(play({ ...rest, test: { ...options, scenario } })).rejects.toThrow(
      "Step 1 (9s heal) is not within the load",
    );
  });
});
