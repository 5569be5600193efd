import { describe, expect, test } from "bun:test";
import { completeOptions, type TestOptions } from "../../../src/bench/options.ts";
import { type Outcome } from "../../../src/bench/run.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { guestOf } from "../guests.ts";

/** Two nodes that take 200 ms for two messages on a core they share: more is asked of them. */
function runSlow(options: Partial<TestOptions> = {}): Promise<Outcome> {
  const asked = { nodes: ["n1", "n2"], rate: 50, timeLimitSeconds: 8, seed: 1 } as const;
  return runVirtual(completeOptions({ ...asked, ...options }), guestOf("local"), {
    lineMs: 100,
  });
}

/** When the clients' operations of the load began, in seconds. */
function beginnings({ history }: Outcome): readonly number[] {
  return history
    .filter(({ type, isFinal }) => type === "invoke" && !isFinal)
    .map(({ timeNs }) => timeNs / 1e9);
}

describe("the load lasts until its end", () => {
  test("when all workers are busy and the next fault lies beyond it", async () => {
    const times = beginnings(
      await runSlow({ faults: ["partition"], nemesisIntervalSeconds: 1000 }),
    );
    expect(times.at(-1)).toBeGreaterThan(7.5);
    expect(times.at(-1)).toBeLessThan(8);
    // Each of the two workers has an answer every 200 ms.
    expect(times.length).toBeGreaterThan(70);
  });

  test("and ends then, whatever is outstanding", async () => {
    for (const seed of [1, 2, 3]) {
      const times = beginnings(await runSlow({ seed, faults: ["partition"] }));
      expect(times.every((seconds) => seconds < 8)).toBeTrue();
    }
  });
});

describe("the rate", () => {
  test("that slow nodes allow is told, and warned of when it is less than was asked for", async () => {
    const { pace, warnings, history } = await runSlow();
    const count = history.filter(({ type, isFinal }) => type === "invoke" && !isFinal).length;
    expect(pace).toMatchObject({ askedRate: 50, lateFraction: 0 });
    expect(pace?.reachedRate).toBeCloseTo(count / 8, 6);
    expect(pace?.busyFraction).toBeGreaterThan(0.7);
    expect(warnings.map(({ kind }) => kind)).toEqual(["low-rate"]);
    expect(warnings[0]?.message).toMatch(/every worker was waiting for an answer/);
  });

  test("is no matter for a warning when the nodes keep up, or when it is low by chance", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const options = completeOptions({ rate: 2, timeLimitSeconds: 2, seed });
      expect((await runVirtual(options, guestOf("local"))).warnings).toEqual([]);
    }
  });

  test("is not told of a load without operations", async () => {
    expect((await runSlow({ rate: 0 })).pace).toBeUndefined();
  });
});
