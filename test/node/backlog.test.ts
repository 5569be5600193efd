import { expect, test } from "bun:test";
import { Backlog } from "../../src/node/backlog.ts";

test("a process that stood still for as long as clients wait has a backlog, for a moment", () => {
  const backlog = new Backlog();
  backlog.stoodStill(1000, 6000);
  expect([6000, 6199, 6200].map((timeMs) => backlog.isOpen(timeMs))).toEqual([true, true, false]);
});

test("a shorter standstill makes none, nor does an idle minute of a process that ticks", () => {
  const backlog = new Backlog();
  backlog.stoodStill(0, 4400);
  for (let timeMs = 5000; timeMs < 65_000; timeMs += 1000)
    backlog.stoodStill(timeMs, timeMs + 1000);
  expect(backlog.isOpen(4400) || backlog.isOpen(65_000)).toBeFalse();
});

test("it goes on while full pieces come, up to a limit", () => {
  const backlog = new Backlog();
  backlog.goesOn(100);
  expect(backlog.isOpen(100)).toBeFalse();
  backlog.stoodStill(0, 10_000);
  for (let timeMs = 10_000; timeMs < 20_000; timeMs += 100) backlog.goesOn(timeMs);
  expect([14_999, 15_000, 20_000].map((timeMs) => backlog.isOpen(timeMs))).toEqual([
    true,
    false,
    false,
  ]);
});

test("a process that is held up again before it has read what waited still has its backlog", () => {
  const backlog = new Backlog();
  backlog.stoodStill(0, 6000);
  backlog.stoodStill(6000, 6400);
  expect([6400, 6599, 6600].map((timeMs) => backlog.isOpen(timeMs))).toEqual([true, true, false]);
});

test("a process that runs again leaves its backlog behind, however often it is seen", () => {
  const backlog = new Backlog();
  backlog.stoodStill(0, 6000);
  for (let timeMs = 6000; timeMs < 6200; timeMs += 50) backlog.stoodStill(timeMs, timeMs + 50);
  expect(backlog.isOpen(6200)).toBeFalse();
  backlog.stoodStill(6200, 7200);
  expect(backlog.isOpen(7200)).toBeFalse();
});
