/**
 * `make soak`: tests that a seed draws, in virtual time, one seed after the other. The strategies that
 * promise to lose nothing must not, whatever the faults, and after each heal all nodes must agree in
 * time. `SEEDS=1000 make soak` runs more; `FROM=17 SEEDS=1 bun test/soak.ts` runs one again.
 */

import { draw } from "./swarm/draw.ts";
import { drawnText, runDrawn } from "./swarm/run.ts";

const from = Number(process.env["FROM"] ?? 1);
const count = Number(process.env["SEEDS"] ?? 200);

let failed = 0;
for (let seed = from; seed < from + count; seed++) {
  const drawn = draw(seed);
  const startMs = performance.now();
  const { failures, healsMs } = await runDrawn(drawn);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const slowest = Math.round(Math.max(0, ...healsMs));
  const healed = `${healsMs.length} heals within ${slowest} of ${Math.round(drawn.agreeWithinMs)} ms`;
  const verdict = failures.length === 0 ? "ok  " : "FAIL";
  console.log(`${verdict} seed ${seed}, ${seconds} s: ${drawnText(drawn)}; ${healed}`);
  if (failures.length > 0) failed++;
  for (const failure of failures.slice(0, 10)) console.log(`     ${failure}`);
}
console.log(`${count - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
