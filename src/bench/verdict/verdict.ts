/**
 * The whole verdict on a history: Maelstrom's map, with our own part under `:eddy`. Everything
 * below is a pure function of the history and of what the options add to it.
 */

import { EdnMap, Keyword, ednMap, keyOf, type Edn } from "../edn.ts";
import { isClient, type History } from "../history.ts";
import { paceToEdn, type Pace } from "../load/pace.ts";
import { type FaultCounts, type NetCounts } from "../network/counts.ts";
import { judgeAvailability, type AvailabilityGoal } from "./availability.ts";
import { judgeEcho } from "./echo.ts";
import { errorsIn, type ErrorCount } from "./errors.ts";
import { exceptionsResult } from "./exceptions.ts";
import { judgeExtras, type Extras } from "./extras.ts";
import { faultSumsOf, faultSumsToEdn, type FaultSums } from "./fault-sums.ts";
import { netResult } from "./net.ts";
import { readingsOf } from "./readings.ts";
import { judgeSetFull, type SetFullVerdict } from "./set-full.ts";
import { judgeStats } from "./stats.ts";
import { timelinesOf } from "./timelines.ts";
import { mergeValidity, validityToEdn, type Validity } from "./validity.ts";
import { assignmentOf, type Assignment } from "./assignment.ts";
import { WORKLOADS, type WorkloadName } from "../workloads/index.ts";

/** What a history doesn't say. */
export interface JudgeOptions {
  readonly workload: WorkloadName;
  readonly availability?: AvailabilityGoal | undefined;
  /** Without it there is no `:net`, and no number of messages per broadcast. */
  readonly net?: NetCounts | undefined;
  readonly faultCounts?: FaultCounts | undefined;
  /** In the order of the test; without it each worker counts as a node of its own. */
  readonly nodes?: readonly string[] | undefined;
  /** Inferred from the history where it is not given. */
  readonly concurrency?: number | undefined;
  /** Values whose only holders were killed before they passed them on. */
  readonly lostWithNode?: Iterable<Edn> | undefined;
  /** Whether the nodes promised to lose nothing with a node; otherwise such a loss is excused. */
  readonly isDurable?: boolean | undefined;
  /** What became of the rate that was asked for. */
  readonly pace?: Pace | undefined;
}

export interface Verdict {
  /** As in results.edn, but for the pictures that were drawn (pictures.ts). */
  readonly results: EdnMap;
  readonly validity: Validity;
  readonly summary: Summary;
}

/** The figures of the verdict, for a report in a few lines or a row of a table. */
export interface Summary {
  readonly workload: WorkloadName;
  readonly validity: Validity;
  /** What Maelstrom would call it, which does not look for what is under `:eddy`. */
  readonly maelstromValidity: Validity;
  /** Operations that clients invoked. */
  readonly operationCount: number;
  /** Those that ended in `:net-timeout`. */
  readonly timeoutCount: number;
  /** From 0 to 1. */
  readonly okFraction: number;
  /** Undefined without counts of messages or without operations. */
  readonly serverMessagesPerOperation: number | undefined;
  /** Only of a workload that set-full judges. */
  readonly elements: SetFullVerdict | undefined;
  readonly extras: Extras | undefined;
  readonly pace: Pace | undefined;
  /** The commonest first. */
  readonly errors: readonly ErrorCount[];
  /** Undefined if no fault was asked for. */
  readonly faultSums: FaultSums | undefined;
}

/** Throws HistoryError where an operation of the history makes no sense. */
export function judge(history: History, options: JudgeOptions): Verdict {
  const stats = judgeStats(history);
  const availability = judgeAvailability(history, options.availability);
  const assignment = assignmentOf(history, options.nodes, options.concurrency);
  const work = judgeWorkload(history, assignment, options);
  const { elements, extras } = work;
  const operationCount = countInvocations(history);
  const { net, pace } = options;
  const faultSums = faultSumsOf(history, options.faultCounts);
  const shared = mergeValidity([stats.validity, availability.validity, work.validity]);
  const validity = mergeValidity([shared, extras?.validity ?? true]);
  // Maelstrom excuses no loss, whoever was killed.
  const isLost = elements !== undefined && elements.lost.length > 0;
  const results = ednMap({
    exceptions: exceptionsResult(history),
    stats: stats.result,
    availability: availability.result,
    net: net && netResult(net, operationCount),
    workload: work.result,
    eddy: eddyResult(extras, pace, faultSums),
    "valid?": validityToEdn(validity),
  });
  const summary = {
    workload: options.workload,
    validity,
    maelstromValidity: isLost ? false : shared,
    operationCount,
    timeoutCount: countTimeouts(history),
    okFraction: availability.okFraction,
    serverMessagesPerOperation:
      net && operationCount > 0 ? net.servers.messages / operationCount : undefined,
    elements,
    extras,
    pace,
    errors: errorsIn(history, assignment),
    faultSums,
  };
  return { results, validity, summary };
}

/** Undefined if there is nothing to say that Maelstrom does not. */
function eddyResult(
  extras: Extras | undefined,
  pace: Pace | undefined,
  faultSums: FaultSums | undefined,
): EdnMap | undefined {
  const more = ednMap({
    load: pace && paceToEdn(pace),
    nemesis: faultSums && faultSumsToEdn(faultSums),
  });
  const entries = [...(extras?.result.entries ?? []), ...more.entries];
  return entries.length === 0 ? undefined : new EdnMap(entries);
}

const NET_TIMEOUT = Keyword.of("net-timeout");

interface WorkloadVerdict {
  readonly result: EdnMap;
  readonly validity: Validity;
  readonly elements?: SetFullVerdict;
  readonly extras?: Extras;
}

function judgeWorkload(
  history: History,
  assignment: Assignment,
  options: JudgeOptions,
): WorkloadVerdict {
  const { checker } = WORKLOADS[options.workload];
  switch (checker) {
    case "set-full":
      return judgeValues(history, assignment, options);
    case "echo":
      return judgeEcho(history);
  }
}

function judgeValues(
  history: History,
  assignment: Assignment,
  options: JudgeOptions,
): WorkloadVerdict {
  const readings = readingsOf(history);
  const timelines = timelinesOf(history, readings);
  const given = new Set([...(options.lostWithNode ?? [])].map(keyOf));
  const isLostWithNode = (element: Edn): boolean => given.has(keyOf(element));
  const isDurable = options.isDurable ?? false;
  const isExcused = (element: Edn): boolean => !isDurable && isLostWithNode(element);
  const elements = judgeSetFull(history, readings, timelines, isExcused);
  const lostWithNode = elements.lost.filter(isLostWithNode);
  const { net } = options;
  const input = { history, readings, timelines, assignment, net, lostWithNode, isDurable };
  const { result, validity } = elements;
  return { result, validity, elements, extras: judgeExtras(input) };
}

function countInvocations({ operations }: History): number {
  return operations.filter((operation) => isClient(operation) && operation.type === "invoke")
    .length;
}

function countTimeouts({ operations }: History): number {
  return operations.filter(({ error }) => error === NET_TIMEOUT).length;
}
