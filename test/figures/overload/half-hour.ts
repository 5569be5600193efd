/**
 * Half an hour of real time at rate 100 with all faults at once: five processes with files, killed
 * alone and all together. As in Maelstrom half of the operations are reads, and each is answered with all
 * values; of these answers only the last ones are taken apart, since 24 GB of them would be all that is
 * measured. Of the others it is counted how many values they show.
 *
 * `MINUTES=2` makes it shorter.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterObserver } from "../../../src/bench/cluster/cluster.ts";
import { ProcessCluster } from "../../../src/bench/cluster/processes.ts";
import { EdnMap } from "../../../src/bench/edn.ts";
import { type Operation } from "../../../src/bench/history.ts";
import { completeOptions } from "../../../src/bench/options.ts";
import { runTest } from "../../../src/bench/run.ts";
import { RealClock } from "../../../src/bench/time/real-clock.ts";
import { isClient } from "../../../src/node/message.ts";
import { executable } from "../../support/executable.ts";
import { residentMib } from "./child.ts";

const MINUTES = Number(process.env["MINUTES"] ?? 30);
const REPORT_MINUTES = Math.min(5, MINUTES / 2);

const OPTIONS = completeOptions({
  rate: 100,
  latencyMs: 10,
  // Each may wait 5 s for a node that is down, and the rate is to be kept even when all are.
  concurrency: 500,
  timeLimitSeconds: MINUTES * 60,
  recoverySeconds: 60,
  faults: ["partition", "kill", "pause", "loss", "duplicate", "one-way"],
  seed: 1,
});

export async function measureHalfHour(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "eddy-half-hour-"));
  const data = join(folder, "data");
  const clock = new RealClock();
  const reads = new Reads();
  const servers = { messages: 0, bytes: 0 };
  const report = setInterval(() => {
    const minutes = Math.round(clock.now() / 60_000);
    const perMessage = Math.round(servers.bytes / servers.messages);
    const memory = pidsWith(data).map(residentMib).join(", ");
    console.log(
      `${minutes} min: ${reads.most} values, ${servers.messages} messages between servers since the last ` +
        `line, ${perMessage} bytes each, resident ${memory} MiB`,
    );
    servers.messages = servers.bytes = 0;
  }, REPORT_MINUTES * 60_000);
  try {
    const command = [executable(), "--data-dir", data, "--run-id", "half-hour"] as const;
    const outcome = await runTest(OPTIONS, {
      clock,
      makeCluster: (gate) =>
        new ProcessCluster({ command, logFolder: folder }, reads.withCounts(gate)),
      observer: {
        phase: (phase) => (reads.areWhole = phase === "read"),
        network(event, { src, dest, body }) {
          if (event !== "send" || isClient(src) || isClient(dest)) return;
          servers.messages++;
          servers.bytes += body.length;
        },
      },
    });
    const { end, history, violations } = outcome;
    console.log([end, ...violations.map(({ message }) => message)].join("\n"));
    console.log(describe(history), `Reads that showed less than one before: ${reads.shrunk}.`);
  } finally {
    clearInterval(report);
    clock.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Counts the values of each read on its way, and hands it on without them. */
class Reads {
  /** From now on reads are handed on as they are. */
  areWhole = false;
  /** Values in the longest read. */
  most = 0;
  /** Reads that showed fewer values than an earlier one of the same node. */
  shrunk = 0;
  readonly #counts = new Map<string, number>();

  withCounts(observer: ClusterObserver): ClusterObserver {
    return {
      wrote: (name, line) => observer.wrote(name, this.#counted(name, line)),
      ended: (name, ending) => observer.ended(name, ending),
      violated: (name, what) => observer.violated(name, what),
    };
  }

  #counted(name: string, line: string): string {
    const start = line.indexOf('"read_ok","messages":[');
    if (start < 0) return line;
    const [from, to] = [line.indexOf("[", start) + 1, line.indexOf("]", start)];
    const list = line.slice(from, to);
    const count = list === "" ? 0 : list.split(",").length;
    if (count < (this.#counts.get(name) ?? 0)) this.shrunk++;
    this.#counts.set(name, count);
    this.most = Math.max(this.most, count);
    return this.areWhole ? line : line.slice(0, from) + line.slice(to);
  }
}

/** What was asked and acknowledged, and what the last reads show of it. */
function describe(history: readonly Operation[]): string {
  const [broadcasts, acknowledged] = [new Set<unknown>(), new Set<unknown>()];
  let [operations, kills, finalReads, lacking, strangers] = [0, 0, 0, 0, 0];
  for (const { f, type, value, process, isFinal, read } of history) {
    // The second of the two entries for a kill has the nodes.
    if (f === "kill" && value instanceof EdnMap) kills += value.entries.length;
    if (process !== "nemesis" && type === "invoke") operations++;
    if (f === "broadcast" && type === "invoke") broadcasts.add(value);
    if (f === "broadcast" && type === "ok") acknowledged.add(value);
    if (!isFinal || type !== "ok" || read === undefined) continue;
    finalReads++;
    const shown = new Set<unknown>([...read.numbers()].map((number) => read.book.valueOf(number)));
    if (!acknowledged.isSubsetOf(shown)) lacking++;
    strangers += shown.difference(broadcasts).size;
  }
  return (
    `${operations} operations, ${broadcasts.size} values, ${acknowledged.size} acknowledged, ` +
    `${kills} nodes killed; ${finalReads} last reads: ${lacking} lack an acknowledged value, ` +
    `${strangers} values that nobody broadcast.`
  );
}

/** The processes whose command has this word. */
function pidsWith(word: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/u.test(name));
  return pids.map(Number).filter((pid) => commandOf(pid).includes(word));
}

/** Nothing if it has ended meanwhile. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
