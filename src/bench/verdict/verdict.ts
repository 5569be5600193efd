/**
 * The whole verdict on a history: Maelstrom's checkers, and our own. Everything below is a pure
 * function of the history and of what the options add to it. store/results.ts writes it as
 * Maelstrom's map.
 */

import { Keyword, type Edn } from "../edn.ts";
import { isClient, type History } from "../history.ts";
import { type Pace } from "../load/pace.ts";
import { type FaultCounts, type NetCounts } from "../network/counts.ts";
import { type StaleRead } from "../services/stale-reads.ts";
import { WORKLOADS, type WorkloadName } from "../workloads/index.ts";
import { assignmentOf } from "./assignment.ts";
import { judgeAvailability, type Availability, type AvailabilityGoal } from "./availability.ts";
import { errorsIn, type ErrorCount } from "./errors.ts";
import { exceptionsIn, type Exceptions } from "./exceptions.ts";
import { faultSumsOf, type FaultSums } from "./fault-sums.ts";
import { judgeStats, type Stats } from "./stats.ts";
import { nodeText } from "./texts.ts";
import { mergeValidity, type Validity } from "./validity.ts";
import { type ValuesVerdict, type WorkloadVerdict } from "./workload-verdict.ts";

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
  /** Of transactions: what must hold, strict serializability by default. */
  readonly consistencyModels?: readonly string[] | undefined;
  readonly staleReads?: readonly StaleRead[] | undefined;
}

export interface Verdict {
  readonly workload: WorkloadName;
  readonly validity: Validity;
  /** What Maelstrom would call it, which does not look for what is under `:eddy`. */
  readonly maelstromValidity: Validity;
  /** Operations that clients invoked. */
  readonly operationCount: number;
  /** Those that ended in `:net-timeout`. */
  readonly timeoutCount: number;
  readonly stats: Stats;
  readonly availability: Availability;
  readonly exceptions: readonly Exceptions[];
  /** Undefined without counts of messages. */
  readonly net: NetCounts | undefined;
  /** Undefined without counts of messages or without operations. */
  readonly serverMessagesPerOperation: number | undefined;
  readonly work: WorkloadVerdict;
  /** Only of a workload whose clients add values to a set. */
  readonly values: ValuesVerdict | undefined;
  readonly pace: Pace | undefined;
  /** The commonest first. */
  readonly errors: readonly ErrorCount[];
  /** Undefined if no fault was asked for. */
  readonly faultSums: FaultSums | undefined;
  readonly staleReads: readonly StaleRead[];
}

/** Throws HistoryError where an operation of the history makes no sense. */
export function judge(history: History, options: JudgeOptions): Verdict {
  const { workload, net, pace, isDurable = false, staleReads = [] } = options;
  const stats = judgeStats(history);
  const availability = judgeAvailability(history, options.availability);
  const assignment = assignmentOf(history, options.nodes, options.concurrency);
  const work = WORKLOADS[workload].judge({
    history,
    assignment,
    net,
    lostWithNode: [...(options.lostWithNode ?? [])],
    isDurable,
    nameOf: (process) => nodeText(assignment.nameOf(assignment.nodeOf(process))),
    consistencyModels: options.consistencyModels ?? DEFAULT_MODELS,
    staleReads,
  });
  const shared = [stats.validity, availability.validity];
  const operationCount = countInvocations(history);
  return {
    workload,
    validity: mergeValidity([...shared, work.validity]),
    maelstromValidity: mergeValidity([...shared, work.maelstromValidity ?? work.validity]),
    operationCount,
    timeoutCount: countTimeouts(history),
    stats,
    availability,
    exceptions: exceptionsIn(history),
    net,
    serverMessagesPerOperation:
      net && operationCount > 0 ? net.servers.messages / operationCount : undefined,
    work,
    values: work.values,
    pace,
    errors: errorsIn(history, assignment),
    faultSums: faultSumsOf(history, options.faultCounts),
    staleReads,
  };
}

const DEFAULT_MODELS = ["strong-serializable"];

const NET_TIMEOUT = Keyword.of("net-timeout");

function countInvocations({ operations }: History): number {
  return operations.filter((operation) => isClient(operation) && operation.type === "invoke")
    .length;
}

function countTimeouts({ operations }: History): number {
  return operations.filter(({ error }) => error === NET_TIMEOUT).length;
}
