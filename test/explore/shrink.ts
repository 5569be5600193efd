/** Makes a failing schedule as simple as possible. */

import { type Deviation, type DeviationKind } from "./deviations.ts";
import { runSchedule } from "./schedule.ts";
import { type Scenario } from "./scenarios.ts";

/** What does the same and less of it. */
const SIMPLER: Partial<Record<DeviationKind, readonly DeviationKind[]>> = {
  part: ["cut", "drop"],
  cut: ["drop"],
  late: ["behind"],
  down: ["kill"],
  freeze: ["pause"],
};

/** Without a deviation later steps come earlier or later by so many. */
const SHIFTS = [0, -1, 1, -2, 2];

/** Schedules that one shrinking may run. */
const RUNS_AT_MOST = 2000;

/**
 * Leaves out deviations, replaces them by simpler ones, and moves them to earlier steps, as long as
 * the schedule fails, for whatever reason.
 */
export function shrink(scenario: Scenario, deviations: readonly Deviation[]): Deviation[] {
  let best = [...deviations];
  let runs = 0;
  const fails = (candidate: readonly Deviation[]): boolean =>
    ++runs <= RUNS_AT_MOST && failsAsItShould(scenario, candidate);
  for (;;) {
    const better = candidates(best).find(fails);
    if (better === undefined) return best;
    best = better;
  }
}

/** A schedule whose steps are not there, or are of another kind, does not count. */
function failsAsItShould(scenario: Scenario, deviations: readonly Deviation[]): boolean {
  const { failure, isPossible } = runSchedule(scenario, deviations);
  return failure !== undefined && isPossible;
}

/** Simpler schedules, the simplest first. */
function* candidates(deviations: readonly Deviation[]): Generator<Deviation[]> {
  for (const place of deviations.keys()) {
    const rest = deviations.toSpliced(place, 1);
    for (const shift of place < rest.length ? SHIFTS : [0]) {
      yield rest.map((each, at) => (at < place ? each : { ...each, step: each.step + shift }));
    }
  }
  for (const [place, { step, kind }] of deviations.entries()) {
    for (const simpler of SIMPLER[kind] ?? [])
      yield deviations.with(place, { step, kind: simpler });
  }
  for (const [place, { step, kind }] of deviations.entries()) {
    const before = deviations[place - 1]?.step ?? -1;
    for (let earlier = before + 1; earlier < step; earlier++) {
      yield deviations.with(place, { step: earlier, kind });
    }
  }
}
