/** Hostile input: `make soak` plays thousands of times as many lines. */

import { expect, test } from "bun:test";
import { fuzz } from "./fuzz.ts";
import { recordLines } from "./recorded.ts";

const LINES = 1000;

const recorded = recordLines();

test.each([
  ["tree", 1],
  ["tree", 2],
  ["tree", 3],
  ["direct", 4],
  ["direct", 5],
  ["retry", 6],
  ["resend", 7],
  ["relay", 8],
  ["flood", 9],
  ["local", 10],
] as const)(
  "no line makes a node of %s lose or repeat a value, or say what is no message: seed %d",
  async (strategy, seed) => {
    expect(fuzz(strategy, await recorded, LINES, seed).lines).toBe(LINES);
  },
  60_000,
);
