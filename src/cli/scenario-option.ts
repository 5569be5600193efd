/** `--scenario FILE|TEXT`: what is done to nodes and network at which time, in words. */

import { existsSync, readFileSync } from "node:fs";
import { formatScenario, parseScenario, type Scenario } from "../bench/faults/scenario.ts";
import { UsageError } from "./option-values.ts";

/** If there is a file of that name, it is read. Throws a UsageError. */
export function readScenario(given: string, nodes: readonly string[]): Scenario {
  const isFile = existsSync(given);
  try {
    return parseScenario(isFile ? readFileSync(given, "utf8") : given, nodes);
  } catch (error) {
    const source = isFile ? `--scenario ${given}` : "--scenario";
    const also = isFile ? "" : ` (there is no file of that name, so it is read as a scenario)`;
    throw new UsageError(`${source}: ${messageOf(error)}${also}`);
  }
}

/** The arguments that give this scenario again, without the file that it may have come from. */
export function scenarioArgs(scenario: Scenario): readonly string[] {
  return scenario.length === 0 ? [] : ["--scenario", formatScenario(scenario)];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
