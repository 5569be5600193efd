/**
 * The tables of `tree` and `direct`: what is asked of them and what they reach, in virtual time.
 *
 *     bun test/figures/tree.ts [SEEDS] [FIRST SEED] [NAME …]
 *
 * Messages are server messages per broadcast, halved: what an operation would cost if the coin that
 * chooses between broadcasts and reads fell evenly. Each figure is the worst of the seeds and, after
 * a stroke, their median. "Behind" is how much later than with the oracle on the same seed, by stable
 * latencies, and by arrivals at the last node: a node is read twice a second, so stable latencies of
 * values that only one node lacks differ by half a second and more without any reason. "Outside" is
 * by arrivals too, of values that were born with no partition on, nor about to begin. So is "later", of
 * those that were born after the first ten seconds, but for the hub where that is cut off.
 */

import { quantile } from "../../src/bench/verdict/set-full.ts";
import { type Operation } from "../../src/bench/history.ts";
import { nodeNames, type TestOptions } from "../../src/bench/options.ts";
import { simulateOracle } from "../support/oracle.ts";
import { simulate, type Figures } from "../../src/bench/virtual.ts";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { direct } from "../../src/broadcast/strategies/direct.ts";
import { tree } from "../../src/broadcast/strategies/tree.ts";
import { type Strategy } from "../../src/broadcast/strategy.ts";
import { type Host } from "../../src/node/host.ts";
import { Node } from "../../src/node/node.ts";
import { Arrivals } from "./arrivals.ts";
import { type HealWatch, watchHeals } from "./heals.ts";

type Measure =
  | "messages"
  | "p50"
  | "p95"
  | "p99"
  | "max"
  | "p99 behind"
  | "max behind"
  | "arrival p99 behind"
  | "arrival max behind"
  | "p99 outside"
  | "later p99"
  | "later max"
  | "heal";

interface Setting {
  readonly name: string;
  readonly strategy: Strategy;
  readonly options: Partial<TestOptions>;
  readonly ceilings: Partial<Record<Measure, number>>;
}

const LARGE: Partial<TestOptions> = {
  nodes: nodeNames(25),
  concurrency: 25,
  latencyMs: 100,
  rate: 100,
  timeLimitSeconds: 20,
};
/** One killed at a time, so that no value dies with all who have it; some paused, never most. */
const FAULTY: Partial<TestOptions> = {
  ...LARGE,
  timeLimitSeconds: 60,
  killGroups: ["one"],
  pauseGroups: ["one", "minority", "minority-third"],
};
const CUT: Partial<TestOptions> = { ...FAULTY, faults: ["partition"] };

/** The ceilings of the full partitions, behind the oracle. */
const FULL = {
  messages: 3.2,
  "p99 behind": 600,
  "max behind": 600,
  "arrival p99 behind": 600,
  "arrival max behind": 600,
  heal: 1500,
};

/** Values that a partition of so soon after their birth may have caught are not outside it. */
const BEFORE_MS = 2500;

/** The first partition begins with the load. Until a node knows round trips it gives nobody up. */
const STARTED_MS = 10_000;

const HUB = "n0";

