/**
 * Drawn histories of transactions for the checkers of lists and registers, one seed after the other.
 *
 *     bun test/transactions.ts --seed 17 --seeds 1        one seed
 *     bun test/transactions.ts --seed 1000 --seconds 60   as many as fit
 *
 * Exits with 1 if a verdict is wrong.
 */

import { parseArgs } from "node:util";
import { failuresOf } from "./bench/verdict/txn/drawn.ts";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "Infinity" },
    seconds: { type: "string", default: "Infinity" },
  },
});

const first = Number(options.seed);
const endMs = performance.now() + Number(options.seconds) * 1000;

let failed = 0;
let seed = first;
for (; seed < first + Number(options.seeds) && performance.now() < endMs; seed++) {
  const failures = failuresOf(seed);
  for (const failure of failures) console.log(`FAIL seed ${seed}: ${failure}`);
  if (failures.length === 0) continue;
  failed++;
  console.log(`repeat: bun test/transactions.ts --seed ${seed} --seeds 1`);
}
console.log(`count: ${seed - first} seeds of transactions`);
process.exit(failed > 0 ? 1 : 0);
