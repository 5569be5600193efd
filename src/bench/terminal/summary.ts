/** The last lines that a run prints: whether it is valid, why not, and its figures. */

import { type LimitVerdict } from "../verdict/challenge.ts";
import { type Heal } from "../verdict/heals.ts";
import { quantile } from "../verdict/set-full.ts";
import { type ErrorCount } from "../verdict/errors.ts";
import { type Extras } from "../verdict/extras.ts";
import { neverOk } from "../verdict/stats.ts";
import { validityToEdn, type Validity } from "../verdict/validity.ts";
import { type Verdict } from "../verdict/verdict.ts";
import { type ValuesVerdict } from "../verdict/workload-verdict.ts";
import { paceText } from "../load/pace.ts";
import { writeEdn } from "../edn.ts";
import { hasMissing, headline, validityOf, type SummaryInput } from "./headline.ts";
import { count, nodeText, percentBelow, ranges } from "../verdict/texts.ts";
import { errorsText, faultsText, IDLE_FAULTS } from "./incidents.ts";
import { beside, wrap } from "./wrap.ts";
import { printable } from "../network/violations.ts";

/** What a summary says, wherever it is shown. */
export interface Account {
  /** With the limits of the challenge; "none" if there is no verdict. */
  readonly validity: Validity | "none";
  readonly headline: string;
  /** What makes the run invalid, in the order of its weight. */
  readonly faults: readonly string[];
  /** What puts the verdict in doubt without making the run invalid. */
  readonly doubts: readonly string[];
  /** The figures, each with its name. */
  readonly rows: readonly (readonly [name: string, text: string])[];
}

/** Gives a text a colour, or leaves it as it is. */
export type Paint = (tone: "good" | "bad" | "doubtful", text: string) => string;

/** Without a newline at the end. No line is longer than 80 columns. */
export function summary(input: SummaryInput, paint: Paint = (_, text) => text): string {
  const { headline, faults, doubts, rows } = accountOf(input);
  return [
    paint(toneOf(input), wrap(headline)),
    ...[...faults, ...doubts].map(listed),
    "",
    ...rows.map(([name, text]) => beside(`  ${name.padEnd(12)}`, text)),
  ].join("\n");
}

/** A text of several lines, such as a story, keeps them. */
function listed(text: string): string {
  const [first = "", ...more] = text.split("\n");
  return [beside("  - ", first), ...more.map((line) => beside("    ", line))].join("\n");
}

function toneOf(input: SummaryInput): Parameters<Paint>[0] {
  const validity = validityOf(input);
  if (validity === false) return "bad";
  return validity === "unknown" || hasMissing(input) ? "doubtful" : "good";
}

export function accountOf(input: SummaryInput): Account {
  const { values, pace, faultSums } = input.verdict;
  const rows: (readonly [string, string])[] = [["operations", operations(input.verdict)]];
  const errors = errorsBeside(input.verdict);
  if (errors.length > 0) rows.push(["errors", errorsText(errors, true)]);
  if (pace !== undefined) rows.push(["rate", paceText(pace)]);
  rows.push(["messages", messages(input)]);
  if (values !== undefined) rows.push(["latency", latencies(values, input.latencyMs)]);
  if (faultSums !== undefined) rows.push(["faults", faultsText(faultSums)]);
  const healing = heals(values?.extras.heals ?? []);
  if (healing !== undefined) rows.push(["heals", healing]);
  const excused = values?.extras.lostWithNode ?? [];
  if (excused.length > 0) {
    const text = `${count(excused.length, "value")} that only killed nodes had: ${ranges(excused)}`;
    rows.push(["gone", text]);
  }
  const { challenge } = input;
  if (challenge?.validity === true) {
    rows.push([challenge.name, `met: ${challenge.limits.map(limitText).join(", ")}`]);
  }
  return {
    validity: validityOf(input),
    headline: headline(input),
    faults: faults(input),
    doubts: doubts(input),
    rows,
  };
}

/** What is said below the verdict on a faithful test whose node exited. */
export const NODE_EXITED =
  "A node exited before the end, so the test failed, whatever the verdict.";

/** How a test ended without a verdict. */
const STOPPED = {
  violation: "The test was stopped",
  aborted: "The test was interrupted",
  failed: "The test failed",
} as const;

/** What is said of such a test. */
export function accountWithoutVerdict(end: keyof typeof STOPPED): Account {
  const headline = `${STOPPED[end]}, so there is no verdict.`;
  return { validity: "none", headline, faults: [], doubts: [], rows: [] };
}