const SETTINGS: readonly Setting[] = [
  healthy("default", { messages: 1.66, p50: 160, p99: 315, max: 330 }),
  healthy("100", { messages: 2.4, p50: 185, p99: 215, max: 260 }),
  healthy("350", { messages: 1.3, p50: 340, p99: 460, max: 475 }),
  healthy("900", { messages: 1.92, max: 1087 }),
  healthy("1000", { messages: 0.85, p50: 620, p99: 1100, max: 1150 }),
  {
    name: "direct",
    strategy: direct,
    options: LARGE,
    ceilings: { messages: 12.3, p50: 88, p99: 102, max: 108 },
  },
  varying("exponential", { messages: 2.1, p50: 250, p99: 750, max: 1150 }),
  varying("uniform", { messages: 1.8, p50: 235, p99: 390, max: 420 }),
  {
    name: "5 nodes, no latency, rate 10",
    strategy: tree,
    options: { ...LARGE, nodes: nodeNames(5), concurrency: 5, latencyMs: 0, rate: 10 },
    ceilings: { messages: 2.5, p95: 0, max: 10 },
  },
  { name: "rate 1", strategy: tree, options: { ...LARGE, rate: 1 }, ceilings: { messages: 26 } },
  cut("one", { ...CUT, partitionKinds: ["one"] }, FULL),
  cut("majority", { ...CUT, partitionKinds: ["majority"] }, FULL),
  cut("minority-third", { ...CUT, partitionKinds: ["minority-third"] }, FULL),
  cut("one-way", { ...FAULTY, faults: ["one-way"] }, FULL),
  cut(
    "majorities-ring",
    { ...CUT, partitionKinds: ["majorities-ring"] },
    { messages: 3.3, "later p99": 1700, "later max": 2500, heal: 1500 },
  ),
  cut(
    "the hub",
    { ...CUT, partitionKinds: ["one"], isolatedNode: HUB },
    { messages: 4, "later p99": 1700, "later max": 2500, heal: 1500 },
  ),
  cut("loss 30 %", { ...FAULTY, faults: ["loss"], lossProbability: 0.3 }, { p99: 2500 }),
  cut("twice 50 %", { ...FAULTY, faults: ["duplicate"], duplicateProbability: 0.5 }, { p99: 2500 }),
  cut(
    "loss 30 %, partitions",
    { ...FAULTY, faults: ["loss", "partition"], lossProbability: 0.3 },
    { "p99 outside": 2500 },
  ),
  cut(
    "twice 50 %, partitions",
    { ...FAULTY, faults: ["duplicate", "partition"], duplicateProbability: 0.5 },
    { "p99 outside": 2500 },
  ),
  cut("kill", { ...FAULTY, faults: ["kill"] }, { heal: 2000 }),
  cut("pause", { ...FAULTY, faults: ["pause"] }, { heal: 2000 }),
  cut("kill, 5 nodes", { ...FAULTY, ...few(), faults: ["kill"] }, { heal: 2000 }),
  cut("pause, 5 nodes", { ...FAULTY, ...few(), faults: ["pause"] }, { heal: 2000 }),
];

function healthy(flush: string, ceilings: Setting["ceilings"]): Setting {
  if (flush === "default") return { name: "tree", strategy: tree, options: LARGE, ceilings };
  const strategy: Strategy = (site) => tree(site, { flushMs: Number(flush) });
  return { name: `tree --flush-ms ${flush}`, strategy, options: LARGE, ceilings };
}

function varying(
  latencyDistribution: TestOptions["latencyDistribution"],
  ceilings: Setting["ceilings"],
): Setting {
  const options = { ...LARGE, latencyDistribution };
  return { name: latencyDistribution, strategy: tree, options, ceilings };
}

function cut(name: string, options: Partial<TestOptions>, ceilings: Setting["ceilings"]): Setting {
  return { name, strategy: tree, options, ceilings };
}

function few(): Partial<TestOptions> {
  return { nodes: nodeNames(5), concurrency: 5, rate: 40 };
}

interface Run {
  readonly figures: Figures;
  readonly measures: Partial<Record<Measure, number>>;
  readonly healsMs: readonly number[];
}

