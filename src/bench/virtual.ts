/**
 * Tests in virtual time: a pure function of the options, their seed, and what the guests do. A run
 * of 25 nodes, 20 s, rate 100 takes about half a second, so that many seeds can be tried.
 */

import { judge } from "./verdict/verdict.ts";
import { quantile } from "./verdict/set-full.ts";
import { type Edn, type Json, toJson } from "./edn.ts";
import { toHistory } from "./history.ts";
import { type LogLevel } from "../node/host.ts";
import { Jitter, NO_DELAYS } from "./time/jitter.ts";
import { type Engine } from "./time/engine/engine.ts";
import { completeOptions, type TestOptions } from "./options.ts";
import { runTest, type Environment, type Outcome } from "./run.ts";
import { InProcessCluster, type MakeGuest, type InProcessOptions } from "./cluster/in-process.ts";
import { VirtualClock } from "./time/virtual-clock.ts";

interface VirtualEnvironment extends Pick<Environment, "observer" | "signal"> {
  readonly logLevel?: LogLevel;
  /** Gets what a node logs, and when. */
  readonly log?: (name: string, level: LogLevel, text: string, timeMs: number) => void;
  /** How long each line keeps a node's core busy, instead of what the delays say. */
  readonly lineMs?: number;
  /** Whether each node has a disk that outlives it, and loses what was not synced. */
  readonly hasDisks?: boolean | undefined;
  /** If not the one that suits what runs this. */
  readonly engine?: Engine;
}

/** Runs a test in virtual time, its nodes made by `makeGuest`. */
export function runVirtual(
  options: TestOptions,
  makeGuest: MakeGuest,
  environment: VirtualEnvironment = {},
): Promise<Outcome> {
  const { observer, signal, logLevel = "error", log, lineMs, hasDisks, engine } = environment;
  const clock = new VirtualClock(engine);
  const delays = options.hasJitter ? new Jitter(options.seed, lineMs) : NO_DELAYS;
  const simulated: InProcessOptions = {
    seed: options.seed,
    logLevel,
    log: log && ((name, level, text) => log(name, level, text, clock.now())),
    delays,
    hasDisks,
  };
  return clock.run(
    runTest(options, {
      clock,
      makeCluster: (gate) => new InProcessCluster(clock, gate, makeGuest, simulated),
      observer,
      delays,
      signal,
    }),
  );
}

/** What a strategy is tuned by. Latencies are set-full's stable latencies, in whole ms. */
export interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly broadcasts: number;
  readonly operations: number;
  readonly serverMessages: number;
  readonly perBroadcast: number;
  readonly perOperation: number;
  readonly lost: number;
  /** Sorted, as JSON: those that were lost. */
  readonly lostValues: readonly Json[];
  /** Besides, those that died with the only node that had them. */
  readonly lostWithNode: number;
  readonly neverRead: number;
  readonly timedOut: number;
  /** Sorted. */
  readonly stableLatenciesMs: readonly number[];
  readonly outcome: Outcome;
}

/**
 * Runs one broadcast test in virtual time and judges it.
 *
 *     const { p50, perBroadcast } = await simulate(
 *       { nodes: nodeNames(25), latencyMs: 100, rate: 100, timeLimitSeconds: 20, seed: 7 },
 *       makeGuest,
 *     );
 */
export async function simulate(
  options: Partial<TestOptions>,
  makeGuest: MakeGuest,
  environment: VirtualEnvironment = {},
): Promise<Figures> {
  const test = completeOptions(options);
  const outcome = await runVirtual(test, makeGuest, environment);
  const [violation] = outcome.violations;
  if (outcome.end === "violation") throw new Error(violation?.message);
  const verdict = judge(toHistory(outcome.history), { ...test, ...outcome });
  const { values, operationCount, timeoutCount } = verdict;
  if (values === undefined) throw new Error(`No values are judged in workload ${test.workload}`);
  const { elements, extras } = values;
  const latencies = elements.stableLatenciesMs ?? [];
  const died = new Set<Edn>(outcome.lostWithNode);
  return {
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    max: quantile(latencies, 1),
    broadcasts: elements.attemptCount,
    operations: operationCount,
    serverMessages: outcome.net.servers.messages,
    perBroadcast: extras.serverMessagesPerBroadcast ?? NaN,
    perOperation: verdict.serverMessagesPerOperation ?? NaN,
    lost: elements.lostCount,
    lostValues: elements.lost.filter((element) => !died.has(element)).map(toJson),
    lostWithNode: elements.lost.length - elements.lostCount,
    neverRead: elements.neverReadCount,
    timedOut: timeoutCount,
    stableLatenciesMs: latencies,
    outcome,
  };
}
