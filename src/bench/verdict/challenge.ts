/** The broadcast challenges of Gossip Glomers (https://fly.io/dist-sys/3a to 3e). */

import { quantile } from "./set-full.ts";
import { type Summary } from "./verdict.ts";
import { EdnMap, ednMap, Float, Keyword } from "../edn.ts";

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
  readonly isMet: boolean;
}

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

export function judgeLimits(limits: Limits, summary: Summary): LimitVerdict[] {
  const latencies = summary.elements?.stableLatenciesMs;
  const latency = (fraction: number): number | undefined =>
    latencies && quantile(latencies, fraction);
  return [
    verdict(
      "server-msgs-per-op",
      summary.serverMessagesPerOperation,
      limits.serverMessagesPerOperation,
    ),
    verdict("median-latency-ms", latency(0.5), limits.medianLatencyMs),
    verdict("max-latency-ms", latency(1), limits.maxLatencyMs),
  ];
}

function verdict(name: string, actual: number | undefined, limit: number): LimitVerdict {
  return { name, actual, limit, isMet: actual !== undefined && actual < limit };
}

/** The results with the limits among them, under `:challenge`; invalid if one was not met. */
export function withLimits(results: EdnMap, name: string, limits: readonly LimitVerdict[]): EdnMap {
  const isMet = limits.every((limit) => limit.isMet);
  const challenge = ednMap({
    "valid?": isMet,
    name,
    limits: ednMap(Object.fromEntries(limits.map(limitEntry))),
  });
  const isValid = isMet ? results.get("valid?") : false;
  const parts = results.entries.filter(([key]) => key !== VALID);
  return new EdnMap([...parts, [Keyword.of("challenge"), challenge], [VALID, isValid ?? null]]);
}

const VALID = Keyword.of("valid?");

function limitEntry({ name, actual, limit, isMet }: LimitVerdict): [string, EdnMap] {
  const figure =
    actual === undefined ? null : Number.isInteger(actual) ? actual : new Float(actual);
  return [name, ednMap({ "valid?": isMet, actual: figure, below: limit })];
}
