/** A schedule as a list of steps, and the command that runs it again. */

import { isRecord } from "../support/json.ts";
import { bodyText } from "../support/message-text.ts";
import { type Deviation, deviationsText, deviationText } from "./deviations.ts";
import { type Exploration } from "./explorer.ts";
import { runSchedule, type Shown } from "./schedule.ts";
import { type Scenario } from "./scenarios.ts";
import { shrink } from "./shrink.ts";

/** Steps that follow the last deviation and are shown. */
const STEPS_AFTERWARDS = 60;

/** A schedule in one line, as the command line takes it. */
function scheduleText(scenario: Scenario, deviations: readonly Deviation[]): string {
  return `${scenario.name}: ${deviationsText(deviations)}`;
}

export function repeatCommand(scenario: Scenario, deviations: readonly Deviation[]): string {
  return `bun test/explore.ts --repeat "${scheduleText(scenario, deviations)}"`;
}

/** Runs a schedule, and tells what happened, step by step, and what is wrong with it. */
export function describe(
  scenario: Scenario,
  deviations: readonly Deviation[],
  stepsAfterwards: number = STEPS_AFTERWARDS,
): string {
  const lines: string[] = [];
  const last = deviations.at(-1)?.step ?? 0;
  let left = 0;
  const { failure } = runSchedule(scenario, deviations, (shown) => {
    if (shown.step !== undefined && shown.step > last + stepsAfterwards) left++;
    else lines.push(stepText(shown));
  });
  if (left > 0) lines.push(`… and ${left} steps more`);
  const repeat = `repeat: ${repeatCommand(scenario, deviations)}`;
  return [...lines, failure ?? "Nothing is wrong.", repeat].join("\n");
}

/** The failures that were found, each as simple as possible and step by step. */
export function failuresOf({ failures }: Pick<Exploration, "failures">): string[] {
  return failures.map(({ scenario, deviations }) =>
    describe(scenario, shrink(scenario, deviations)),
  );
}

function stepText({ timeMs, step, kind, node, source, line, deviation }: Shown): string {
  const number = step === undefined ? "" : String(step);
  const time = `${Math.round(timeMs)} ms`.padStart(9);
  const done = deviation === undefined ? "" : `  (${deviation}: ${deviationText(deviation)})`;
  return `${number.padStart(5)} ${time}  ${whatText(kind, node, source, line)}${done}`;
}

function whatText(kind: Shown["kind"], node: string, source: string, line: string): string {
  if (kind === "start") return `${node} is started again`;
  if (kind === "timer") return `${node} runs its timers`;
  const message: unknown = JSON.parse(line);
  const body = isRecord(message) ? message["body"] : undefined;
  if (!isRecord(body)) return `${source} → ${node}  ${line}`;
  const value = body["message"] === undefined ? "" : ` ${JSON.stringify(body["message"])}`;
  return `${source} → ${node}  ${bodyText(body)}${value}`;
}
