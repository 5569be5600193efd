/** Whole clusters in virtual time, a few seeds; `bun test/figures/tree.ts 50` has the tables. */

import { expect, test } from "bun:test";
import { parseScenario } from "../../../src/bench/faults/scenario.ts";
import { nodeNames, type TestOptions } from "../../../src/bench/options.ts";
import { type Figures, simulate } from "../../../src/bench/virtual.ts";
import { BroadcastServer } from "../../../src/broadcast/server.ts";
import { direct } from "../../../src/broadcast/strategies/direct.ts";
import { type TreeCounters } from "../../../src/broadcast/tree/counters.ts";
import { Tree, type TreeOptions } from "../../../src/broadcast/tree/tree.ts";
import { type Host } from "../../../src/node/host.ts";
import { quantile } from "../../../src/bench/verdict/set-full.ts";
import { Arrivals } from "../../figures/arrivals.ts";
import { Node } from "../../../src/node/node.ts";

const LARGE: Partial<TestOptions> = {
  nodes: nodeNames(25),
  concurrency: 25,
  latencyMs: 100,
  rate: 100,
  timeLimitSeconds: 20,
  killGroups: ["one"],
  pauseGroups: ["one", "minority", "minority-third"],
};

interface Run extends Figures {
  readonly half: number;
  /** How often a path was taken, by all nodes together. */
  readonly count: (path: keyof TreeCounters) => number;
}

async function run(
  seed: number,
  options: Partial<TestOptions> = {},
  strategyOptions: TreeOptions | "direct" = {},
  arrivals: Arrivals = new Arrivals(),
): Promise<Run> {
  const trees: Tree[] = [];
  const makeGuest = (host: Host): Node => {
    const node = new Node(host);
    new BroadcastServer(node, (context) => {
      if (strategyOptions === "direct") return direct(context);
      const tree = new Tree(context, strategyOptions);
      trees.push(tree);
      return tree;
    });
    return node;
  };
  const observer = { network: arrivals.network };
  const figures = await simulate({ ...LARGE, seed, ...options }, makeGuest, { observer });
  const count = (path: keyof TreeCounters): number =>
    trees.reduce((sum, { counters }) => sum + counters[path], 0);
  return { ...figures, half: figures.perBroadcast / 2, count };
}

test("a healthy star at W = 200 ms: at most 1.65 messages, median 160 and maximum 330 ms", async () => {
  const { half, p50, p99, max, lost } = await run(1);
  expect(half).toBeLessThanOrEqual(1.65);
  expect(p50).toBeLessThanOrEqual(160);
  expect(p99).toBeLessThanOrEqual(315);
  expect(max).toBeLessThanOrEqual(330);
  expect(lost).toBe(0);
});

test("--flush-ms 900 beats the fewest messages that were published, and their latency", async () => {
  const { half, max } = await run(1, {}, { flushMs: 900 });
  expect(half).toBeLessThanOrEqual(0.9);
  expect(max).toBeLessThanOrEqual(1087);
});

test("direct: at most 12.3 messages and 108 ms", async () => {
  const { half, p50, max, lost } = await run(1, {}, "direct");
  expect(half).toBeLessThanOrEqual(12.3);
  expect(p50).toBeLessThanOrEqual(88);
  expect(max).toBeLessThanOrEqual(108);
  expect(lost).toBe(0);
});

test("5 nodes without latency: values are there at once", async () => {
  const options = { nodes: nodeNames(5), concurrency: 5, latencyMs: 0, rate: 10 };
  const { half, p95, max } = await run(1, options);
  expect(half).toBeLessThanOrEqual(2.5);
  expect(p95).toBe(0);
  expect(max).toBeLessThanOrEqual(10);
});

test("in majorities-ring orphans are adopted within a second and go home after it", async () => {
  const arrivals = new Arrivals();
  const { half, lost, count } = await run(
    1,
    { faults: ["partition"], partitionKinds: ["majorities-ring"], timeLimitSeconds: 40 },
    {},
    arrivals,
  );
  expect(half).toBeLessThanOrEqual(3.3);
  expect(lost).toBe(0);
  // The first partition begins with the load. Until a round trip is known nobody is given up.
  const laterMs = arrivals.completeMs(25, (bornMs) => bornMs > 10_000);
  expect(quantile(laterMs, 0.99)).toBeLessThanOrEqual(1700);
  expect(quantile(laterMs, 1)).toBeLessThanOrEqual(2200);
  expect(count("failover")).toBeGreaterThan(0);
  expect(count("adoption")).toBeGreaterThan(0);
  expect(count("goingHome")).toBeGreaterThan(0);
  expect(count("digest")).toBeGreaterThan(0);
});

