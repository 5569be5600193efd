import { describe, expect, test } from "bun:test";
import { judge } from "../../../src/bench/verdict/verdict.ts";
import { toHistory } from "../../../src/bench/history.ts";
import { completeOptions, type TestOptions } from "../../../src/bench/options.ts";
import { type Outcome } from "../../../src/bench/run.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { makeGuestOf } from "../../../src/broadcast/make-guest.ts";
import { guestOf } from "../guests.ts";

const OPTIONS: Partial<TestOptions> = {
  workload: "g-set",
  timeLimitSeconds: 5,
  rate: 20,
  recoverySeconds: 2,
  seed: 1,
};

function run(options: Partial<TestOptions> = {}): Promise<Outcome> {
  const makeGuest = makeGuestOf({ strategy: "tree", workload: "g-set" });
  return runVirtual(completeOptions({ ...OPTIONS, ...options }), makeGuest);
}

function validityOf({ history }: Outcome): unknown {
  return judge(toHistory(history), { workload: "g-set" }).validity;
}

describe("the workload g-set", () => {
  test("adds and reads elements, and judges them as broadcast is judged", async () => {
    const outcome = await run();
    expect(new Set(outcome.history.map(({ f }) => f))).toEqual(new Set(["add", "read"]));
    expect(validityOf(outcome)).toBe(true);
  });

  test("is spread by gossip through partitions, without a topology", async () => {
    const outcome = await run({ faults: ["partition"], nemesisIntervalSeconds: 1 });
    expect(validityOf(outcome)).toBe(true);
  });

  test("leaves each operation in doubt that has no proper answer", async () => {
    const slow = await run({
      latencyMs: 0,
      faults: ["pause"],
      nemesisIntervalSeconds: 10,
      rate: 5,
    });
    const ends = slow.history.filter(
      ({ type, process }) => type !== "invoke" && process !== "nemesis",
    );
    expect(new Set(ends.map(({ type }) => type))).toEqual(new Set(["ok", "info"]));
  });

  test("finds a node that answers reads as in broadcast", async () => {
    const options = completeOptions(OPTIONS);
    const { warnings } = await runVirtual(options, guestOf("relay"));
    expect(warnings[0]?.message).toContain('it has the key "messages" instead of "value"');
  });
});
