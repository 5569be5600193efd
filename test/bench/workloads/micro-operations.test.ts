import { expect, test } from "bun:test";
import { Random } from "../../../src/bench/random.ts";
import { MicroOperations } from "../../../src/bench/workloads/micro-operations.ts";

test("writes to a key are 1, 2, 3 and so on, until a new key takes its place", () => {
  const draws = new MicroOperations(new Random(1, "keys"), { keyCount: 3, maxWritesPerKey: 4 });
  const written = new Map<number, number[]>();
  for (let draw = 0; draw < 1000; draw++) {
    const { key, value } = draws.next();
    if (value !== undefined) written.set(key, [...(written.get(key) ?? []), value]);
  }
  const full = [...written.values()].filter((values) => values.length === 4);
  expect(full.length).toBeGreaterThanOrEqual(written.size - 3);
  expect(
    [...written.values()].every((values) => values.every((value, at) => value === at + 1)),
  ).toBe(true);
  expect([...written.keys()].toSorted((left, right) => left - right)).toEqual(
    Array.from({ length: written.size }, (_, key) => key),
  );
});

test("half of the draws are writes, and each key is twice as busy as the one before it", () => {
  const options = { keyCount: 4, maxWritesPerKey: Infinity };
  const draws = new MicroOperations(new Random(1, "keys"), options);
  const counts = [0, 0, 0, 0];
  let writes = 0;
  for (let draw = 0; draw < 15_000; draw++) {
    const { key, value } = draws.next();
    counts[key] = (counts[key] ?? 0) + 1;
    if (value !== undefined) writes++;
  }
  expect(Math.abs(writes - 7500)).toBeLessThan(200);
  for (const [key, expected] of [1000, 2000, 4000, 8000].entries()) {
    expect(Math.abs((counts[key] ?? 0) - expected)).toBeLessThan(200);
  }
});
