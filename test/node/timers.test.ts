import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Timer, Timers } from "../../src/node/timers.ts";

function never(error: unknown): void {
  throw error;
}

test("timers run by time, and those of one time in the order in which they were set", () => {
  const timers = new Timers();
  const ran: string[] = [];
  for (const [timeMs, name] of [
    [5, "a"],
    [1, "b"],
    [5, "c"],
    [1, "d"],
  ] as const) {
    timers.set(timeMs, 0, () => ran.push(name));
  }
  timers.run(1, never);
  expect(ran).toEqual(["b", "d"]);
  timers.run(9, never);
  expect(ran).toEqual(["b", "d", "a", "c"]);
  expect(timers.next).toBe(Infinity);
});

test("a period that was missed is not caught up", () => {
  const timers = new Timers();
  let count = 0;
  timers.set(10, 10, () => count++);
  timers.run(1000, never);
  timers.run(1001, never);
  expect([count, timers.next]).toEqual([1, 1010]);
});

test("a timer that sets itself anew for now does not hold up the caller", () => {
  const timers = new Timers();
  let count = 0;
  const again = (): void => {
    count++;
    timers.set(0, 0, again);
  };
  again();
  timers.run(5, never);
  expect(count).toBe(2);
});

test("a failing timer is reported and the next ones run", () => {
  const timers = new Timers();
  const errors: unknown[] = [];
  let ran = false;
  timers.set(1, 0, () => {
    throw new Error("one");
  });
  timers.set(2, 0, () => {
    ran = true;
  });
  timers.run(2, (error) => errors.push(error));
  expect(errors).toEqual([new Error("one")]);
  expect(ran).toBe(true);
});

test("a cancelled timer leaves nothing behind", () => {
  const timers = new Timers();
  const set = Array.from({ length: 100 }, (_, index) => timers.set(index % 7, 0, () => {}));
  for (const timer of set) timer.cancel();
  expect(timers.size).toBe(0);
});

/** A list that is searched from the front: the dumb model. */
test("timers set, cancelled and run at random do as a sorted list does", () => {
  const step = fc.oneof(
    fc.record({ set: fc.nat(20) }),
    fc.record({ cancel: fc.nat(30) }),
    fc.record({ run: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const timers = new Timers();
      const handles: Timer[] = [];
      const ran: number[] = [];
      const expected: number[] = [];
      let list: { id: number; timeMs: number }[] = [];
      for (const each of steps) {
        if ("set" in each) {
          const id = handles.length;
          handles.push(timers.set(each.set, 0, () => ran.push(id)));
          list.push({ id, timeMs: each.set });
        } else if ("cancel" in each) {
          handles[each.cancel]?.cancel();
          list = list.filter(({ id }) => id !== each.cancel);
        } else {
          timers.run(each.run, never);
          const due = list.filter(({ timeMs }) => timeMs <= each.run);
          due.sort((one, other) => one.timeMs - other.timeMs || one.id - other.id);
          expected.push(...due.map(({ id }) => id));
          list = list.filter(({ timeMs }) => timeMs > each.run);
        }
        expect(timers.size).toBe(list.length);
        expect(timers.next).toBe(Math.min(Infinity, ...list.map(({ timeMs }) => timeMs)));
      }
      expect(ran).toEqual(expected);
    }),
  );
});
