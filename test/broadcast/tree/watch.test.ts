import { expect, test } from "bun:test";
import { Watch } from "../../../src/broadcast/tree/watch.ts";

/** A parent with a steady stream of news, every 100 ms. */
function steady(): Watch {
  const watch = new Watch(100);
  for (let beat = 0; beat < 10; beat++) watch.beat(100 * beat);
  return watch;
}

test("an answer to the question ends a suspicion", () => {
  const watch = steady();
  watch.suspect(2000, 300, 1, false);
  expect(watch.clear(2001)).toBe(true);
  expect(watch.isSuspicious).toBe(false);
});

test("an overdue answer is not given by any other message", () => {
  const watch = steady();
  watch.suspect(2000, 300, 1, false);
  expect(watch.clear(2000)).toBe(false);
  expect(watch.isSuspicious).toBe(true);
});

test("a parent that answered that it has no news is not asked again for its silence", () => {
  const watch = steady();
  expect(watch.alarmingMs).toBeGreaterThan(0);
  watch.suspect(2000, 300, 1, true);
  expect(watch.clear(2001)).toBe(true);
  expect(watch.alarmingMs).toBeUndefined();
  watch.beat(3000);
  expect(watch.alarmingMs).toBeGreaterThan(0);
});

test("a parent that is heard again after a silence has not answered: the next silence counts", () => {
  const watch = steady();
  watch.suspect(2000, 300, 1, true);
  expect(watch.clear(1000)).toBe(true);
  expect(watch.isSuspicious).toBe(false);
  expect(watch.alarmingMs).toBeGreaterThan(0);
});

test("without a suspicion there is nothing to end", () => {
  expect(steady().clear(2001)).toBe(false);
});
