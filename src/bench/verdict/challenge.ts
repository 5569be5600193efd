/** The broadcast challenges of Gossip Glomers (https://fly.io/dist-sys/3a to 3e). */

import { quantile } from "./set-full.ts";
import { type Verdict } from "./verdict.ts";
import { mergeValidity, validityToEdn, type Validity } from "./validity.ts";
import { ednMap, Float, type EdnMap } from "../edn.ts";

export interface Challenge {
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

const SMALL = ["--node-count", "5", "--time-limit", "20", "--rate", "10"];
const LARGE = ["--node-count", "25", "--time-limit", "20", "--rate", "100", "--latency", "100"];

export const CHALLENGES: Readonly<Record<string, Challenge>> = {
  "3a": {
    title: "single-node broadcast",
    args: ["--node-count", "1", "--time-limit", "20", "--rate", "10"],
    limits: undefined,
  },
  "3b": { title: "multi-node broadcast", args: SMALL, limits: undefined },
  "3c": {
    title: "fault-tolerant broadcast",
    args: [...SMALL, "--nemesis", "partition"],
    limits: undefined,
  },
  "3d": {
    title: "efficient broadcast I",
    args: LARGE,
    limits: { serverMessagesPerOperation: 30, medianLatencyMs: 400, maxLatencyMs: 600 },
  },
  "3e": {
    title: "efficient broadcast II",
    args: LARGE,
    limits: { serverMessagesPerOperation: 20, medianLatencyMs: 1000, maxLatencyMs: 2000 },
  },
};

/** Undefined if there is none of that name. */
export function challengeOf(name: string): Challenge | undefined {
  return Object.hasOwn(CHALLENGES, name) ? CHALLENGES[name] : undefined;
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
