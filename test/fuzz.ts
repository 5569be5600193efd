/**
 * Plays hostile lines to nodes of each strategy, 50,000 to each node.
 *
 *     bun test/fuzz.ts --seed 17 --lines 50000       one node
 *     bun test/fuzz.ts --seed 1000 --seconds 60      as many as fit
 *
 * Exits with 1 if a node does not stay sound.
 */

import { parseArgs } from "node:util";
import { type StrategyName } from "../src/broadcast/strategies/index.ts";
import { fuzz } from "./fuzz/fuzz.ts";
import { recordLines } from "./fuzz/recorded.ts";

/** Of every ten nodes; those with much to believe come more often. */
const LIVES: readonly StrategyName[] = [
  "tree",
  "direct",
  "tree",
  "retry",
  "tree",
  "direct",
  "tree",
  "resend",
  "tree",
  "relay",
];

/** What one node is played before the next one begins. */
const LIFE_LINES = 50_000;

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    lines: { type: "string", default: "Infinity" },
    seconds: { type: "string", default: "Infinity" },
  },
});

const from = Number(options.seed);
const lines = Number(options.lines);
const endMs = performance.now() + Number(options.seconds) * 1000;

const recorded = await recordLines();
let failed = 0;
let seed = from;
for (; (seed - from) * LIFE_LINES < lines && performance.now() < endMs; seed++) {
  const strategy = LIVES[seed % LIVES.length] ?? "tree";
  const startMs = performance.now();
  try {
    const { heard, written, mostInSecond, stored } = fuzz(strategy, recorded, LIFE_LINES, seed);
    const figures =
      `${millions(heard)} in, ${millions(written)} out, ` +
      `${millions(mostInSecond)} to a node in a second with ${millions(stored)} stored`;
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    console.log(`ok   seed ${seed}, ${seconds} s: ${strategy}; millions of characters: ${figures}`);
  } catch (error) {
    failed++;
    console.log(`FAIL seed ${seed}:`, error);
    console.log(`repeat: bun test/fuzz.ts --seed ${seed} --lines ${LIFE_LINES}`);
  }
}
console.log(`count: ${(seed - from) * LIFE_LINES} lines`);
process.exit(failed > 0 ? 1 : 0);

function millions(characters: number): string {
  return (characters / 1e6).toFixed(2);
}
