/** Runs of the bench for tables: one in virtual time within this process, or one with processes. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestOptions } from "../../src/bench/options.ts";
import { type Figures, simulate } from "../../src/bench/virtual.ts";
import { makeGuestOf } from "../../src/broadcast/make-guest.ts";
import { type NodeOptions } from "../../src/broadcast/make-node.ts";
import { executable } from "../support/executable.ts";
import { isRecord } from "../support/json.ts";

/** What a table shows of one run. Latencies are stable latencies in ms. */
export interface Result {
  readonly perBroadcast: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly lost: number;
}

export function virtualRun(options: Partial<TestOptions>, node: NodeOptions): Promise<Figures> {
  return simulate(options, makeGuestOf(node));
}

/** Runs `eddy test` with processes in real time, as a user does. Throws with its words if it fails. */
export async function realRun(
  args: readonly string[],
  nodeArgs: readonly string[],
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "eddy-figures-"));
  try {
    const command = [executable(), "test", "--store", folder, ...args, "--", ...nodeArgs];
    const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
    const text = await new Response(child.stdout).text();
    if ((await child.exited) > 2) throw new Error(text);
    return toResult(await Bun.file(join(folder, "latest/results.json")).json());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toResult(results: unknown): Result {
  const workload = memberOf(results, "workload");
  const latencies = memberOf(workload, "stable-latencies");
  const quantile = (name: string): number => Number(memberOf(latencies, name));
  return {
    perBroadcast: Number(memberOf(memberOf(results, "eddy"), "server-msgs-per-broadcast")),
    p50: quantile("0.5"),
    p95: quantile("0.95"),
    p99: quantile("0.99"),
    max: quantile("1"),
    lost: Number(memberOf(workload, "lost-count")),
  };
}

function memberOf(value: unknown, name: string): unknown {
  if (!isRecord(value) || !(name in value)) throw new Error(`The results have no ${name}`);
  return value[name];
}

/** Each figure's median over the runs. */
export function medianOf(runs: readonly Result[]): Result {
  const middle = (of: (run: Result) => number): number => median(runs.map(of));
  return {
    perBroadcast: middle((run) => run.perBroadcast),
    p50: middle((run) => run.p50),
    p95: middle((run) => run.p95),
    p99: middle((run) => run.p99),
    max: middle((run) => run.max),
    lost: middle((run) => run.lost),
  };
}

export function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[figures.length >> 1] ?? Number.NaN;
}
