/**
 * Tests that a seed draws, in virtual time, one seed after the other. The strategies that promise to
 * lose nothing must not, whatever the faults, and after each heal all nodes must agree in time.
 *
 *     bun test/swarm.ts --seed 17 --seeds 1        one test
 *     bun test/swarm.ts --seed 1000 --seconds 60   as many as fit
 *
 * Exits with 1 if a test fails.
 */

import { parseArgs } from "node:util";
import { draw } from "./swarm/draw.ts";
import { drawnText, runDrawn } from "./swarm/run.ts";

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
while (seed < first + Number(options.seeds) && performance.now() < endMs) {
  const drawn = draw(seed);
  const startMs = performance.now();
  const { failures, healsMs } = await runDrawn(drawn);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const slowest = Math.round(Math.max(0, ...healsMs));
  const healed = `${healsMs.length} heals within ${slowest} of ${Math.round(drawn.agreeWithinMs)} ms`;
  const verdict = failures.length === 0 ? "ok  " : "FAIL";
  console.log(`${verdict} seed ${seed}, ${seconds} s: ${drawnText(drawn)}; ${healed}`);
  for (const failure of failures.slice(0, 10)) console.log(`     ${failure}`);
  if (failures.length > 0) {
    failed++;
    console.log(`repeat: bun test/swarm.ts --seed ${seed} --seeds 1`);
  }
  seed++;
}
console.log(`count: ${seed - first} seeds`);
process.exit(failed > 0 ? 1 : 0);
