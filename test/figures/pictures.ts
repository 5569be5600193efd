/**
 * The pictures of one broadcast in each strategy, `.github/strategies/NAME.svg`, for the README and
 * the page of the strategies: `make pictures`. The same bytes each time.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { messagesSvg } from "../../src/view/svg/messages.ts";
import { recordRun } from "../support/view-run.ts";

/** n1 n2 n3 above n4 n5: with this seed there is one broadcast, at n2, and some reads. */
const SETTING = {
  nodes: ["n1", "n2", "n3", "n4", "n5"],
  topology: "grid",
  latencyMs: 100,
  rate: 4,
  timeLimitSeconds: 1,
  seed: 15,
} as const;

export const PICTURED: readonly StrategyName[] = [
  "local",
  "storm",
  "flood",
  "relay",
  "retry",
  "direct",
  "tree",
];

/** The storm never ends: so much of it, in ms, is enough. */
const STORM_END_MS = 615;

export async function pictureOf(strategy: StrategyName): Promise<string> {
  const isStorm = strategy === "storm";
  // It has to be over before its queues fill the memory.
  const recoverySeconds = isStorm ? 0 : 10;
  const { run } = await recordRun({ ...SETTING, recoverySeconds }, strategy);
  return messagesSvg(run, {
    value: run.values.find("0"),
    toMs: isStorm ? STORM_END_MS : undefined,
  });
}

if (import.meta.main) {
  const folder = join(import.meta.dir, "../../.github/strategies");
  mkdirSync(folder, { recursive: true });
  for (const strategy of PICTURED) {
    const path = join(folder, `${strategy}.svg`);
    writeFileSync(path, await pictureOf(strategy));
    console.log(path);
  }
}
