import { describe, expect, test } from "bun:test";
import { readEdn, writeEdn, EdnMap } from "../../../src/bench/edn.ts";
import {
  describeLag,
  paceOf,
  paceText,
  paceToEdn,
  Schedule,
} from "../../../src/bench/load/pace.ts";
import { Random } from "../../../src/bench/random.ts";

/** Of ten operations a second for ten seconds. */
function schedule(): Schedule {
  return new Schedule(new Random(1, "intervals"), 10, 0, 10_000);
}

/** Operations that begin in time, or as late as given, until the end. */
function play(lateMs = 0): Schedule {
  const played = schedule();
  while (played.nextMs < 10_000) played.dispatched(played.nextMs + lateMs);
  return played;
}

describe("a schedule", () => {
  test("has the first operation at once, and the others at intervals from 0 to 2/rate", () => {
    const played = schedule();
    expect(played.nextMs).toBe(0);
    const gaps = Array.from({ length: 1000 }, () => {
      const beforeMs = played.nextMs;
      played.dispatched(beforeMs);
      return played.nextMs - beforeMs;
    });
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean - 100)).toBeLessThan(5);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(200);
  });

  test("catches up what a timer is late by", () => {
    expect(play(10).pace).toEqual(play().pace);
    expect(play().pace).toMatchObject({ askedRate: 10, busyFraction: 0, lateFraction: 0 });
  });

  test("puts off all that follows what begins later, and counts that as the bench's own lateness", () => {
    const { reachedRate = 0, lateFraction = 0, busyFraction } = play(100).pace ?? {};
    expect(reachedRate).toBeLessThan(6);
    expect(lateFraction).toBeGreaterThan(0.4);
    expect(busyFraction).toBe(0);
  });

  test("puts off what is due while all workers are busy, and counts that as their waiting", () => {
    const waited = schedule();
    waited.dispatched(0);
    waited.noteWorkers(false, 0);
    waited.noteWorkers(true, 2500);
    expect(waited.nextMs).toBe(2500);
    const dueMs = 2500 - (waited.pace?.busyFraction ?? 0) * 10_000;
    expect(dueMs).toBeLessThan(200);
    // Beyond the end nothing was due.
    waited.noteWorkers(false, 9000);
    waited.noteWorkers(true, 14_000);
    expect(waited.pace?.busyFraction).toBeCloseTo((10_000 - dueMs) / 10_000);
  });

  test("does not put off what is due later", () => {
    const waited = schedule();
    waited.dispatched(0);
    const { nextMs } = waited;
    waited.noteWorkers(false, 1);
    waited.noteWorkers(true, 2);
    expect(waited.nextMs).toBe(nextMs);
    expect(waited.pace?.busyFraction).toBe(0);
  });

  test("of no operations is never due, and reaches nothing", () => {
    const none = new Schedule(new Random(1, "intervals"), 0, 5, 10_000);
    expect(none.nextMs).toBe(10_000);
    expect(none.pace).toBeUndefined();
    expect(new Schedule(new Random(1, "intervals"), 5, 5, 5).pace).toBeUndefined();
  });
});

describe("a load that fell behind", () => {
  const slow = { askedRate: 50, reachedRate: 9.75, busyFraction: 0.79, lateFraction: 0.01 };

  test("is blamed on the nodes when every worker waited for an answer", () => {
    expect(describeLag(slow, false)).toBe(
      "Only 9.75 operations a second began of the 50 asked for. For 79 % of the time every worker " +
        "was waiting for an answer: the nodes are slow, or more workers are needed " +
        "(--concurrency 4n: four a node).",
    );
    expect(describeLag(slow, true)).toEndWith(
      " Those that are killed or paused answer late or never.",
    );
  });

  test("is blamed on the bench when workers were free", () => {
    expect(describeLag({ ...slow, busyFraction: 0.01, lateFraction: 0.79 }, false)).toBe(
      "Only 9.75 operations a second began of the 50 asked for. For 79 % of the time the bench " +
        "itself was late, though workers were free: the machine is too busy for so many nodes or " +
        "messages.",
    );
  });

  test("is blamed on both when both were", () => {
    const text = describeLag({ ...slow, busyFraction: 0.4, lateFraction: 0.4 }, false);
    expect(text).toContain("For 40 % of the time every worker");
    expect(text).toContain("For 40 % of the time the bench");
  });

  test("is one below 90 % of what was asked for, unless it was drawn so", () => {
    const near = { askedRate: 50, reachedRate: 45, busyFraction: 0.1, lateFraction: 0 };
    expect(describeLag(near, false)).toBeUndefined();
    expect(describeLag({ ...near, reachedRate: 44.9 }, false)).toBeDefined();
    expect(describeLag({ ...near, reachedRate: 35 }, false)).toBeUndefined();
  });
});

test("a pace is in the results as numbers, and in the summary as text", () => {
  const pace = { askedRate: 50, reachedRate: 9.75, busyFraction: 0.75, lateFraction: 0 };
  const edn = "{:asked-rate 50.0, :reached-rate 9.75, :busy-fraction 0.75, :late-fraction 0.0}";
  expect(writeEdn(paceToEdn(pace))).toBe(edn);
  const read = readEdn(edn);
  expect(read instanceof EdnMap && paceOf(read)).toEqual(pace);
  expect(paceOf(new EdnMap([]))).toBeUndefined();
  expect(paceText(pace)).toBe("9.75 operations a second (asked for: 50)");
});
