/**
 * `make figures`: the relay strategy on this bench beside the real Maelstrom, in virtual and in real
 * time. The real one's figures were measured on Maelstrom 0.2.5-SNAPSHOT, one run each, and its
 * messages are per operation; per broadcast it is the topology that fixes them.
 */

import { nodeNames, type TopologyName } from "../../src/bench/options.ts";
import { type LatencyDistribution } from "../../src/bench/network/latency.ts";
import { medianOf, realRun, type Result, virtualRun } from "./runs.ts";

interface Setting {
  readonly title: string;
  readonly nodeCount: number;
  readonly topology: TopologyName;
  readonly latencyMs: number;
  readonly latencyDistribution?: LatencyDistribution;
  readonly rate: number;
  /** p50, p95, p99 and max of the real one. */
  readonly real: readonly [number, number, number, number];
}

const LARGE = { nodeCount: 25, latencyMs: 100, rate: 100 } as const;

const SETTINGS: readonly Setting[] = [
  { ...LARGE, title: "tree4", topology: "tree4", real: [361, 484, 503, 523] },
  { ...LARGE, title: "grid", topology: "grid", real: [455, 688, 778, 863] },
  {
    ...LARGE,
    title: "grid, exponential",
    topology: "grid",
    latencyDistribution: "exponential",
    real: [224, 453, 536, 799],
  },
  { ...LARGE, title: "total", topology: "total", real: [70, 93, 96, 98] },
  {
    ...LARGE,
    title: "line, latency 10",
    topology: "line",
    latencyMs: 10,
    real: [107, 187, 218, 238],
  },
  {
    title: "5 nodes, grid, no latency",
    nodeCount: 5,
    topology: "grid",
    latencyMs: 0,
    rate: 10,
    real: [0, 0, 0, 53],
  },
];

const SEEDS = [1, 2, 3, 4, 5];
const RELAY = { strategy: "relay" } as const;

async function compare(setting: Setting, areReal: boolean): Promise<void> {
  const { title, nodeCount, rate, real, ...rest } = setting;
  const nodes = nodeCount === 5 ? ["n1", "n2", "n3", "n4", "n5"] : nodeNames(nodeCount);
  const virtual: Result[] = [];
  for (const seed of SEEDS) {
    const options = { ...rest, nodes, concurrency: nodeCount, rate, timeLimitSeconds: 20, seed };
    virtual.push(await virtualRun(options, RELAY));
  }
  console.log(`${title.padEnd(28)} Maelstrom ${"".padStart(7)} ${real.map(cell).join("")}`);
  print("virtual", virtual);
  if (!areReal) return;
  const processes: Result[] = [];
  for (const seed of SEEDS)
    processes.push(await realRun(argsOf(setting, seed), ["--strategy", "relay"]));
  print("real", processes);
}

function argsOf(
  { nodeCount, topology, latencyMs, latencyDistribution, rate }: Setting,
  seed: number,
): string[] {
  const nodes = nodeCount === 5 ? [] : ["--node-count", `${nodeCount}`];
  const distribution =
    latencyDistribution === undefined ? [] : ["--latency-dist", latencyDistribution];
  const load = ["--topology", topology, "--latency", `${latencyMs}`, "--rate", `${rate}`];
  return [...nodes, ...load, ...distribution, "--time-limit", "20", "--seed", `${seed}`];
}

function print(name: string, runs: readonly Result[]): void {
  const { perBroadcast, p50, p95, p99, max } = medianOf(runs);
  const figures = [p50, p95, p99, max].map(cell).join("");
  console.log(
    `${"".padEnd(28)} ${name.padEnd(9)} ${perBroadcast.toFixed(2).padStart(7)} ${figures}`,
  );
}

function cell(figure: number): string {
  return String(figure).padStart(7);
}

const areReal = !process.argv.includes("--virtual");
console.log(`relay, 20 s; median of ${SEEDS.length} seeds; latencies in ms\n`);
console.log(`${"".padEnd(38)} msgs/bcast    p50    p95    p99    max`);
for (const setting of SETTINGS) await compare(setting, areReal);