/** What makes the run invalid, in the order of its weight. */
function faults({ verdict, challenge }: SummaryInput): string[] {
  const faults = [...verdict.work.words.faults];
  for (const f of neverOk(verdict.stats.byF)) {
    const errors = verdict.errors.filter((error) => error.f === f);
    faults.push(`no ${f} was ever ok${errors.length > 0 ? `: ${errorsText(errors, false)}` : ""}`);
  }
  if (!verdict.availability.validity) {
    faults.push(
      `only ${percentBelow(verdict.availability.okFraction ?? 1)} of the operations were ok, less than --availability`,
    );
  }
  for (const limit of challenge?.limits ?? []) {
    if (limit.validity === false) faults.push(`challenge ${challenge?.name}: ${limitText(limit)}`);
  }
  return faults;
}

function doubts(input: SummaryInput): string[] {
  const { verdict, challenge, recorded } = input;
  const { values, faultSums } = verdict;
  const missing = values?.extras.missing ?? [];
  const doubts = missing.length > 0 ? [missingText(missing, values?.elements.lostCount ?? 0)] : [];
  for (const limit of challenge?.limits ?? []) {
    if (limit.validity !== "unknown") continue;
    doubts.push(`challenge ${challenge?.name}, unknown: ${limitText(limit)}`);
  }
  if (recorded !== undefined && recorded !== validityOf(input)) {
    doubts.push(
      `the run's own results.edn says otherwise: :valid? ${writeEdn(validityToEdn(recorded))}`,
    );
  }
  if (faultSums?.isIdle) doubts.push(IDLE_FAULTS);
  return doubts;
}

/** Nodes that are named with what they lack. */
const NAMED_AT_MOST = 5;

function missingText(missing: Extras["missing"], lostCount: number): string {
  const named = missing
    .slice(0, NAMED_AT_MOST)
    .map(({ node, values }) => `${printable(nodeText(node))} lacks ${ranges(values)}`);
  const more = missing.length - named.length;
  if (more > 0) named.push(`${count(more, "more node")} ${more === 1 ? "lacks" : "lack"} some`);
  const text = `at the end ${named.join("; ")}`;
  if (lostCount > 0) return text;
  return `${text}. Maelstrom counts a value as lost only if a read without it began after every read with it`;
}

function operations({ stats, operationCount, timeoutCount }: Verdict): string {
  if (operationCount === 0) return "none";
  const { ok, fail, info } = stats.all;
  if (ok === operationCount) return `${ok}, all ok`;
  return `${operationCount}: ${ok} ok, ${fail} failed, ${info} indefinite; ${timeoutCount} timed out`;
}

function messages({ verdict, nodeCount }: SummaryInput): string {
  const { serverMessagesPerOperation, net, values } = verdict;
  const perBroadcast = values?.extras.serverMessagesPerBroadcast;
  if (serverMessagesPerOperation === undefined) {
    return net === undefined ? "not counted" : `${net.servers.messages} between servers`;
  }
  const perOperation = `${figure(serverMessagesPerOperation)} an operation between servers`;
  if (perBroadcast === undefined) return perOperation;
  const once = nodeCount === undefined ? "" : ` (at least ${nodeCount - 1} without batches)`;
  return `${perOperation}, ${figure(perBroadcast)} a broadcast${once}`;
}

function latencies({ elements }: ValuesVerdict, latencyMs: number | undefined): string {
  const sorted = elements.stableLatenciesMs;
  if (sorted === undefined) return "no value became stable";
  const [median, most, nearlyAll, longest] = [0.5, 0.95, 0.99, 1].map((part) =>
    quantile(sorted, part),
  );
  const hop = latencyMs === undefined || latencyMs === 0 ? "" : ` (a hop: ${latencyMs} ms)`;
  return `median ${median} ms, 95 % ${most} ms, 99 % ${nearlyAll} ms, longest ${longest} ms until every read shows a value${hop}`;
}

/** Each read shows only a moment, so the time is an upper bound. */
function heals(all: readonly Heal[]): string | undefined {
  if (all.length === 0) return undefined;
  const unfinished = all.filter((heal) => heal.atMostMs === undefined);
  if (unfinished.length > 0) {
    const isByKill = unfinished.every(({ lateNodes }) => lateNodes === "killed");
    const who = isByKill ? "only nodes that had been killed" : "some node";
    return `${all.length}; after ${unfinished.length} of them ${who} never showed every value known before`;
  }
  const atMostMs = Math.max(...all.map((heal) => heal.atMostMs ?? 0));
  return `${all.length}; within ${atMostMs} ms after each, all nodes showed every value known before`;
}

function limitText({ name, actual, limit, validity }: LimitVerdict): string {
  if (actual === undefined) return `${name} is not known, and must be below ${limit}`;
  return `${name} ${figure(actual)} ${validity === true ? "<" : "is not below"} ${limit}`;
}

/** Errors that are not told elsewhere: time-outs are among the operations, some among the faults. */
function errorsBeside(verdict: Verdict): readonly ErrorCount[] {
  const told = new Set(neverOk(verdict.stats.byF));
  return verdict.errors.filter(({ f, isTimeout }) => !isTimeout && !told.has(f));
}

function figure(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(2);
}
