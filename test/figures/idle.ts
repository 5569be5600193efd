/**
 * What an idle cluster of 25 nodes costs: `bun test/figures/idle.ts`, some two minutes. Messages are
 * counted in virtual time, those between nodes in ten minutes that begin a minute after the last
 * value. CPU time is that of 25 processes of dist/eddy, user and system, all threads, by
 * /proc/PID/stat (so on Linux only) in one real minute that begins a minute after the last value.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeOptions, nodeNames } from "../../src/bench/options.ts";
import { ProcessCluster } from "../../src/bench/cluster/processes.ts";
import { RealClock } from "../../src/bench/time/real-clock.ts";
import { runTest } from "../../src/bench/run.ts";
import { executable } from "../support/executable.ts";
import { countIdleMessages, NODES, SETTLING_SECONDS } from "../support/idle.ts";

const LOAD = { rate: 100, timeLimitSeconds: 5, seed: 1 };
const VIRTUAL_SECONDS = 600;
const REAL_SECONDS = 60;

/** Final reads must not fall into the minute that is measured. */
const SPARE_SECONDS = 5;

/** The unit of /proc/PID/stat, on every Linux that there is. */
const TICKS_PER_SECOND = 100;

/** Places in /proc/PID/stat, counted behind the name of the program. */
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;

/** CPU seconds of each node in one idle minute. */
async function measureProcesses(): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), "eddy-idle-"));
  const clock = new RealClock();
  const measured = Promise.withResolvers<readonly number[]>();
  const options = completeOptions({
    ...LOAD,
    nodes: nodeNames(NODES),
    latencyMs: 100,
    recoverySeconds: SETTLING_SECONDS + REAL_SECONDS + SPARE_SECONDS,
  });
  try {
    const outcome = await runTest(options, {
      clock,
      makeCluster: (observer) =>
        new ProcessCluster({ command: [executable()], logFolder: folder }, observer),
      observer: {
        phase(phase) {
          if (phase === "recover") measured.resolve(measureChildren());
        },
      },
    });
    if (outcome.end !== "complete") throw new Error(outcome.violations[0]?.message);
    return await measured.promise;
  } finally {
    clock.stop();
    rmSync(folder, { recursive: true });
  }
}

async function measureChildren(): Promise<readonly number[]> {
  await Bun.sleep(SETTLING_SECONDS * 1000);
  const before = nodeTimes();
  await Bun.sleep(REAL_SECONDS * 1000);
  const after = nodeTimes();
  if (before.size !== NODES) throw new Error(`Found ${before.size} processes of ${NODES}`);
  return [...before].map(([pid, seconds]) => (after.get(pid) ?? NaN) - seconds);
}

/** CPU seconds so far of each child of this process that is a node, by process number. */
function nodeTimes(): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const stat = readStat(pid);
    if (!stat.includes("(eddy)")) continue;
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(fields[PARENT]) !== process.pid) continue;
    times.set(pid, (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS_PER_SECOND);
  }
  return times;
}

/** Empty if the process has just ended. */
function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

function percent(cpuSeconds: number): string {
  return ((100 * cpuSeconds) / REAL_SECONDS).toFixed(3);
}

function printRow(...cells: readonly string[]): void {
  const [title = "", ...figures] = cells;
  console.log(title.padEnd(46) + figures.map((figure) => figure.padStart(10)).join(""));
}

const { messages } = await countIdleMessages(VIRTUAL_SECONDS, LOAD);
printRow(`idle, ${NODES} nodes, for each node`, "mean", "most", "at most");
const perSecond = messages.map((count) => count / VIRTUAL_SECONDS);
const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
printRow(
  "messages a second to other nodes (virtual)",
  mean(perSecond).toFixed(3),
  Math.max(...perSecond).toFixed(3),
  "0.1",
);
const cpuSeconds = await measureProcesses();
printRow(
  "CPU time, % of a core (processes)",
  percent(mean(cpuSeconds)),
  percent(Math.max(...cpuSeconds)),
  "0.2",
);
