/**
 * `:workload` of broadcast: for every value whether, and after how long, it was there for good.
 * After jepsen.checker/set-full, not linearizable, with broadcast for add.
 */

import { EdnList, EdnMap, Float, Keyword, compare, ednMap, type Edn } from "../edn.ts";
import { type History, type Operation } from "../history.ts";
import { toTaggedOperation } from "./operation.ts";
import { type Readings } from "./readings.ts";
import { type Timelines } from "./timelines.ts";
import { validityToEdn, type Validity } from "./validity.ts";

export interface SetFullVerdict {
  readonly validity: Validity;
  readonly attemptCount: number;
  readonly stableCount: number;
  readonly staleCount: number;
  /** Without the excused ones. */
  readonly lostCount: number;
  readonly neverReadCount: number;
  /** Sorted; undefined if no value is stable. */
  readonly stableLatenciesMs: readonly number[] | undefined;
  /** The lost values, sorted, the excused ones included. */
  readonly lost: readonly Edn[];
  /** Of every value that was broadcast, sorted by value. */
  readonly outcomes: readonly ElementOutcome[];
  /** Of those the stable, the stale, the lost but for the excused ones, and the others. */
  readonly stable: readonly ElementOutcome[];
  readonly stale: readonly ElementOutcome[];
  readonly unexcused: readonly ElementOutcome[];
  readonly neverRead: readonly ElementOutcome[];
}

/** What became of a value. Latencies are whole milliseconds after it was known. */
export interface ElementOutcome {
  readonly element: Edn;
  readonly kind: "stable" | "lost" | "never-read";
  readonly latencyMs: number;
  readonly known: Operation | undefined;
  readonly lastAbsent: Operation | undefined;
}

const WORST_STALE_COUNT = 8;

/**
 * Judges each value that was broadcast. What `isExcused` holds for is not counted as lost, and
 * makes no run invalid. Invalid if a value is lost, unknown if none is stable.
 */
export function judgeSetFull(
  history: History,
  readings: Readings,
  timelines: Timelines,
  isExcused: (element: Edn) => boolean = () => false,
): SetFullVerdict {
  const outcomes = timelines.attempted
    .map((value) => outcomeOf(value, history, readings, timelines))
    .toSorted((left, right) => compare(left.element, right.element));
  const stable = outcomes.filter(({ kind }) => kind === "stable");
  const stale = stable.filter(({ latencyMs }) => latencyMs > 0);
  const everyLost = outcomes.filter(({ kind }) => kind === "lost");
  const lost = everyLost.filter(({ element }) => !isExcused(element));
  const neverRead = outcomes.filter(({ kind }) => kind === "never-read");
  const validity = lost.length > 0 ? false : stable.length === 0 ? "unknown" : true;
  return {
    validity,
    attemptCount: outcomes.length,
    stableCount: stable.length,
    staleCount: stale.length,
    lostCount: lost.length,
    neverReadCount: neverRead.length,
    stableLatenciesMs: sortedLatencies(stable),
    lost: elementsOf(everyLost),
    outcomes,
    stable,
    stale,
    unexcused: lost,
    neverRead,
  };
}

/**
 * Stable: the latest read that shows it began after the latest that lacks it. Lost: it was known
 * before that latest lack began, and no later read shows it. A read that overlaps the broadcast
 * may lack the value, which leaves it neither: never read.
 */
function outcomeOf(
  value: number,
  { operations }: History,
  { values }: Readings,
  timelines: Timelines,
): ElementOutcome {
  const [known, present, absent] = [
    timelines.known[value] ?? -1,
    timelines.lastPresent[value] ?? -1,
    timelines.lastAbsent[value] ?? -1,
  ];
  const isStable = present > absent;
  const isLost = known >= 0 && absent > present && absent > known;
  // The value settled right after the last read that said otherwise, if there was one.
  const settled = operations[isStable ? absent : present];
  const latencyNs = (settled?.timeNs ?? -1) + 1 - (operations[known]?.timeNs ?? 0);
  return {
    element: values[value] ?? null,
    kind: isStable ? "stable" : isLost ? "lost" : "never-read",
    latencyMs: Math.floor(Math.max(0, latencyNs) / 1e6),
    known: operations[known],
    lastAbsent: operations[absent],
  };
}

/** As in results.edn, in the order of Clojure's hash map, in which Maelstrom prints it. */
export function setFullToEdn(verdict: SetFullVerdict): EdnMap {
  const { outcomes, stable, stale, unexcused: lost, neverRead, validity } = verdict;
  return ednMap({
    "worst-stale": new EdnList(worstOf(stale).map(toStale)),
    "duplicated-count": 0,
    "valid?": validityToEdn(validity),
    "lost-count": lost.length,
    lost: new EdnList(elementsOf(lost)),
    "stable-count": stable.length,
    "stale-count": stale.length,
    stale: new EdnList(elementsOf(stale)),
    "never-read-count": neverRead.length,
    "stable-latencies": quantilesToEdn(sortedLatencies(stable)),
    "attempt-count": outcomes.length,
    "lost-latencies": quantilesToEdn(sortedLatencies(lost)),
    "never-read": new EdnList(elementsOf(neverRead)),
    // Jepsen's test for duplicates never fires, a known slip; extras.ts has our own.
    duplicated: new EdnMap([]),
  });
}

export function elementsOf(outcomes: readonly ElementOutcome[]): Edn[] {
  return outcomes.map(({ element }) => element);
}

/** The highest latencies first, of equal ones the larger element. */
function worstOf(stale: readonly ElementOutcome[]): readonly ElementOutcome[] {
  return stale
    .toReversed()
    .toSorted((left, right) => right.latencyMs - left.latencyMs)
    .slice(0, WORST_STALE_COUNT);
}

function toStale({ element, latencyMs, known, lastAbsent }: ElementOutcome): EdnMap {
  return ednMap({
    element,
    outcome: Keyword.of("stable"),
    "stable-latency": latencyMs,
    "lost-latency": null,
    known: known ? toTaggedOperation(asAdd(known)) : null,
    "last-absent": lastAbsent ? toTaggedOperation(lastAbsent) : null,
  });
}

/** Maelstrom calls a broadcast an add before it hands the history to Jepsen. */
function asAdd(operation: Operation): Operation {
  return operation.f === "read" ? operation : { ...operation, f: "add" };
}

function sortedLatencies(outcomes: readonly ElementOutcome[]): readonly number[] | undefined {
  if (outcomes.length === 0) return undefined;
  return outcomes.map(({ latencyMs }) => latencyMs).toSorted((left, right) => left - right);
}

/** The element at ⌊n·q⌋ of a sorted list, the last at most; 0 for an empty list. */
export function quantile(sorted: readonly number[], fraction: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? 0;
}

function quantilesToEdn(sorted: readonly number[] | undefined): EdnMap | undefined {
  if (sorted === undefined) return undefined;
  return new EdnMap([
    [0, quantile(sorted, 0)],
    [new Float(0.5), quantile(sorted, 0.5)],
    [new Float(0.95), quantile(sorted, 0.95)],
    [new Float(0.99), quantile(sorted, 0.99)],
    [1, quantile(sorted, 1)],
  ]);
}
