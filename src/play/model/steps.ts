/** Steps that are added by hand: what can be done to a node at a moment, and what a line cuts. */

import {
  formatStep,
  type Scenario,
  type ScenarioAction,
  type ScenarioStep,
} from "../../bench/faults/scenario.ts";
import { type Experiment } from "./experiment.ts";

/** Behind the steps of the same time. */
export function withStep(steps: Scenario, step: ScenarioStep): Scenario {
  return [...steps, step].toSorted((one, other) => one.atMs - other.atMs);
}

/** A step a line, to be edited. */
export function linesOf(steps: Scenario): string {
  return steps.map(formatStep).join("\n");
}

/** The whole millisecond at which a step is to happen, so that all that was seen stays as it was. */
export function stepTimeOf(cursorMs: number): number {
  return Math.max(0, Math.ceil(cursorMs));
}

/** What holds of a node at a moment. */
export interface Condition {
  readonly isKilled: boolean;
  readonly isPaused: boolean;
  /** Whether there is a cut that a step can heal. */
  readonly isCut: boolean;
}

/** Whether a cut of these steps is on. Those that are drawn from the seed end by themselves only. */
export function isCutAt(steps: Scenario, atMs: number): boolean {
  const last = steps.findLast((step) => step.atMs <= atMs && ABOUT_CUTS.has(step.action));
  return last !== undefined && last.action !== "heal";
}

const ABOUT_CUTS: ReadonlySet<ScenarioAction["action"]> = new Set([
  "cut",
  "cut-one-way",
  "isolate",
  "heal",
]);

/** What can be done then, with the words for it. */
export function actionsFor(
  node: string,
  { isKilled, isPaused, isCut }: Condition,
): readonly (readonly [text: string, action: ScenarioAction])[] {
  const nodes = [node];
  const up: readonly (readonly [string, ScenarioAction])[] = [
    ["Kill", { action: "kill", nodes }],
    isPaused ? ["Resume", { action: "resume", nodes }] : ["Pause", { action: "pause", nodes }],
  ];
  return [
    ...(isKilled ? [["Restart", { action: "restart", nodes }] as const] : up),
    ["Isolate", { action: "isolate", nodes }],
    ...(isCut ? [["Heal the network", { action: "heal" }] as const] : []),
  ];
}

/** The least round number above what the load broadcasts, which counts from 0. */
function firstValue({ rate, timeLimitSeconds }: Experiment): number {
  let first = 1000;
  while (first <= rate * timeLimitSeconds) first *= 10;
  return first;
}

/** A value that neither the load nor a step broadcasts. */
export function nextValue(experiment: Experiment): number {
  const known = experiment.steps.map((step) =>
    step.action === "broadcast" && typeof step.value === "number" ? step.value + 1 : 0,
  );
  return Math.max(firstValue(experiment), ...known);
}

type CutAction = Extract<ScenarioAction, { action: "cut" }>;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * What a line through two points cuts: the nodes on the side that has fewer from the rest. Undefined
 * if all are on one side.
 */
export function cutBy(
  from: Point,
  to: Point,
  nodes: readonly string[],
  points: readonly Point[],
): CutAction | undefined {
  const isLeft = points.map(
    ({ x, y }) => (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) < 0,
  );
  const left = nodes.filter((_, node) => isLeft[node]);
  const right = nodes.filter((_, node) => !isLeft[node]);
  if (left.length === 0 || right.length === 0) return undefined;
  return { action: "cut", nodes: left.length < right.length ? left : right, from: "rest" };
}
