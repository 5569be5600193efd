/** The challenges of Gossip Glomers (https://fly.io/dist-sys/), as their pages set them. */

import { quantile } from "./set-full.ts";
import { type Verdict } from "./verdict.ts";
import { mergeValidity, validityToEdn, type Validity } from "./validity.ts";
import { ednMap, Float, type EdnMap } from "../edn.ts";

export interface Challenge {
  readonly name: string;
  readonly title: string;
  /** The options of `eddy test` that set it. */
  readonly args: readonly string[];
  /** What has to stay below these; nothing more than a valid run is asked for if there are none. */
  readonly limits: Limits | undefined;
}

export interface Limits {
  readonly serverMessagesPerOperation: number;
  readonly medianLatencyMs: number;
  readonly maxLatencyMs: number;
}

/** One limit, and what became of it. */
export interface LimitVerdict {
  readonly name: string;
  /** Undefined if the run has no such figure. */
  readonly actual: number | undefined;
  /** The limit itself is too much. */
  readonly limit: number;
  /** Unknown where the run has no such figure, or where a slow bench may have spoilt it. */
  readonly validity: Validity;
}

/** A bench that was late for a larger part of the time than this may itself have made latencies. */
const LATE_AT_MOST = 0.05;

const SMALL = "--node-count 5 --time-limit 20 --rate 10";
const LARGE = "--node-count 25 --time-limit 20 --rate 100 --latency 100";
const LOG = "-w kafka --concurrency 2n --time-limit 20 --rate 1000";
const REGISTERS = "-w txn-rw-register --concurrency 2n --time-limit 20 --rate 1000";
const AVAILABLE = "--availability total --nemesis partition";

/** In their order. */
export const CHALLENGES: readonly Challenge[] = [
  challenge("1", "echo", "-w echo --node-count 1 --time-limit 10"),
  challenge(
    "2",
    "unique ids",
    `-w unique-ids --node-count 3 --time-limit 30 --rate 1000 ${AVAILABLE}`,
  ),
  challenge("3a", "single-node broadcast", "--node-count 1 --time-limit 20 --rate 10"),
  challenge("3b", "multi-node broadcast", SMALL),
  challenge("3c", "fault-tolerant broadcast", `${SMALL} --nemesis partition`),
  challenge("3d", "efficient broadcast I", LARGE, {
    serverMessagesPerOperation: 30,
    medianLatencyMs: 400,
    maxLatencyMs: 600,
  }),
  challenge("3e", "efficient broadcast II", LARGE, {
    serverMessagesPerOperation: 20,
    medianLatencyMs: 1000,
    maxLatencyMs: 2000,
  }),
  challenge(
    "4",
    "grow-only counter",
    "-w g-counter --node-count 3 --time-limit 20 --rate 100 --nemesis partition",
  ),
  challenge("5a", "single-node log", `${LOG} --node-count 1`),
  challenge("5b", "multi-node log", `${LOG} --node-count 2`),
  challenge("5c", "efficient log", `${LOG} --node-count 2`),
  challenge(
    "6a",
    "single-node transactions",
    `${REGISTERS} --node-count 1 --consistency-models read-uncommitted --availability total`,
  ),
  challenge(
    "6b",
    "read-uncommitted transactions",
    `${REGISTERS} --node-count 2 --consistency-models read-uncommitted ${AVAILABLE}`,
  ),
  challenge(
    "6c",
    "read-committed transactions",
    `${REGISTERS} --node-count 2 --consistency-models read-committed ${AVAILABLE}`,
  ),
];

function challenge(name: string, title: string, options: string, limits?: Limits): Challenge {
  return { name, title, args: options.split(" "), limits };
}

/** Undefined if there is none of that name. */
export function challengeOf(name: string): Challenge | undefined {
  return CHALLENGES.find((known) => known.name === name);
}

/** A challenge with limits, and what became of them. */
export interface ChallengeVerdict {
  readonly name: string;
  readonly limits: readonly LimitVerdict[];
  readonly validity: Validity;
}

/** Undefined for a challenge without limits, or if there is none of that name. */
export function judgeChallenge(
  name: string | undefined,
  verdict: Verdict,
): ChallengeVerdict | undefined {
  const given = name === undefined ? undefined : challengeOf(name)?.limits;
  if (name === undefined || given === undefined) return undefined;
  const limits = judgeLimits(given, verdict);
  return { name, limits, validity: mergeValidity(limits.map(({ validity }) => validity)) };
}

export function judgeLimits(
  limits: Limits,
  verdict: Pick<Verdict, "values" | "serverMessagesPerOperation" | "pace">,
): LimitVerdict[] {
  const { values, serverMessagesPerOperation } = verdict;
  const latencies = values?.elements.stableLatenciesMs;
  const latency = (fraction: number): number | undefined =>
    latencies && quantile(latencies, fraction);
  const missedLatency = wasBenchLate(verdict) ? "unknown" : false;
  return [
    judgeLimit(
      "server-msgs-per-op",
      serverMessagesPerOperation,
      limits.serverMessagesPerOperation,
      false,
    ),
    judgeLimit("median-latency-ms", latency(0.5), limits.medianLatencyMs, missedLatency),
    judgeLimit("max-latency-ms", latency(1), limits.maxLatencyMs, missedLatency),
  ];
}

/** Whether a latency that is too long says nothing about the nodes. */
function wasBenchLate({ pace }: Pick<Verdict, "pace">): boolean {
  return pace !== undefined && pace.lateFraction > LATE_AT_MOST;
}

function judgeLimit(
  name: string,
  actual: number | undefined,
  limit: number,
  missed: Validity,
): LimitVerdict {
  const validity = actual === undefined ? "unknown" : actual < limit || missed;
  return { name, actual, limit, validity };
}

/** As in results.edn. */
export function challengeToEdn({ name, limits, validity }: ChallengeVerdict): EdnMap {
  return ednMap({
    "valid?": validityToEdn(validity),
    name,
    limits: ednMap(Object.fromEntries(limits.map(limitEntry))),
  });
}

function limitEntry({ name, actual, limit, validity }: LimitVerdict): [string, EdnMap] {
  const figure =
    actual === undefined ? null : Number.isInteger(actual) ? actual : new Float(actual);
  return [name, ednMap({ "valid?": validityToEdn(validity), actual: figure, below: limit })];
}
