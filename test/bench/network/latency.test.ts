import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { drawLatencyMs, LATENCY_DISTRIBUTIONS } from "../../../src/bench/network/latency.ts";
import { Random } from "../../../src/bench/random.ts";

const distributions = fc.constantFrom(...LATENCY_DISTRIBUTIONS);

function draws(distribution: (typeof LATENCY_DISTRIBUTIONS)[number], meanMs: number): number[] {
  const random = new Random(1, "latency");
  return Array.from({ length: 2000 }, () => drawLatencyMs(distribution, meanMs, random));
}

describe("drawLatencyMs", () => {
  test("draws whole milliseconds, none below 0", () => {
    fc.assert(
      fc.property(distributions, fc.nat(1000), fc.nat(), (distribution, meanMs, seed) => {
        const latencyMs = drawLatencyMs(distribution, meanMs, new Random(seed, "latency"));
        expect(latencyMs).toBeGreaterThanOrEqual(0);
        expect(Number.isInteger(latencyMs)).toBeTrue();
      }),
    );
  });

  test("is always the mean if constant", () => {
    expect(new Set(draws("constant", 100))).toEqual(new Set([100]));
  });

  test("is 0 … 2·mean − 1 if uniform", () => {
    expect(new Set(draws("uniform", 10))).toEqual(new Set(Array.from({ length: 20 }).keys()));
  });

  test("has the mean, floored, if exponential", () => {
    const sum = draws("exponential", 100).reduce((total, latencyMs) => total + latencyMs, 0);
    expect(Math.abs(sum / 2000 - 99.5)).toBeLessThan(5);
  });

  test("is none with a mean of 0, whatever the distribution", () => {
    for (const distribution of LATENCY_DISTRIBUTIONS) {
      expect(new Set(draws(distribution, 0))).toEqual(new Set([0]));
    }
  });
});
