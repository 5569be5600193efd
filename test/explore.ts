/**
 * Runs small clusters through every schedule with at most so many deviations from the one of least
 * time, and demands of each what the strategy promises:
 *
 *     bun test/explore.ts                          all scenarios, complete with two deviations
 *     bun test/explore.ts --seconds 60             besides, three at random, for so long altogether
 *     bun test/explore.ts --random --seconds 60    only those at random
 *     bun test/explore.ts --scenario "tree 2" --deviations 3
 *     bun test/explore.ts --repeat "tree 3: 12 drop, 17 late"
 *     bun test/explore.ts --first                  until a schedule fails, few deviations first
 *
 * Exits with 1 if a schedule fails. It is then shown as a list of steps, as simple as possible.
 */

import { parseArgs } from "node:util";
import { parseDeviations } from "./explore/deviations.ts";
import { describe, failuresOf, repeatCommand } from "./explore/describe.ts";
import { explore } from "./explore/explorer.ts";
import { runSchedule } from "./explore/schedule.ts";
import { PROMISING, type Scenario, scenarioOf } from "./explore/scenarios.ts";
import { walk } from "./explore/walk.ts";

const { values: options } = parseArgs({
  options: {
    repeat: { type: "string" },
    scenario: { type: "string" },
    deviations: { type: "string", default: "2" },
    first: { type: "boolean", default: false },
    random: { type: "boolean", default: false },
    seconds: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
  },
});

/** Schedules that were run. */
let count = 0;

function repeat(text: string): boolean {
  const [name = "", deviations = ""] = text.split(":");
  const scenario = scenarioOf(name.trim());
  const parsed = parseDeviations(deviations);
  console.log(describe(scenario, parsed));
  return runSchedule(scenario, parsed).failure === undefined;
}

function exploreAll(scenarios: readonly Scenario[], deviations: number): boolean {
  let isGood = true;
  for (const scenario of scenarios) {
    const startMs = performance.now();
    const { schedules, slowestMs, taken, failures } = explore(scenario, { deviations });
    count += schedules;
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    const paths = taken.entries().map(([path, count]) => `${path} ${count}`);
    console.log(
      `${failures.length > 0 ? "FAIL" : "ok  "} ${scenario.name}: ${schedules} schedules with up to ` +
        `${deviations} deviations in ${seconds} s; agreed within ${Math.round(slowestMs)} ms; ` +
        `taken in: ${[...paths].join(", ")}`,
    );
    for (const text of failuresOf({ failures })) console.log(text);
    isGood &&= failures.length === 0;
  }
  return isGood;
}

function walkAll(scenarios: readonly Scenario[], deviations: number, seconds: number): boolean {
  let isGood = true;
  for (const scenario of scenarios) {
    const untilMs = performance.now() + (seconds * 1000) / scenarios.length;
    const goesOn = (): boolean => performance.now() < untilMs;
    const { schedules, failures } = walk(scenario, deviations, Number(options.seed), goesOn);
    count += schedules;
    const verdict = failures.length > 0 ? "FAIL" : "ok  ";
    console.log(`${verdict} ${scenario.name}: ${schedules} schedules at random`);
    for (const text of failuresOf({ failures })) console.log(text);
    isGood &&= failures.length === 0;
  }
  return isGood;
}

/** Looks for any schedule that fails, first with few deviations and few nodes. */
function findFirst(scenarios: readonly Scenario[], deviationsAtMost: number): boolean {
  for (let deviations = 1; deviations <= deviationsAtMost; deviations++) {
    // With two deviations what can be found is found among few nodes.
    const small = scenarios.filter(({ nodes }) => deviations === 1 || nodes < 4);
    for (const scenario of small.toSorted((one, other) => one.nodes - other.nodes)) {
      const [failure] = explore(scenario, { deviations }).failures;
      if (failure === undefined) continue;
      console.log(failure.text);
      console.log(repeatCommand(scenario, failure.deviations));
      return false;
    }
  }
  return true;
}

function main(): boolean {
  if (options.repeat !== undefined) return repeat(options.repeat);
  const scenarios = options.scenario === undefined ? PROMISING : [scenarioOf(options.scenario)];
  const deviations = Number(options.deviations);
  if (options.first) return findFirst(scenarios, deviations);
  const isGood = options.random || exploreAll(scenarios, deviations);
  const seconds = Number(options.seconds);
  if (seconds === 0) return isGood;
  return walkAll(scenarios, deviations + 1, seconds) && isGood;
}

const isGood = main();
console.log(`count: ${count} schedules`);
process.exit(isGood ? 0 : 1);