test("with a latency of a second an adopted child gets each value as soon as others", async () => {
  const nodes = nodeNames(4);
  const arrivals = new Arrivals();
  // n3 is adopted by another than its home, n0, and hardly ever says anything.
  const { lost } = await run(
    1,
    {
      nodes,
      concurrency: 1,
      latencyMs: 1000,
      rate: 1,
      timeLimitSeconds: 60,
      scenario: parseScenario("0s broadcast 1000 at n3; 4s cut n3 from n0", nodes),
    },
    {},
    arrivals,
  );
  expect(lost).toBe(0);
  const laterMs = arrivals.completeMs(4, (bornMs) => bornMs > 30_000);
  expect(laterMs.length).toBeGreaterThan(5);
  expect(quantile(laterMs, 1)).toBeLessThanOrEqual(5000);
});

test("with loss and duplication nothing is lost, and each path of repair is taken", async () => {
  const { p99, lost, neverRead, count } = await run(1, {
    faults: ["loss", "duplicate"],
    lossProbability: 0.3,
    duplicateProbability: 0.5,
    timeLimitSeconds: 30,
  });
  expect(p99).toBeLessThanOrEqual(2500);
  expect(lost + neverRead).toBe(0);
  expect(count("gap")).toBeGreaterThan(0);
  expect(count("repair")).toBeGreaterThan(0);
  expect(count("retransmission")).toBeGreaterThan(0);
  expect(count("duplicate")).toBeGreaterThan(0);
});

test("a node that is killed comes back with everything, its own values of earlier lives included", async () => {
  const { max, count } = await run(2, { faults: ["kill"], nemesisIntervalSeconds: 4 });
  expect(max).toBeLessThanOrEqual(2000);
  expect(count("restart")).toBeGreaterThan(0);
});

test("a node that was killed twice does not take what was meant for an earlier life for all", async () => {
  const options = { nodes: nodeNames(5), concurrency: 5, rate: 1, timeLimitSeconds: 40 };
  const faults = { faults: ["kill"], nemesisIntervalSeconds: 1, recoverySeconds: 20 } as const;
  const { lost } = await run(15, { ...options, ...faults });
  expect(lost).toBe(0);
});

test("a node that comes back when all is quiet is filled before the final reads", async () => {
  const two = { nodes: nodeNames(2), concurrency: 2, latencyMs: 0, rate: 10, timeLimitSeconds: 5 };
  const { lost } = await run(241, {
    ...two,
    latencyDistribution: "exponential",
    topology: "tree",
    faults: ["kill"],
    nemesisIntervalSeconds: 3,
    recoverySeconds: 20,
  });
  expect(lost).toBe(0);
});

test("what a node told only some before it died reaches the others by a digest", async () => {
  const options: Partial<TestOptions> = {
    nodes: nodeNames(5),
    concurrency: 5,
    latencyMs: 0,
    latencyDistribution: "exponential",
    topology: "total",
    rate: 1,
    timeLimitSeconds: 5,
    faults: ["one-way", "kill", "duplicate"],
    nemesisIntervalSeconds: 3,
    lossProbability: 0.05,
    duplicateProbability: 0.1,
    recoverySeconds: 20,
  };
  const { lost } = await run(34, options, "direct");
  expect(lost).toBe(0);
});

test("with all faults at once every node has in the end what was acknowledged and did not die with its node", async () => {
  const { outcome } = await run(7, {
    faults: ["partition", "kill", "pause", "loss", "duplicate", "one-way"],
    timeLimitSeconds: 30,
  });
  expect(outcome.violations).toEqual([]);
  const completed = outcome.history.filter(({ type }) => type === "ok");
  const acknowledged = completed.filter(({ f }) => f === "broadcast").map(({ value }) => value);
  const finalReads = completed.filter(({ isFinal }) => isFinal).map(({ read }) => read?.toEdn());
  expect(finalReads).toHaveLength(25);
  const read = new Set(listOf(finalReads[0]));
  for (const other of finalReads) expect(new Set(listOf(other))).toEqual(read);
  const missing = acknowledged.filter((value) => !read.has(value));
  expect(missing).toEqual([...outcome.lostWithNode]);
});

test("nodes that stand still for 300 ms delay values by that much at most, and cost a tenth more", async () => {
  const nodes = nodeNames(25);
  const calm = await run(2, { timeLimitSeconds: 10 });
  for (const group of [["n0"], ["n7"], nodes]) {
    const steps = [1, 6].map(
      (second) => `${second}s pause ${group.join()}; ${second}300ms resume ${group.join()}`,
    );
    const scenario = parseScenario(steps.join(";"), nodes);
    const options = { scenario, timeLimitSeconds: 10 };
    const { max, perBroadcast, lost, neverRead, timedOut } = await run(2, options);
    expect([lost, neverRead, timedOut]).toEqual([0, 0, 0]);
    expect(max).toBeLessThanOrEqual(calm.max + 300);
    expect(perBroadcast).toBeLessThanOrEqual(calm.perBroadcast * 1.1);
  }
});

test("the same seed gives the same run", async () => {
  const short = { timeLimitSeconds: 5 };
  const [one, other] = [await run(3, short), await run(3, short)];
  expect(one.outcome.history).toEqual(other.outcome.history);
});

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error("A read shows a list");
  return value;
}
