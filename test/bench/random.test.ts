import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { Random } from "../../src/bench/random.ts";

function wrap(value: bigint): bigint {
  return value & 0xffff_ffffn;
}

/** sfc32 in exact arithmetic, after PractRand's sfc.h, as slow and as plain as can be. */
function* reference(a: bigint, b: bigint, c: bigint): Generator<number> {
  for (let counter = 1n; ; counter++) {
    const result = wrap(a + b + counter);
    a = b ^ (b >> 9n);
    b = wrap(c + (c << 3n));
    c = wrap(wrap((c << 21n) | (c >> 11n)) + result);
    yield Number(result);
  }
}

/** FNV-1a of "", the purpose in the comparison with the reference. */
const HASH_OF_NOTHING = 0x811c9dc5n;

const seeds = fc.maxSafeNat();

function draws(seed: number, purpose: string): number[] {
  const random = new Random(seed, purpose);
  return Array.from({ length: 4 }, () => random.next());
}

describe("Random", () => {
  test("draws the numbers of sfc32", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const high = BigInt(seed) >> 32n;
        const expected = reference(HASH_OF_NOTHING, BigInt(seed) & 0xffff_ffffn, high);
        for (let round = 0; round < 12; round++) expected.next();
        const random = new Random(seed, "");
        for (let draw = 0; draw < 20; draw++) expect(random.next()).toBe(expected.next().value);
      }),
    );
  });

  test("draws the same for the same seed and purpose, and something else for another", () => {
    expect(draws(7, "faults")).toEqual(draws(7, "faults"));
    expect(draws(7, "faults")).not.toEqual(draws(8, "faults"));
    expect(draws(7, "faults")).not.toEqual(draws(7, "workers"));
    expect(draws(7, "node n1")).not.toEqual(draws(7, "node n2"));
    expect(draws(1, "faults")).not.toEqual(draws(1 + 2 ** 32, "faults"));
  });

  test("stays below the limit, and reaches every number below it", () => {
    const random = new Random(1, "below");
    const seen = new Set(Array.from({ length: 1000 }, () => random.below(7)));
    expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test("shuffles without losing or doubling anything", () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat()), (seed, items) => {
        const shuffled = new Random(seed, "shuffle").shuffle(items);
        expect(shuffled.toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  test("puts every item at every place about equally often", () => {
    const random = new Random(1, "shuffle");
    const counts = [0, 0, 0, 0];
    for (let round = 0; round < 4000; round++) {
      const place = random.shuffle(["a", "b", "c", "d"]).indexOf("a");
      counts[place] = (counts[place] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("has the mean that an exponential distribution is given", () => {
    const random = new Random(1, "exponential");
    let sum = 0;
    for (let draw = 0; draw < 20_000; draw++) sum += random.exponential(50);
    expect(Math.abs(sum / 20_000 - 50)).toBeLessThan(2);
  });

  test("picks nothing from nothing", () => {
    expect(() => new Random(1, "pick").pick([])).toThrow("Cannot pick one of an empty list");
  });
});
