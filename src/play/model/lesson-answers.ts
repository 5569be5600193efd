/** What the lessons measure in a run, and the words for it. */

import { figuresOf } from "../../view/model/figures.ts";
import { Follower } from "../../view/model/follow.ts";
import { heldBy } from "../../view/model/pointed.ts";
import { type Run } from "../../view/model/run.ts";

export interface Answer {
  /** What the guess is held against. */
  readonly value: number | string;
  readonly text: string;
}

export function count(amount: number, name: string): string {
  return `${amount.toLocaleString("en")} ${name}${amount === 1 ? "" : "s"}`;
}

/** How many of the values that were broadcast some node does not have in the end. */
export function missingIn(run: Run): number {
  const holders = new Map<string, number>();
  for (const node of run.nodes.keys()) {
    for (const text of heldBy(run, node, Infinity)) holders.set(text, (holders.get(text) ?? 0) + 1);
  }
  return run.record.values.texts.filter((text) => (holders.get(text) ?? 0) < run.nodes.length)
    .length;
}

export function missingText(run: Run): string {
  const values = count(run.record.values.texts.length, "value");
  const missing = missingIn(run);
  if (missing === 0) return `In the end all ${values} are on all nodes.`;
  return `${missing} of ${values} ${missing === 1 ? "is" : "are"} missing on some node in the end.`;
}

/** How many values each node has in the end. */
export function spreadText(run: Run): string {
  const counts = run.nodes.map((_, node) => heldBy(run, node, Infinity).length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least === most) return `In the end each node has ${count(most, "value")}.`;
  return `In the end the nodes have from ${least} to ${count(most, "value")}.`;
}

/** How many nodes have a value in the end. */
export function holdersOf(run: Run, value: number): number {
  const held = run.nodes.filter((_, node) => heldBy(run, node, Infinity).includes(`${value}`));
  return held.length;
}

/** From the broadcast of a value until the last node had it; undefined if one never had. */
export function reachedMs(run: Run, value: number): number | undefined {
  const number = run.values.find(`${value}`);
  if (number === undefined) return undefined;
  const gains = new Follower(run).momentsOf(number).filter(({ isGain }) => isGain);
  if (new Set(gains.map(({ node }) => node)).size < run.nodes.length) return undefined;
  const last = gains.reduce((most, { timeMs }) => Math.max(most, timeMs), 0);
  return Math.round(last - (run.broadcastMs[number] ?? 0));
}

export function reachText(reached: number | undefined): string {
  if (reached === undefined) return "It does not reach all nodes.";
  return `It is on all nodes after ${reached.toLocaleString("en")} ms.`;
}

/** "12.3 messages an operation, a median of 100 ms" */
export function costText(run: Run): string {
  const { perOperation = 0, medianLatencyMs = 0, longestLatencyMs = 0 } = figuresOf(run);
  return (
    `${perOperation.toFixed(1)} messages an operation, latency ${ms(medianLatencyMs)} in the median ` +
    `and ${ms(longestLatencyMs)} at most`
  );
}

export function ms(latencyMs: number): string {
  return `${Math.round(latencyMs).toLocaleString("en")} ms`;
}

/** Undefined if it is no number. */
export function readGuess(text: string): number | undefined {
  const plain = text.replaceAll(/[\s,%]/gu, "");
  const number = Number(plain);
  return plain === "" || !Number.isFinite(number) ? undefined : number;
}

/** Of a number this part of it is near enough. */
const NEAR = 0.05;

/** What is said of a guess. */
export function gradeOf(guess: number | string, value: number | string, unit: string): string {
  if (guess === value) return "Right.";
  if (typeof guess !== "number" || typeof value !== "number") return `Your guess was: ${guess}.`;
  const said = `Your guess was ${guess.toLocaleString("en")}${unit}`;
  if (Math.abs(guess - value) <= Math.abs(value) * NEAR)
    return `${said}: right, as near as can be.`;
  return `${said}: it is ${guess < value ? "more" : "less"}.`;
}
