import { describe, expect, test } from "bun:test";
import { RoundTrips } from "../../../src/broadcast/replication/round-trips.ts";
import { Window } from "../../../src/broadcast/tree/window.ts";

/** A window that was closed at 1000 ms. */
function closed(fixedMs?: number): Window {
  const window = new Window(new RoundTrips(), fixedMs);
  window.close(1000);
  return window;
}

test("a closed window is not due, nor is one that was never open", () => {
  expect(new Window(new RoundTrips(), 100).dueMs(true)).toBe(Infinity);
  expect(closed(100).dueMs(true)).toBe(Infinity);
});

test("the first value opens a window, and others do not make it longer", () => {
  const window = closed(100);
  window.open(1050);
  window.open(1090);
  expect(window.dueMs(true)).toBe(1151);
});

test("below the root a window waits twice as long, for a push of the parent", () => {
  const window = closed(100);
  window.open(1050);
  expect(window.dueMs(false)).toBe(1251);
});

test("after a silence of more than two lengths it closes at once", () => {
  for (const [openedMs, dueMs] of [
    [1200, 1301],
    [1201, 1201],
  ] as const) {
    const window = closed(100);
    window.open(openedMs);
    expect(window.dueMs(true)).toBe(dueMs);
  }
});

test("values that are late wait for half a length since the last push, and only once", () => {
  const window = closed(100);
  window.open(1010);
  window.hurry();
  expect(window.dueMs(true)).toBe(1050);
  window.close(1050);
  window.open(1060);
  expect(window.dueMs(true)).toBe(1161);
  window.hurry();
  expect(window.dueMs(true)).toBe(1100);
});

test("a length of 0 sends each value at once", () => {
  const window = closed(0);
  window.open(1000);
  expect(window.dueMs(true)).toBe(1000);
});

describe("without a given length", () => {
  test("it is that of the round trips, but a second at most", () => {
    const roundTrips = new RoundTrips();
    const window = new Window(roundTrips, undefined);
    expect(window.lengthMs).toBeUndefined();
    roundTrips.add(200);
    expect(window.lengthMs).toBe(200);
    for (let sample = 0; sample < 200; sample++) roundTrips.add(1900);
    expect(window.lengthMs).toBe(1000);
  });
});
