import { describe, expect, test } from "bun:test";
import { Link } from "../../../src/broadcast/replication/link.ts";

test("counts are due after 20 s, of a thousand origins after a minute, and never later", () => {
  const link = new Link("n1", 0, { end: 0 }, 1000);
  const dueMs = (origins: number): number => {
    let nowMs = 1000;
    while (!link.areCountsDue(origins, nowMs)) nowMs += 1000;
    return nowMs - 1000;
  };
  expect([0, 25, 500, 1000, 100_000].map(dueMs)).toEqual([20_000, 20_000, 30_000, 60_000, 60_000]);
  link.countsSent(21_000);
  expect([link.areCountsDue(25, 40_999), link.areCountsDue(25, 41_000)]).toEqual([false, true]);
});

test("what the other side says that it has is looked at ten times a second at most", () => {
  const link = new Link("n1", 0, { end: 0 }, 0);
  const heard = [0, 50, 99, 100, 150, 200].map((nowMs) => link.hearCounts(nowMs));
  expect(heard).toEqual([true, false, false, true, false, true]);
});

describe("round trips", () => {
  test("are known from the latest time that the other side gives back, each once", () => {
    const link = new Link("n1", 0, { end: 0 }, 0);
    expect(link.roundTripMs({ clockMs: 100, heldMs: 30 }, 350)).toBe(220);
    expect(link.roundTripMs({ clockMs: 100, heldMs: 90 }, 410)).toBeUndefined();
    expect(link.roundTripMs({ clockMs: 90, heldMs: 0 }, 420)).toBeUndefined();
    expect(link.roundTripMs({ clockMs: 500, heldMs: 0 }, 700)).toBe(200);
  });

  test("are not known from an answer that was held for longer than the time since the question", () => {
    const link = new Link("n1", 0, { end: 0 }, 0);
    expect(link.roundTripMs({ clockMs: 100, heldMs: 60 }, 150)).toBeUndefined();
    expect(link.roundTripMs({ clockMs: 900, heldMs: 0 }, 150)).toBeUndefined();
    expect(link.roundTripMs({ clockMs: 100, heldMs: 51 }, 150)).toBe(-1);
  });

  test("are not known from answers to what was said before this node stood still", () => {
    const link = new Link("n1", 0, { end: 0 }, 0);
    link.forgiveDelay(5000, 5500);
    expect(link.roundTripMs({ clockMs: 4000, heldMs: 0 }, 5100)).toBeUndefined();
    expect(link.roundTripMs({ clockMs: 5001, heldMs: 0 }, 5201)).toBe(200);
  });

  test("a node gives back the latest time that it heard, and for how long it has had it", () => {
    const link = new Link("n1", 0, { end: 0 }, 0);
    expect(link.echo(10)).toBeUndefined();
    link.hear(7, 20);
    link.hearClock(1000, 20);
    link.hearClock(900, 30);
    link.hearClock(1000, 40);
    expect(link.echo(50.4)).toEqual({ clockMs: 1000, heldMs: 30 });
    link.hear(8, 60);
    link.hearClock(5, 60);
    expect(link.echo(60)).toEqual({ clockMs: 5, heldMs: 0 });
  });
});
