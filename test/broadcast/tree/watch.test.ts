import { expect, test } from "bun:test";
import { Watch } from "../../../src/broadcast/tree/watch.ts";

/** What a busy machine may add to a pause. */
const SLACK_MS = 50;

/** A parent that sent news five times, at this interval. */
function watch(intervalMs: number): Watch {
  const made = new Watch(SLACK_MS);
  for (let beat = 0; beat < 5; beat++) made.newsCame(beat * intervalMs);
  return made;
}

test("four pushes make a rhythm; before them no silence is alarming", () => {
  const made = new Watch(SLACK_MS);
  for (const nowMs of [0, 100, 200]) made.newsCame(nowMs);
  expect([made.usualPauseMs, made.steadyMs, made.alarmingMs]).toEqual([Infinity, 0, undefined]);
  made.newsCame(300);
  expect(made.usualPauseMs).toBe(100 + 4 * 28.125);
});

test("a steady stream that stops is alarming after its longest usual pause and the slack", () => {
  const made = watch(100);
  expect(made.alarmingMs).toBe(made.usualPauseMs + SLACK_MS);
});

test("a stream with long pauses is not steady", () => {
  expect([watch(5000).steadyMs, watch(5000).alarmingMs]).toEqual([0, undefined]);
});

test("a parent that answered that it has no news may be silent until it has some", () => {
  const made = watch(100);
  made.answered();
  expect(made.alarmingMs).toBeUndefined();
  made.newsCame(2000);
  expect(made.alarmingMs).toBeNumber();
});

test("another parent owes an answer of its own", () => {
  const made = watch(100);
  made.answered();
  made.reset();
  expect(made.alarmingMs).toBeNumber();
});

test("the pause in which the parent was asked, or changed, does not count", () => {
  for (const stop of ["interrupt", "reset"] as const) {
    const made = watch(100);
    const before = made.usualPauseMs;
    made[stop]();
    made.newsCame(60_000);
    expect(made.usualPauseMs).toBe(before);
  }
});
