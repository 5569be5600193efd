import { describe, expect, test } from "bun:test";
import { FAULTS } from "../../src/bench/faults/index.ts";
import { parseScenario } from "../../src/bench/faults/scenario.ts";
import { toEdnLine } from "../../src/bench/history.ts";
import { type NetworkObserver } from "../../src/bench/network/network.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../src/bench/options.ts";
import { engine as browser } from "../../src/bench/time/engine/browser.ts";
import { engine as bun } from "../../src/bench/time/engine/bun.ts";
import { simulateOracle } from "../support/oracle.ts";
import { runVirtual, simulate, type Figures } from "../../src/bench/virtual.ts";
import { guestOf, guestThat } from "./guests.ts";

const LARGE: Partial<TestOptions> = {
  nodes: nodeNames(25),
  latencyMs: 100,
  rate: 100,
  timeLimitSeconds: 20,
};

const SEEDS = [1, 2, 3];

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Within 15 % or 30 ms, whichever is more. */
function expectNear(actual: number, real: number): void {
  expect(Math.abs(actual - real)).toBeLessThanOrEqual(Math.max(0.15 * real, 30));
}

describe("the relay strategy has the figures that it has on a real Maelstrom", () => {
  // The real one's, from src/bench/README.md. Each value crosses each link of a tree once, and 56
  // links of a grid of 25 in one direction or both.
  const rows = [
    { topology: "tree4", latencyMs: 100, perBroadcast: 24, quantiles: [361, 484, 503, 523] },
    { topology: "grid", latencyMs: 100, perBroadcast: 56, quantiles: [455, 688, 778, 863] },
    { topology: "line", latencyMs: 10, perBroadcast: 24, quantiles: [107, 187, 218, 238] },
  ] as const;
  for (const { topology, latencyMs, perBroadcast, quantiles } of rows) {
    test(`${topology}, latency ${latencyMs} ms`, async () => {
      const runs: Figures[] = [];
      for (const seed of SEEDS) {
        runs.push(await simulate({ ...LARGE, topology, latencyMs, seed }, guestOf("relay")));
      }
      expectNear(median(runs.map(({ p50 }) => p50)), quantiles[0]);
      expectNear(median(runs.map(({ p95 }) => p95)), quantiles[1]);
      expectNear(median(runs.map(({ p99 }) => p99)), quantiles[2]);
      expectNear(median(runs.map(({ max }) => max)), quantiles[3]);
      for (const run of runs) {
        expect(Math.abs(run.perBroadcast / perBroadcast - 1)).toBeLessThan(0.01);
        expect([run.lost, run.timedOut]).toEqual([0, 0]);
      }
    });
  }
});

describe("partitions", () => {
  const partitioned: Partial<TestOptions> = {
    ...LARGE,
    timeLimitSeconds: 10,
    topology: "tree4",
    faults: ["partition"],
    nemesisIntervalSeconds: 3,
    seed: 1,
  };

  test("make relay lose values, and retry none", async () => {
    expect((await simulate(partitioned, guestOf("relay"))).lost).toBeGreaterThan(100);
    const retry = await simulate(partitioned, guestOf("retry"));
    expect([retry.lost, retry.neverRead]).toEqual([0, 0]);
  });

  test("cost the oracle two latencies in a ring, for everything is two hops away", async () => {
    const { max, lost } = await simulateOracle({
      ...partitioned,
      partitionKinds: ["majorities-ring"],
      rate: 40,
    });
    expect(max).toBeGreaterThan(150);
    expect(max).toBeLessThanOrEqual(205);
    expect(lost).toBe(0);
  });

  test("cost the oracle their own length otherwise, and no more than a latency beyond", async () => {
    const { max, lost, outcome } = await simulateOracle({
      ...partitioned,
      partitionKinds: ["majority"],
      rate: 40,
    });
    const cuts = outcome.history.filter(
      ({ f, process }) => process === "nemesis" && f.endsWith("partition"),
    );
    const lengths = cuts.slice(2).map(({ f, timeNs }, place) => {
      const startNs = cuts[place]?.timeNs ?? 0;
      return f === "stop-partition" ? (timeNs - startNs) / 1e6 : 0;
    });
    expect(max).toBeGreaterThan(Math.max(...lengths) - 500);
    expect(max).toBeLessThanOrEqual(Math.max(...lengths) + 205);
    expect(lost).toBe(0);
  });
});

describe("a run is the same to the byte with promises as a browser lets them settle", () => {
  const options: TestOptions = completeOptions({
    nodes: nodeNames(9),
    latencyMs: 50,
    latencyDistribution: "exponential",
    rate: 30,
    timeLimitSeconds: 6,
    faults: FAULTS,
    nemesisIntervalSeconds: 1,
    seed: 3,
    scenario: parseScenario(
      "1s kill n1; 1s pause n3; 1s cut n4 from rest; 1s broadcast 1000 at n6; 5s kill n1,n2,n3",
      nodeNames(9),
    ),
  });
  for (const strategy of ["retry", "direct", "tree"] as const) {
    test(strategy, async () => {
      const traces = await Promise.all(
        [bun, browser].map(async (engine) => {
          const lines: string[] = [];
          const network: NetworkObserver = (type, { id, src, dest, body }, timeMs) =>
            lines.push(`${timeMs} ${type} ${id} ${src} ${dest} ${body}`);
          const environment = { engine, observer: { network } };
          const { history } = await runVirtual(options, guestOf(strategy), environment);
          return [...lines, ...history.map(toEdnLine)].join("\n");
        }),
      );
      expect(traces[1]).toBe(traces[0] ?? "");
      expect(traces[0]?.length).toBeGreaterThan(100_000);
    });
  }
});

test("what a line costs bounds a storm: its requests time out", async () => {
  const { timedOut } = await simulate(
    { rate: 10, timeLimitSeconds: 10, seed: 1 },
    guestOf("storm"),
    { lineMs: 1, logLevel: "error" },
  );
  expect(timedOut).toBeGreaterThan(5);
});

test("a violation is thrown, so that nobody tunes with the figures of a broken run", async () => {
  const broken = guestThat(({ host, pass }) => {
    host.write("not JSON");
    pass();
  });
  await expect(simulate({ timeLimitSeconds: 1 }, broken)).rejects.toThrow("it is not JSON");
});

test("figures count what happened", async () => {
  const figures = await simulate({ seed: 1, rate: 20, timeLimitSeconds: 10 }, guestOf("relay"));
  const { outcome, broadcasts, operations, serverMessages } = figures;
  const invoked = outcome.history.filter(({ type }) => type === "invoke");
  expect(operations).toBe(invoked.length);
  expect(broadcasts).toBe(invoked.filter(({ f }) => f === "broadcast").length);
  expect(serverMessages).toBe(outcome.net.servers.sent);
  expect(figures.perBroadcast).toBe(6);
  expect(figures.stableLatenciesMs.length).toBe(broadcasts);
});
