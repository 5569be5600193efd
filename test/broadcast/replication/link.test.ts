import { expect, test } from "bun:test";
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
