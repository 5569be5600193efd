/**
 * What `tree` costs and takes by latency and size, in virtual time: messages an operation (between
 * servers, halved for each broadcast), and the median and longest stable latency in hops, each the
 * median of some seeds.
 *
 *     bun test/figures/latencies.ts [SEEDS]
 */

import { nodeNames } from "../../src/bench/options.ts";
import { median, virtualRun } from "./runs.ts";

const LATENCIES_MS = [1, 10, 100, 260, 500, 1000, 1500];
const SIZES = [5, 25, 100, 200];
const OPTIONS = { rate: 100, timeLimitSeconds: 20 } as const;

/** `1.57, 1.3, 3.2`: messages, median, longest. */
async function cell(nodeCount: number, latencyMs: number, seeds: number): Promise<string> {
  const messages: number[] = [];
  const medians: number[] = [];
  const longest: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const nodes = nodeNames(nodeCount);
    // The tree does not use the topology, and this is the shortest that every node has to read.
    const rest = { nodes, concurrency: nodeCount, latencyMs, topology: "line", seed } as const;
    const { perBroadcast, p50, max } = await virtualRun(
      { ...OPTIONS, ...rest },
      { strategy: "tree" },
    );
    messages.push(perBroadcast / 2);
    medians.push(p50 / latencyMs);
    longest.push(max / latencyMs);
  }
  return `${median(messages).toFixed(2)}, ${median(medians).toFixed(1)}, ${median(longest).toFixed(1)}`;
}

const seeds = Number(process.argv[2] ?? 3);
console.log(`| latency | ${SIZES.map((size) => `${size} nodes`).join(" | ")} |`);
console.log(`| --- |${" --- |".repeat(SIZES.length)}`);
for (const latencyMs of LATENCIES_MS) {
  const cells: string[] = [];
  for (const size of SIZES) cells.push(await cell(size, latencyMs, seeds));
  console.log(`| ${latencyMs} ms | ${cells.join(" | ")} |`);
}
