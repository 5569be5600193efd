/**
 * The first table of `tree` and `direct` in real time, with processes: `bun test/figures/tree-real.ts
 * [RUNS]`; five runs of each row take 20 minutes. Each figure is the median of the runs and, after a
 * stroke, the worst of them: it has the machine's own pauses in it. Messages are as in tree.ts.
 */

import { medianOf, realRun, type Result } from "./runs.ts";

interface Row {
  readonly nodeArgs: readonly string[];
  readonly testArgs?: readonly string[];
}

const LOAD = ["--node-count", "25", "--latency", "100", "--rate", "100", "--time-limit", "20"];

const ROWS: readonly Row[] = [
  { nodeArgs: [] },
  { nodeArgs: ["--flush-ms", "100"] },
  { nodeArgs: ["--flush-ms", "350"] },
  { nodeArgs: ["--flush-ms", "900"] },
  { nodeArgs: ["--flush-ms", "1000"] },
  { nodeArgs: ["--strategy", "direct"] },
  { nodeArgs: [], testArgs: ["--latency-dist", "exponential"] },
  { nodeArgs: [], testArgs: ["--latency-dist", "uniform"] },
];

async function print({ nodeArgs, testArgs = [] }: Row, runCount: number): Promise<void> {
  const runs: Result[] = [];
  for (let seed = 1; seed <= runCount; seed++) {
    runs.push(await realRun([...LOAD, ...testArgs, "--seed", `${seed}`], nodeArgs));
  }
  const median = medianOf(runs);
  const cells = (["perBroadcast", "p50", "p99", "max"] as const).map((name) => {
    const worst = Math.max(...runs.map((run) => run[name]));
    return name === "perBroadcast"
      ? `${(median[name] / 2).toFixed(2)}/${(worst / 2).toFixed(2)}`
      : `${median[name]}/${worst}`;
  });
  const title = [...nodeArgs, ...testArgs].join(" ") || "tree";
  console.log(title.padEnd(30) + cells.map((cell) => cell.padStart(12)).join(""));
}

const runCount = Number(process.argv[2] ?? 5);
const titles = ["messages", "p50", "p99", "max"].map((title) => title.padStart(12)).join("");
console.log(`${`median/worst of ${runCount} runs`.padEnd(30)}${titles}`);
for (const row of ROWS) await print(row, runCount);
