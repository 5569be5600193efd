/** The examples that need no more than Maelstrom's services, or nothing, against faults. */

import { describe, expect, test } from "bun:test";
import { type Guest, type Host, KV, Node, RpcError } from "eddy";
import { toHistory } from "../../src/bench/history.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../src/bench/options.ts";
import { staleReadsOf } from "../../src/bench/services/stale-reads.ts";
import { resultsOf } from "../../src/bench/store/results.ts";
import { judge, type Verdict } from "../../src/bench/verdict/verdict.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { makeNode as makeGossipCounter } from "../../src/examples/counter-gossip.ts";
import { makeNode as makeStoredCounter } from "../../src/examples/counter-seq-kv.ts";
import { makeNode as makeEcho } from "../../src/examples/echo.ts";
import { makeNode as makeLists } from "../../src/examples/lists.ts";
import { makeNode as makeProxy } from "../../src/examples/lin-kv-proxy.ts";
import { makeNode as makeIds } from "../../src/examples/unique-ids.ts";

async function verdictOn(
  makeNode: (host: Host) => Guest,
  options: Partial<TestOptions>,
): Promise<Verdict> {
  const load = { nodes: nodeNames(3), latencyMs: 20, rate: 50, timeLimitSeconds: 15 };
  const test = completeOptions({ ...load, nemesisIntervalSeconds: 3, ...options });
  const outcome = await runVirtual(test, makeNode);
  const odd = outcome.warnings.filter(({ kind }) => kind !== "low-rate");
  expect([outcome.end, odd]).toEqual(["complete", []]);
  return judge(toHistory(outcome.history), { ...test, ...outcome });
}

const PARTITIONS = { faults: ["partition"] } as const;

describe.each([1, 2])("with seed %i", (seed) => {
  test.each([
    ["counter-seq-kv.ts", "g-counter", makeStoredCounter],
    ["counter-gossip.ts", "g-counter", makeGossipCounter],
    ["counter-gossip.ts", "pn-counter", makeGossipCounter],
    ["counter-seq-kv.ts", "pn-counter", makeStoredCounter],
  ] as const)("%s is a %s, whatever is cut", async (_, workload, makeNode) => {
    const { validity, work, availability } = await verdictOn(makeNode, {
      workload,
      seed,
      ...PARTITIONS,
    });
    expect([validity, work.words.faults]).toEqual([true, []]);
    expect(availability.okFraction).toBe(1);
  });

  test("unique-ids.ts gives no id twice, whatever is killed", async () => {
    const faults = ["partition", "kill"] as const;
    const verdict = await verdictOn(makeIds, { workload: "unique-ids", seed, faults });
    expect([verdict.validity, verdict.work.words.faults]).toEqual([true, []]);
  });

  test("lists.ts is strict serializable, whatever is cut", async () => {
    const options = { workload: "txn-list-append", seed, concurrency: 6, rate: 20 } as const;
    const { validity, work } = await verdictOn(makeLists, { ...options, ...PARTITIONS });
    expect([validity, work.words.faults]).toEqual([true, []]);
  });

  test("lin-kv-proxy.ts is linearizable, whatever is cut", async () => {
    const options = { workload: "lin-kv", seed, concurrency: 12, ...PARTITIONS } as const;
    const { validity, work } = await verdictOn(makeProxy, options);
    expect([validity, work.words.faults]).toEqual([true, []]);
  });
});

test("echo.ts echoes", async () => {
  const { validity } = await verdictOn(makeEcho, { workload: "echo" });
  expect(validity).toBe(true);
});

test("a counter that reads seq-kv without a write before is told why it is wrong", async () => {
  const verdict = await verdictOn(makeStaleCounter, { workload: "g-counter", seed: 1 });
  expect(verdict.work.words.faults).toEqual([
    "the counter should be 361 at the end: n1 read 361, n2 read 356, n0 read 361",
    "n2 read 356, 5 too little, as if without add 3 at n1 (process 1, 14.826 to 14.905 s) and " +
      "add 2 at n0 (process 0, 14.671 to 14.998 s)",
    `n2's last read of key "value" was answered from a state 2 writes old: seq-kv may do that`,
  ]);
  // What is stored of it says the same.
  const eddy = resultsOf(verdict).mapAt("eddy");
  expect(staleReadsOf(eddy?.get("stale-reads") ?? null)).toEqual([
    { service: "seq-kv", node: "n2", key: "value", writesBehind: 2 },
  ]);
});

/** Each add is done, but a read takes what seq-kv says. */
function makeStaleCounter(host: Host): Node {
  const node = new Node(host);
  const store = new KV(node, "seq-kv");
  node.on("add", async (request) => {
    for (;;) {
      const sum = await store.readInteger("value", 0);
      const next = sum + Number(request.body["delta"]);
      try {
        await store.compareAndSet("value", sum, next, { createIfNotExists: sum === 0 });
        break;
      } catch (error) {
        if (!(error instanceof RpcError && error.code === 22)) throw error;
      }
    }
    node.reply(request, { type: "add_ok" });
  });
  node.on("read", async (request) => {
    node.reply(request, { type: "read_ok", value: await store.readInteger("value", 0) });
  });
  return node;
}
