/**
 * What `eddy test --json` prints: results.json, if there is a verdict, and under `run` what a script
 * wants to know of the run itself.
 */

import { toJsonObject, type EdnMap, type Json } from "../bench/edn.ts";
import { type Outcome } from "../bench/run.ts";

export interface RunEnd {
  /** By itself, at a violation, by a signal, or because the bench failed. */
  readonly end: Outcome["end"] | "failed";
  readonly exitCode: number;
  readonly seed: number;
  /** How many tests were run, of those that --test-count asked for. */
  readonly testCount: number;
  /** The folder of the results; undefined if it could not be made. */
  readonly storePath: string | undefined;
  /** The command that runs this test again. */
  readonly repeat: string;
  /** Undefined if the bench failed. */
  readonly outcome?: Outcome | undefined;
  /** Undefined without a verdict. */
  readonly results?: EdnMap | undefined;
  /** What made the bench fail, if it did. */
  readonly error?: string | undefined;
}

/** One line. */
export function runJson(run: RunEnd): string {
  const results = run.results && toJsonObject(run.results);
  return JSON.stringify({ "valid?": null, run: runOf(run), ...results });
}

function runOf({ outcome, ...run }: RunEnd): Json {
  return {
    end: run.end,
    "exit-code": run.exitCode,
    seed: run.seed,
    "test-count": run.testCount,
    store: run.storePath ?? null,
    repeat: run.repeat,
    "duration-ms": outcome === undefined ? null : Math.round(outcome.durationMs),
    violations: outcome === undefined ? [] : violationsOf(outcome),
    warnings: outcome === undefined ? [] : warningsOf(outcome),
    error: run.error ?? null,
  };
}

function violationsOf({ violations }: Outcome): Json {
  return violations.map(({ kind, node, timeMs, message }) => {
    return { kind, node, "time-ms": Math.round(timeMs), message };
  });
}

/** Of each kind the first, and how many there were. */
function warningsOf({ warnings, warningCounts }: Outcome): Json {
  return [...warningCounts].flatMap(([kind, count]) => {
    const first = warnings.find((warning) => warning.kind === kind);
    if (first === undefined) return [];
    const { node, timeMs, message } = first;
    return [{ kind, count, node: node ?? null, "time-ms": Math.round(timeMs), message }];
  });
}
