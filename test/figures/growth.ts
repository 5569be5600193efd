/**
 * How `tree` grows with the cluster, in virtual time: a value at a time, so that nothing is shared.
 * Messages are those between servers that carry values, for each node and value, and all of them.
 * Latency is counted in hops of 100 ms. `bun test/figures/growth.ts [NODES …]`
 */

import { nodeNames } from "../../src/bench/options.ts";
import { type RunObserver } from "../../src/bench/run.ts";
import { simulate } from "../../src/bench/simulate.ts";
import { makeGuestOf } from "../../src/cli/guest.ts";

const LATENCY_MS = 100;
const RATE = 2;
const SECONDS = 20;

async function grow(count: number): Promise<void> {
  let carrying = 0;
  let digests = 0;
  let longest = 0;
  const observer: RunObserver = {
    network(event, { content, body }) {
      if (event !== "send") return;
      if (content["type"] === "push" && "runs" in content) carrying++;
      if (content["type"] !== "digest") return;
      digests++;
      longest = Math.max(longest, body.length);
    },
  };
  const nodes = nodeNames(count);
  const options = {
    nodes,
    concurrency: count,
    latencyMs: LATENCY_MS,
    rate: RATE,
    timeLimitSeconds: SECONDS,
    seed: 1,
  };
  const before = performance.now();
  const figures = await simulate(options, makeGuestOf({ strategy: "tree" }), { observer });
  const { broadcasts, perBroadcast, p50, max, lost } = figures;
  const cells = [
    count,
    broadcasts,
    (carrying / broadcasts / (count - 1)).toFixed(3),
    (perBroadcast / (count - 1)).toFixed(3),
    (p50 / LATENCY_MS).toFixed(1),
    (max / LATENCY_MS).toFixed(1),
    digests,
    longest,
    lost,
    ((performance.now() - before) / 1000).toFixed(1),
  ];
  console.log(cells.map((cell) => String(cell).padStart(10)).join(""));
}

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [25, 100, 1000];
const titles = [
  "nodes",
  "values",
  "with values",
  "all",
  "p50 hops",
  "max hops",
  "digests",
  "bytes",
  "lost",
  "s",
];
console.log(titles.map((title) => title.padStart(10)).join(""));
for (const count of counts) await grow(count);
