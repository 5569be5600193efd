/**
 * Plays hostile lines to nodes of each strategy: `LINES=10000000 bun test/fuzz.ts`, which `make soak`
 * does. `FROM=17 LINES=100000 bun test/fuzz.ts` repeats a life with seed 17.
 */

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

const lines = Number(process.env["LINES"] ?? 1_000_000);
const from = Number(process.env["FROM"] ?? 1);

const recorded = await recordLines();
let failed = 0;
for (let seed = from; (seed - from) * LIFE_LINES < lines; seed++) {
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
  }
}
console.log(failed === 0 ? `${lines} lines passed` : `${failed} lives failed`);
process.exit(failed > 0 ? 1 : 0);

function millions(characters: number): string {
  return (characters / 1e6).toFixed(2);
}
