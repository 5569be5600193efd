/**
 * How `tree` grows with the cluster: `bun test/figures/growth.ts [NODES …]`; 10,000 nodes take some
 * minutes.
 *
 * Messages and latency are those of a run in virtual time of 16 values, one at a time, so that
 * nothing is shared. Messages are those between servers, for each node and value; latency is from
 * the client's request to a node's first message with the value, in hops of 100 ms, over all nodes
 * and values. The digest is the one that an orphan joins with, which has as many values from as many
 * nodes as the run had.
 *
 * Memory is that of leaves of such a cluster, driven by hand: the difference that they make to the
 * heap after a full collection (`heapStats().heapSize` of bun:jsc, which has the bytes of typed
 * arrays in it). First in KiB a leaf, the mean of 50 that have been initialized and share nothing,
 * names of all nodes included; then in bytes a value, between 50,000 and 100,000 values from all
 * nodes in turn to one leaf. Both counts fill arrays that grow by doubling to the same three
 * quarters. A process takes the resident size of Bun besides.
 */

import { heapStats } from "bun:jsc";
import { quantile } from "../../src/bench/verdict/set-full.ts";
import { nodeNames } from "../../src/bench/options.ts";
import { type RunObserver } from "../../src/bench/run.ts";
import { simulate } from "../../src/bench/virtual.ts";
import { makeGuestOf } from "../../src/broadcast/make-guest.ts";
import { Arrivals } from "./arrivals.ts";
import { Leaf } from "./leaf.ts";

const LATENCY_MS = 100;
const RATE = 2;
const SECONDS = 20;
const VALUES = 50_000;
const IDLE_LEAVES = 50;
const KIB = 1024;

const COLUMNS = [
  "nodes",
  "values",
  "with values",
  "all messages",
  "p50 hops",
  "max hops",
  "digest bytes",
  "idle KiB",
  "bytes a value",
  "lost",
  "seconds",
];

/** What the network saw. */
class Traffic {
  readonly arrivals = new Arrivals();
  readonly speakers = new Set<string>();
  /** Messages between servers that carry values. */
  carrying = 0;
  readonly observer: RunObserver = {
    network: (event, packet, timeMs) => {
      this.arrivals.network(event, packet, timeMs);
      const { dest, content } = packet;
      if (event === "send" && Array.isArray(content["runs"])) this.carrying++;
      if (event === "recv" && content["type"] === "broadcast") this.speakers.add(dest);
    },
  };
}

async function grow(count: number): Promise<void> {
  const beforeMs = performance.now();
  const nodes = nodeNames(count);
  const memory = measureMemory(nodes);
  const traffic = new Traffic();
  const options = {
    // The load begins with the first, and the last are the deepest: the longest way.
    nodes: nodes.toReversed(),
    concurrency: count,
    latencyMs: LATENCY_MS,
    rate: RATE,
    timeLimitSeconds: SECONDS,
    // The tree does not use it, and this is the shortest that every node has to read.
    topology: "line",
    seed: 1,
  } as const;
  const { observer } = traffic;
  const figures = await simulate(options, makeGuestOf({ strategy: "tree" }), { observer });
  const { broadcasts, perBroadcast, lost } = figures;
  const latencies = traffic.arrivals.latenciesMs.toSorted((one, other) => one - other);
  const leaf = new Leaf(nodes, [...traffic.speakers]);
  leaf.learn(broadcasts);
  printRow([
    count,
    broadcasts,
    (traffic.carrying / broadcasts / (count - 1)).toFixed(3),
    (perBroadcast / (count - 1)).toFixed(3),
    (quantile(latencies, 0.5) / LATENCY_MS).toFixed(2),
    (quantile(latencies, 1) / LATENCY_MS).toFixed(2),
    leaf.digest().length,
    (memory.idle / KIB).toFixed(0),
    memory.perValue.toFixed(0),
    lost + (broadcasts * (count - 1) - latencies.length),
    ((performance.now() - beforeMs) / 1000).toFixed(0),
  ]);
}

/** In bytes. */
function measureMemory(nodes: readonly string[]): { idle: number; perValue: number } {
  // Nodes of a process share the names of the latest cluster: in turn they do not.
  const orders = [nodes.toReversed(), nodes];
  const start = heapBytes();
  const leaves = Array.from(
    { length: IDLE_LEAVES },
    (_, place) => new Leaf(orders[place % 2] ?? nodes, nodes),
  );
  const idle = (heapBytes() - start) / IDLE_LEAVES;
  const [leaf] = leaves;
  leaf?.learn(VALUES);
  const half = heapBytes();
  leaf?.learn(2 * VALUES);
  return { idle, perValue: (heapBytes() - half) / VALUES };
}

function heapBytes(): number {
  Bun.gc(true);
  return heapStats().heapSize;
}

function printRow(cells: readonly (string | number)[]): void {
  console.log(
    cells.map((cell, place) => String(cell).padStart((COLUMNS[place]?.length ?? 0) + 2)).join(""),
  );
}

const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [25, 100, 1000];
printRow(COLUMNS);
for (const count of counts) await grow(count);
