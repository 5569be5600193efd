/**
 * The last thing that a run prints: whether it is valid and why not, and its figures next to what
 * they compare with, in a few lines for a person.
 */

import { validityOfLimits, type LimitVerdict } from "../verdict/challenge.ts";
import { quantile } from "../verdict/set-full.ts";
import { type ErrorCount } from "../verdict/errors.ts";
import { type Extras } from "../verdict/extras.ts";
import { validityToEdn, type Validity } from "../verdict/validity.ts";
import { type Verdict } from "../verdict/verdict.ts";
import { paceText } from "../load/pace.ts";
import { EdnList, EdnMap, Keyword, writeEdn, type Edn } from "../edn.ts";
import { hasMissing, headline, validityOf } from "./headline.ts";
import { count, percentBelow } from "./figures.ts";
import { errorsText, faultsText, IDLE_FAULTS, nameText } from "./incidents.ts";
import { beside, wrap } from "./wrap.ts";
import { printable } from "../network/violations.ts";

export interface ReportInput {
  readonly verdict: Verdict;
  /** Undefined if unknown. */
  readonly nodeCount?: number | undefined;
  /** The mean latency of the network; undefined if unknown. */
  readonly latencyMs?: number | undefined;
  /** The name of the challenge and its limits, if there is one and it has some. */
  readonly challenge?:
    { readonly name: string; readonly limits: readonly LimitVerdict[] } | undefined;
  /** What the results that were stored with the run say; undefined if there are none. */
  readonly recorded?: Validity | undefined;
}

/** Ranges of lost values that are listed. */
const RANGES_AT_MOST = 12;

/** What a report says, wherever it is shown. */
export interface Account {
  /** With the limits of the challenge; "none" if there is no verdict. */
  readonly validity: Validity | "none";
  readonly headline: string;
  /** What makes the run invalid, in the order of its weight. */
  readonly faults: readonly string[];
  /** What puts it in doubt, although it makes nothing invalid. */
  readonly doubts: readonly string[];
  /** The figures, each with its name. */
  readonly rows: readonly (readonly [name: string, text: string])[];
}

/** Gives a text a colour, or leaves it as it is. */
export type Paint = (tone: "good" | "bad" | "doubtful", text: string) => string;

/** Without a newline at the end. No line is longer than 80 columns. */
export function report(input: ReportInput, paint: Paint = (_, text) => text): string {
  const { headline, faults, doubts, rows } = accountOf(input);
  return [
    paint(toneOf(input), wrap(headline)),
    ...[...faults, ...doubts].map((text) => beside("  - ", text)),
    "",
    ...rows.map(([name, text]) => beside(`  ${name.padEnd(12)}`, text)),
  ].join("\n");
}

function toneOf(input: ReportInput): Parameters<Paint>[0] {
  const validity = validityOf(input);
  if (validity === false) return "bad";
  return validity === "unknown" || hasMissing(input) ? "doubtful" : "good";
}

