/** Schedules at random, where there are too many to run all. */

import { Random } from "../../src/bench/random.ts";
import { type Deviation } from "./deviations.ts";
import { type Failure, kindsOf } from "./explorer.ts";
import { runSchedule } from "./schedule.ts";
import { type Scenario } from "./scenarios.ts";

export interface Walks {
  readonly schedules: number;
  readonly failures: readonly Failure[];
}

/**
 * Adds one deviation after the other, each drawn from all that can follow, until there are as many
 * as wanted; then begins again, as long as `goesOn` says so. Stops at the first schedule that fails.
 */
export function walk(
  scenario: Scenario,
  deviations: number,
  seed: number,
  goesOn: () => boolean,
): Walks {
  const random = new Random(seed, `walk ${scenario.name}`);
  const kinds = kindsOf(scenario);
  let schedules = 0;
  while (goesOn()) {
    let chosen: readonly Deviation[] = [];
    for (;;) {
      const { failure, choices: all } = runSchedule(scenario, chosen);
      const choices = all.filter(({ kind }) => kinds[kind].length > 0);
      schedules++;
      if (failure !== undefined) {
        return { schedules, failures: [{ scenario, deviations: chosen, text: failure }] };
      }
      if (chosen.length === deviations || choices.length === 0) break;
      const { step, kind } = random.pick(choices);
      chosen = [...chosen, { step, kind: random.pick(kinds[kind]) }];
    }
  }
  return { schedules, failures: [] };
}