async function run(setting: Setting, seed: number): Promise<Run> {
  const options = { ...setting.options, seed };
  const servers = new Map<string, BroadcastServer>();
  const watch: HealWatch = watchHeals(servers);
  const makeGuest = (host: Host): Node => {
    const node = new Node(host);
    const server = new BroadcastServer(node, (site) => setting.strategy(site));
    node.onInit(() => servers.set(node.id, server));
    return node;
  };
  const arrivals = new Arrivals(options.isolatedNode);
  const partitions = new Partitions();
  const figures = await simulate(options, makeGuest, {
    observer: {
      operation(operation, kept) {
        partitions.note(operation);
        watch.observer.operation?.(operation, kept);
      },
      network(...event) {
        arrivals.network(...event);
        watch.observer.network?.(...event);
      },
    },
  });
  const at = (part: number): number => quantile(figures.stableLatenciesMs, part);
  const nodeCount = options.nodes?.length ?? 0;
  const ours = arrivals.completeMs(nodeCount);
  const outsideMs = arrivals.completeMs(nodeCount, (bornMs) => !partitions.isNear(bornMs));
  const othersCount = nodeCount - (options.isolatedNode === undefined ? 0 : 1);
  const laterMs = arrivals.completeMs(othersCount, (bornMs) => bornMs > STARTED_MS);
  const oracle =
    setting.ceilings["p99 behind"] === undefined ? undefined : await consultOracle(options);
  const measures = {
    messages: figures.perBroadcast / 2,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    "p99 outside": quantile(outsideMs, 0.99),
    "later p99": quantile(laterMs, 0.99),
    "later max": quantile(laterMs, 1),
    ...(oracle && {
      "p99 behind": at(0.99) - oracle.p99,
      "max behind": at(1) - oracle.max,
      "arrival p99 behind": quantile(ours, 0.99) - oracle.arrivalP99,
      "arrival max behind": quantile(ours, 1) - oracle.arrivalMax,
    }),
  };
  return { figures, measures, healsMs: watch.healsMs };
}

interface OracleFigures {
  readonly p99: number;
  readonly max: number;
  readonly arrivalP99: number;
  readonly arrivalMax: number;
}

async function consultOracle(options: Partial<TestOptions>): Promise<OracleFigures> {
  const arrivals = new Arrivals();
  const { p99, max } = await simulateOracle(options, arrivals.network);
  const complete = arrivals.completeMs(options.nodes?.length ?? 0);
  return { p99, max, arrivalP99: quantile(complete, 0.99), arrivalMax: quantile(complete, 1) };
}

/** When the network was parted. */
class Partitions {
  readonly #spans: { fromMs: number; toMs: number }[] = [];

  note({ process, f, timeNs }: Operation): void {
    if (process !== "nemesis") return;
    const timeMs = timeNs / 1e6;
    const last = this.#spans.at(-1);
    if (f === "start-partition" && last?.toMs !== Infinity) {
      this.#spans.push({ fromMs: timeMs, toMs: Infinity });
    }
    if (f === "stop-partition" && last !== undefined) last.toMs = timeMs;
  }

  /** Whether it was parted at a time, or soon after it. */
  isNear(timeMs: number): boolean {
    return this.#spans.some(({ fromMs, toMs }) => timeMs > fromMs - BEFORE_MS && timeMs < toMs);
  }
}

function worstAndMedian(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  return `${show(sorted.at(-1))}/${show(sorted[Math.floor(sorted.length / 2)])}`;
}

function show(value = Number.NaN): string {
  return String(Math.round(value * 1000) / 1000);
}

function row(setting: Setting, runs: readonly Run[]): string {
  const parts: string[] = [];
  const heals = runs.flatMap(({ healsMs }) => healsMs);
  for (const [measure, ceiling] of Object.entries(setting.ceilings)) {
    const values =
      measure === "heal"
        ? heals
        : runs.map(
            ({ measures }) =>
              Object.entries(measures).find(([key]) => key === measure)?.[1] ?? Number.NaN,
          );
    const isMet = values.every((value) => value <= ceiling);
    parts.push(`${measure} ${worstAndMedian(values)} of ${ceiling}${isMet ? "" : " MISSED"}`);
  }
  const lost = runs.reduce((sum, { figures }) => sum + figures.lost, 0);
  const withNode = runs.reduce((sum, { figures }) => sum + figures.lostWithNode, 0);
  const died =
    withNode === 0 ? "" : `, besides ${withNode} that died with the only node that had them`;
  return `${setting.name.padEnd(30)} ${parts.join(", ")}; lost ${lost}${died}`;
}

const [seeds = "5", first = "1", ...names] = process.argv.slice(2);
for (const setting of SETTINGS) {
  if (names.length > 0 && !names.includes(setting.name)) continue;
  const runs: Run[] = [];
  for (let seed = Number(first); seed < Number(first) + Number(seeds); seed++) {
    runs.push(await run(setting, seed));
  }
  console.log(row(setting, runs));
}