export function accountOf(input: ReportInput): Account {
  const { elements, pace, faultSums } = input.verdict.summary;
  const rows: (readonly [string, string])[] = [["operations", operations(input.verdict)]];
  const errors = errorsBeside(input.verdict);
  if (errors.length > 0) rows.push(["errors", errorsText(errors, true)]);
  if (pace !== undefined) rows.push(["rate", paceText(pace)]);
  rows.push(["messages", messages(input)]);
  if (elements !== undefined) rows.push(["latency", latencies(input)]);
  if (faultSums !== undefined) rows.push(["faults", faultsText(faultSums)]);
  const healing = heals(input.verdict);
  if (healing !== undefined) rows.push(["heals", healing]);
  const excused = itemsAt(input.verdict.results, "eddy", "lost-with-node");
  if (excused.length > 0) {
    const text = `${count(excused.length, "value")} whose only holders were killed: ${ranges(excused)}`;
    rows.push(["gone", text]);
  }
  const { challenge } = input;
  if (challenge !== undefined && validityOfLimits(challenge.limits) === true) {
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

/** How a test ended that did not come to its end. */
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

/** `1–4, 7, 9–12`: sorted integers as ranges; other values one by one. */
export function ranges(values: readonly Edn[]): string {
  const found: { readonly first: Edn; last: Edn }[] = [];
  for (const value of values) {
    const range = found.at(-1);
    const follows = typeof range?.last === "number" && range.last + 1 === value;
    if (range !== undefined && follows) range.last = value;
    else found.push({ first: value, last: value });
  }
  const texts = found
    .slice(0, RANGES_AT_MOST)
    .map(({ first, last }) =>
      first === last ? writeEdn(first) : `${writeEdn(first)}–${writeEdn(last)}`,
    );
  return found.length > RANGES_AT_MOST ? `${texts.join(", ")}, …` : texts.join(", ");
}

/** What makes the run invalid, in the order of its weight. */
function faults({ verdict, challenge }: ReportInput): string[] {
  const { elements, extras, okFraction } = verdict.summary;
  const faults: string[] = [];
  if (elements !== undefined && elements.lostCount > 0) {
    const lost = itemsAt(verdict.results, "workload", "lost");
    faults.push(
      `${elements.lostCount} of ${count(elements.attemptCount, "value")} lost, acknowledged or seen but missing in the last reads: ${ranges(lost)}`,
    );
  }
  const echoErrors = elements === undefined ? itemsAt(verdict.results, "workload", "errors") : [];
  if (echoErrors.length > 0) {
    faults.push(
      `${count(echoErrors.length, "answer")} did not echo the request, the first: ${printable(writeEdn(echoErrors[0] ?? null))}`,
    );
  }
  if (extras !== undefined && extras.phantomCount > 0) {
    const phantoms = itemsAt(verdict.results, "eddy", "phantoms");
    const more = extras.phantomCount > phantoms.length ? ", …" : "";
    faults.push(
      `${count(extras.phantomCount, "value")} read that nobody broadcast: ${ranges(phantoms)}${more}`,
    );
  }
  if (extras !== undefined && extras.duplicateCount > 0) {
    faults.push(`${count(extras.duplicateCount, "value")} more than once within one read`);
  }
  if (extras !== undefined && extras.vanishedCount > 0) {
    faults.push(
      `${count(extras.vanishedCount, "time")} a value vanished from a node that had shown it (:eddy :vanished has examples)`,
    );
  }
  for (const f of neverOk(verdict.results)) {
    const errors = verdict.summary.errors.filter((error) => error.f === f);
    faults.push(`no ${f} was ever ok${errors.length > 0 ? `: ${errorsText(errors, false)}` : ""}`);
  }
  if (verdict.results.mapAt("availability")?.get("valid?") === false) {
    faults.push(
      `only ${percentBelow(okFraction)} of the operations were ok, less than --availability`,
    );
  }
  for (const limit of challenge?.limits ?? []) {
    if (limit.validity === false) faults.push(`challenge ${challenge?.name}: ${limitText(limit)}`);
  }
  return faults;
}

function doubts(input: ReportInput): string[] {
  const { verdict, challenge, recorded } = input;
  const { elements, extras, faultSums } = verdict.summary;
  const missing = extras?.missing ?? [];
  const doubts = missing.length > 0 ? [missingText(missing, elements?.lostCount ?? 0)] : [];
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
    .map(({ node, values }) => `${printable(nameText(node))} lacks ${ranges(values)}`);
  const more = missing.length - named.length;
  if (more > 0) named.push(`${count(more, "more node")} ${more === 1 ? "lacks" : "lack"} some`);
  const text = `at the end ${named.join("; ")}`;
  if (lostCount > 0) return text;
  return `${text}. Maelstrom does not count that as lost, since a last read that shows it began no earlier`;
}

function operations({ results, summary }: Verdict): string {
  if (summary.operationCount === 0) return "none";
  const stats = results.mapAt("stats");
  const [ok, fail, info] = ["ok", "fail", "info"].map((type) => stats?.get(`${type}-count`));
  if (ok === summary.operationCount) return `${ok}, all ok`;
  return `${summary.operationCount}: ${ok} ok, ${fail} failed, ${info} indefinite; ${summary.timeoutCount} timed out`;
}

function messages({ verdict, nodeCount }: ReportInput): string {
  const { serverMessagesPerOperation, extras } = verdict.summary;
  const perBroadcast = extras?.serverMessagesPerBroadcast;
  if (serverMessagesPerOperation === undefined) {
    const net = verdict.results.mapAt("net");
    const between = net && net.mapAt("servers")?.get("msg-count");
    return typeof between === "number" ? `${between} between servers` : "not counted";
  }
  const perOperation = `${figure(serverMessagesPerOperation)} an operation between servers`;
  if (perBroadcast === undefined) return perOperation;
  const once = nodeCount === undefined ? "" : ` (telling each other node once: ${nodeCount - 1})`;
  return `${perOperation}, ${figure(perBroadcast)} a broadcast${once}`;
}

function latencies({ verdict, latencyMs }: ReportInput): string {
  const sorted = verdict.summary.elements?.stableLatenciesMs;
  if (sorted === undefined) return "no value was there for good";
  const [median, most, nearlyAll, longest] = [0.5, 0.95, 0.99, 1].map((part) =>
    quantile(sorted, part),
  );
  const hop = latencyMs === undefined || latencyMs === 0 ? "" : ` (a hop: ${latencyMs} ms)`;
  return `median ${median} ms, 95 % ${most} ms, 99 % ${nearlyAll} ms, longest ${longest} ms until every read shows a value${hop}`;
}

/** A read shows only a moment, so what it shows is a bound. */
function heals({ summary }: Verdict): string | undefined {
  const all = summary.extras?.heals ?? [];
  if (all.length === 0) return undefined;
  const unfinished = all.filter((heal) => heal.atMostMs === undefined);
  if (unfinished.length > 0) {
    const isByKill = unfinished.every(({ lateNodes }) => lateNodes === "killed");
    const who = isByKill ? "only nodes that had been killed" : "some node";
    return `${all.length}; after ${unfinished.length} of them ${who} never showed all that was known before`;
  }
  const atMostMs = Math.max(...all.map((heal) => heal.atMostMs ?? 0));
  return `${all.length}; all nodes showed all that was known before within ${atMostMs} ms of each`;
}

function limitText({ name, actual, limit, validity }: LimitVerdict): string {
  if (actual === undefined) return `${name} is not known, and must be below ${limit}`;
  return `${name} ${figure(actual)} ${validity === true ? "<" : "is not below"} ${limit}`;
}

/** Errors other than time-outs, which stand among the operations, and those told as faults. */
function errorsBeside({ summary, results }: Verdict): readonly ErrorCount[] {
  const told = new Set(neverOk(results));
  return summary.errors.filter(({ f, isTimeout }) => !isTimeout && !told.has(f));
}

/** The kinds of operation of which none succeeded, which makes `:stats` invalid. */
function neverOk(results: EdnMap): string[] {
  const byF = results.mapAt("stats")?.get("by-f");
  if (!(byF instanceof EdnMap)) return [];
  return byF.entries.flatMap(([key, stats]) =>
    key instanceof Keyword && stats instanceof EdnMap && stats.get("valid?") === false
      ? [key.name]
      : [],
  );
}

function itemsAt(results: EdnMap, part: string, name: string): readonly Edn[] {
  const list = results.mapAt(part)?.get(name);
  return list instanceof EdnList ? list.items : [];
}

function figure(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(2);
}
