import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Outgoing } from "../../../src/broadcast/replication/outgoing.ts";

/** A link over which pushes with values were sent that end at these positions, each at ten times that. */
function sent(...ends: number[]): Outgoing {
  const outgoing = new Outgoing({ end: 100 });
  for (const end of ends) outgoing.advance(end, true, 10 * end);
  return outgoing;
}

describe("acknowledgements", () => {
  test("are owed since the oldest push with values that has none", () => {
    const outgoing = sent(5, 8);
    expect(outgoing.unackedSinceMs).toBe(50);
    outgoing.acknowledge(5, 150);
    expect(outgoing.unackedSinceMs).toBe(80);
    outgoing.acknowledge(8, 160);
    expect(outgoing.unackedSinceMs).toBe(Infinity);
    outgoing.advance(9, false, 170);
    expect(outgoing.isUnacked).toBe(false);
  });

  test("stay owed when more pushes were sent than are remembered", () => {
    const ends = Array.from({ length: 80 }, (_, place) => place + 1);
    const outgoing = sent(...ends);
    outgoing.acknowledge(64, 900);
    expect(outgoing.unackedSinceMs).toBe(900);
    outgoing.acknowledge(80, 950);
    expect(outgoing.isUnacked).toBe(false);
  });

  test("are asked for at first at the given time, then at a steady pace, then more rarely", () => {
    const outgoing = sent(1);
    outgoing.scheduleRetry(500, 250, 1.1, 10);
    expect(outgoing.retryAtMs).toBe(500);
    outgoing.retry();
    outgoing.scheduleRetry(500, 250, 1.1, 1000);
    expect(outgoing.retryAtMs).toBe(1275);
    outgoing.scheduleRetry(500, 250, 1.1, 40_000);
    expect(outgoing.retryAtMs).toBe(40_550);
    for (let retries = 0; retries < 9; retries++) outgoing.retry();
    outgoing.scheduleRetry(500, 250, 1, 40_000);
    expect(outgoing.retryAtMs).toBe(48_000);
  });

  test("of a link that was overdue for half a minute are given up until the next retry", () => {
    const outgoing = sent(1);
    outgoing.retry();
    outgoing.scheduleRetry(500, 250, 1, 30_020);
    expect(outgoing.isGivenUp(30_010)).toBe(false);
    expect(outgoing.isGivenUp(30_020)).toBe(true);
    expect(outgoing.isGivenUp(30_520)).toBe(false);
  });

  test("have time again after this node was not running, but only those that were overdue", () => {
    const outgoing = sent(1);
    outgoing.scheduleRetry(500, 250, 1, 10);
    outgoing.forgiveDelay(400, 900);
    expect(outgoing.retryAtMs).toBe(500);
    outgoing.forgiveDelay(600, 900);
    expect(outgoing.retryAtMs).toBe(900);
  });
});

describe("losses", () => {
  test("make pushes repeat for ten seconds; a second one in that time shows a lossy link", () => {
    const outgoing = sent(1);
    outgoing.lost(1000);
    expect([outgoing.isRepeating(10_999), outgoing.isRepeating(11_000)]).toEqual([true, false]);
    expect(outgoing.isLossy(1000)).toBe(false);
    outgoing.lost(10_999);
    expect([outgoing.isLossy(20_998), outgoing.isLossy(20_999)]).toEqual([true, false]);
  });
});

describe("digests", () => {
  test("set all positions, and what lies beyond is known until it is acknowledged", () => {
    const outgoing = sent(5, 90);
    const known = new Map([[0, 3]]);
    outgoing.cover(70, known);
    expect([outgoing.base, outgoing.acked, outgoing.sent]).toEqual([70, 70, 70]);
    expect([outgoing.known, outgoing.lacksMore]).toEqual([known, true]);
    outgoing.advance(100, true, 1000);
    expect(outgoing.lacksMore).toBe(false);
    outgoing.acknowledge(99, 1100);
    expect(outgoing.known).toBe(known);
    outgoing.acknowledge(100, 1100);
    expect(outgoing.known).toBeUndefined();
  });

  test("that cover everything leave nothing known", () => {
    const outgoing = sent(5);
    outgoing.cover(100, new Map());
    expect(outgoing.known).toBeUndefined();
  });
});

describe("positions", () => {
  test("begin again when the other side restarts: it has not even its own values", () => {
    const outgoing = sent(5, 8);
    outgoing.acknowledge(5, 100);
    outgoing.forget(200);
    expect([outgoing.base, outgoing.acked, outgoing.sent]).toEqual([0, 0, 8]);
    expect([outgoing.known, outgoing.unackedSinceMs]).toEqual([new Map(), 200]);
    outgoing.acknowledge(8, 300);
    expect([outgoing.isUnacked, outgoing.lacksMore]).toEqual([false, true]);
  });

  test("that are out of order are a mistake of this node's code, and throw", () => {
    expect(() => sent(5).acknowledge(6, 100)).toThrow("base 0, acked 6, sent 5, end 100");
    expect(() => sent(101)).toThrow("sent 101, end 100");
    expect(() => sent(5).cover(101, new Map())).toThrow("base 101");
  });

  test("stay in order whatever happens", () => {
    const step = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 100 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const outgoing = new Outgoing({ end: 100 });
        for (const [place, [kind, position, hasValues]] of steps.entries()) {
          if (kind < 2) outgoing.advance(position, hasValues, place);
          else if (kind === 2) outgoing.acknowledge(Math.min(position, outgoing.sent), place);
          else if (kind === 3) outgoing.cover(position, new Map());
          else outgoing.forget(place);
          const { base, acked, sent: end } = outgoing;
          expect([0, base, acked, end, 100]).toEqual(
            [0, base, acked, end, 100].toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });
});

describe("what is sent again", () => {
  test("goes out ten times a second at most, and a megabyte a second", () => {
    const outgoing = sent(5);
    outgoing.began(5, 9e6, false, 1000);
    expect(outgoing.mayRepeat(1000)).toBe(true);
    outgoing.advance(8, true, 1000);
    outgoing.began(7, 50, false, 2000);
    expect([2099, 2100].map((nowMs) => outgoing.mayRepeat(nowMs))).toEqual([false, true]);
    expect(outgoing.mayStartAgain(2001)).toBe(true);
    outgoing.began(0, 2e6, false, 3000);
    expect([4999, 5000].map((nowMs) => outgoing.mayRepeat(nowMs))).toEqual([false, true]);
    expect([4999, 5000].map((nowMs) => outgoing.mayStartAgain(nowMs))).toEqual([false, true]);
  });

  test("is what was ever sent, although a digest said that it did not arrive", () => {
    const outgoing = sent(90);
    outgoing.cover(10, new Map());
    outgoing.began(10, 2e6, false, 1000);
    expect(outgoing.mayRepeat(2999)).toBe(false);
  });
});
