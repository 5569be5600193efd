/**
 * Clusters without faults that a seed draws, in virtual time: no node may give up its parent or seek
 * another, from the first message on, and hardly any may report a gap.
 *
 *     bun test/calm.ts --seed 17 --seeds 1        one test
 *     bun test/calm.ts --seed 1000 --seconds 60   as many as fit
 *
 * Exits with 1 if a test fails.
 */

import { parseArgs } from "node:util";
import { calmText, drawCalm, failuresOfCalm } from "./calm/draw.ts";

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
  const drawn = drawCalm(seed);
  const failures = await failuresOfCalm(drawn);
  console.log(`${failures.length === 0 ? "ok  " : "FAIL"} seed ${seed}: ${calmText(drawn)}`);
  if (failures.length === 0) continue;
  for (const failure of failures.slice(0, 10)) console.log(`     ${failure}`);
  failed++;
  console.log(`repeat: bun test/calm.ts --seed ${seed} --seeds 1`);
}
console.log(`count: ${seed - first} seeds without faults`);
process.exit(failed > 0 ? 1 : 0);
