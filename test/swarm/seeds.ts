/** The seeds that `make test` runs; `make soak` runs more. */

import { expect, test } from "bun:test";
import { draw } from "./draw.ts";
import { drawnText, runDrawn } from "./run.ts";

/** Makes a test of each seed. `bun test/swarm.ts --seed 17 --seeds 1` runs one again. */
export function testSeeds(seeds: readonly number[]): void {
  for (const seed of seeds) {
    const drawn = draw(seed);
    test(`seed ${seed}: ${drawnText(drawn)}`, async () => {
      const { failures } = await runDrawn(drawn);
      expect(failures).toEqual([]);
    });
  }
}
