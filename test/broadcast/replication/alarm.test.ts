import { expect, test } from "bun:test";
import { Alarm } from "../../../src/broadcast/replication/alarm.ts";
import { Node } from "../../../src/node/node.ts";
import { MemoryHost } from "../../../src/testing/memory-host.ts";

/** An alarm of two parts that note when they run. */
function alarm(dueMs = Infinity): { alarm: Alarm; host: MemoryHost; node: Node; runs: unknown[] } {
  const host = new MemoryHost();
  const node = new Node(host);
  const made = new Alarm(node);
  const runs: unknown[] = [];
  for (const part of ["first", "second"]) {
    made.add({ dueMs, run: (nowMs, hasSlept) => void runs.push([part, nowMs, hasSlept]) });
  }
  return { alarm: made, host, node, runs };
}

test("it rings once at the earliest time that was set, and all parts run in their order", () => {
  const { alarm: one, host, node, runs } = alarm();
  for (const timeMs of [300, 200, 250]) one.by(timeMs);
  host.pass(1000, node);
  expect(runs).toEqual([
    ["first", 200, false],
    ["second", 200, false],
  ]);
});

test("after it has rung it rings again when a part is due", () => {
  const { alarm: one, host, node, runs } = alarm(700);
  one.by(200);
  host.pass(699, node);
  expect(runs).toHaveLength(2);
  host.nowMs = 700;
  node.wake();
  expect(runs).toHaveLength(4);
});

test("a time that is over when it is set rings at once, and is not late", () => {
  const { alarm: one, host, node, runs } = alarm();
  host.nowMs = 5000;
  one.by(1000);
  expect(one.isLate(5500)).toBe(false);
  expect(one.isLate(5501)).toBe(true);
  node.wake();
  expect(runs[0]).toEqual(["first", 5000, false]);
});

test("a ring that is late by more than half a second shows that the node was not running", () => {
  for (const [nowMs, hasSlept] of [
    [700, false],
    [701, true],
  ] as const) {
    const { alarm: one, host, node, runs } = alarm();
    one.by(200);
    host.nowMs = nowMs;
    node.wake();
    expect(runs[0]).toEqual(["first", nowMs, hasSlept]);
  }
});
