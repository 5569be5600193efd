/**
 * Clusters, loads and faults that a seed draws: nothing may be lost, and all must agree in time.
 * `bun test/swarm.ts --seed 17 --seeds 1` runs one again, and `make soak` begins with seeds 1 to 1000.
 */

import { expect, test } from "bun:test";
import { draw } from "./draw.ts";
import { drawnText, runDrawn } from "./run.ts";

const SEEDS = Array.from({ length: 40 }, (_, place) => 61 + place);

/** Round trips of a node that had stood still were those of its standstill. */
const STOOD_STILL = 700_052;

for (const seed of [...SEEDS, STOOD_STILL]) {
  const drawn = draw(seed);
  test(`seed ${seed}: ${drawnText(drawn)}`, async () => {
    const { failures } = await runDrawn(drawn);
    expect(failures).toEqual([]);
  });
}
