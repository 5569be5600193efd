import { describe, expect, test } from "bun:test";
import { nodeNames } from "../../src/bench/options.ts";
import { readJournal, type NetworkEvent } from "../../src/view/model/events.ts";
import { Follower } from "../../src/view/model/follow.ts";
import { Moments } from "../../src/view/model/moment.ts";
import { typeOf } from "../../src/view/model/messages.ts";
import { makeRun } from "../../src/view/model/run.ts";
import { slotsOf } from "../../src/view/model/slots.ts";
import { Values, valuesIn } from "../../src/view/model/values.ts";
import { lanesOf } from "../../src/view/page/diagram/lanes.ts";
import { recordRun } from "../support/view-run.ts";

const TREE = { nodes: nodeNames(9), latencyMs: 100, rate: 60, timeLimitSeconds: 5, seed: 1 };

describe("following a value", () => {
  test("a push that carries several values belongs to each of them", async () => {
    const { run, events } = await recordRun(TREE, "tree");
    const follower = new Follower(run);
    const carriers = new Map<string, Set<number>>();
    for (const { event, type, id, body } of events) {
      if (event !== "send" || type !== "push") continue;
      for (const value of valuesOf(body)) {
        const ids = carriers.get(`${value}`) ?? new Set();
        carriers.set(`${value}`, ids.add(id));
      }
    }
    expect(carriers.size).toBeGreaterThan(50);
    const pushes = run.messages?.kinds.findIndex(({ name }) => name === "push") ?? -1;
    for (const [value, ids] of carriers) {
      const messages = follower.messagesOf(run.values.find(value) ?? -1);
      const shown = messages.filter((message) => run.messages?.kind[message] === pushes);
      expect(shown.length).toBeGreaterThanOrEqual(ids.size);
    }
  });

  test("each node gets it once, the first at its broadcast", async () => {
    const { run } = await recordRun(TREE, "tree");
    const follower = new Follower(run);
    const value = run.values.find("10") ?? -1;
    const moments = follower.momentsOf(value);
    expect(new Set(moments.map(({ node }) => node)).size).toBe(9);
    expect(moments.every(({ isGain }) => isGain)).toBeTrue();
    const first = moments[0]?.timeMs ?? NaN;
    // A client's request may wait behind a message of a node, for up to the latency.
    expect(first - (run.broadcastMs[value] ?? NaN)).toBeLessThan(110);
  });

  test("works for values of the chapter's strategies", async () => {
    const { run } = await recordRun({ ...TREE, topology: "tree4" }, "relay");
    const moments = new Follower(run).momentsOf(run.values.find("3") ?? -1);
    expect(new Set(moments.map(({ node }) => node)).size).toBe(9);
  });

  test("works for what is added to a set", async () => {
    const { record, run } = await recordRun({ ...TREE, workload: "g-set" }, "tree");
    expect(record.values.texts.length).toBeGreaterThan(50);
    expect(new Set(record.values.fates)).toEqual(new Set(["stable"]));
    const value = run.values.find("10") ?? -1;
    const follower = new Follower(run);
    const first = follower.momentsOf(value)[0]?.timeMs ?? NaN;
    expect(first - (run.broadcastMs[value] ?? NaN)).toBeLessThan(110);
    const { kinds = [], kind = [] } = run.messages ?? {};
    const [request = -1] = follower.messagesOf(value);
    expect(kinds[kind[request] ?? -1]).toEqual({ name: "add", isClient: true });
  });
});

test("a list under value carries values, and a single one does not", () => {
  const values = new Values();
  expect(valuesIn({ type: "read_ok", value: [3, "x"] }, values)).toEqual([0, 1]);
  expect(valuesIn({ type: "add", element: 3 }, values)).toEqual([0]);
  expect(valuesIn({ type: "write", value: 3 }, values)).toEqual([]);
});

test("faults hit the nodes that the history names", async () => {
  const faults = ["partition", "kill"] as const;
  const { run } = await recordRun(
    { ...TREE, timeLimitSeconds: 20, faults, nemesisIntervalSeconds: 3, killGroups: ["one"] },
    "tree",
  );
  const kinds = new Set(run.faults.map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual(["kill", "partition"]);
  for (const fault of run.faults) {
    expect(fault.endMs).toBeGreaterThanOrEqual(fault.startMs);
    if (fault.kind === "kill") expect(fault.nodes).toHaveLength(1);
    if (fault.kind === "partition") expect(fault.cuts.size).toBeGreaterThan(0);
  }
});

test("a message keeps the type that it was sent with, whatever the spelling of its body", async () => {
  const { record } = await recordRun({ ...TREE, timeLimitSeconds: 0 }, "tree");
  const head = { time: 1, event: "send", src: "n1", dest: "c1" };
  const common = JSON.stringify({ ...head, id: 1, type: "read_ok" }).slice(0, -1);
  const journal = `${common},"body":{ "in_reply_to": 1, "type": "read_ok" }}\n${JSON.stringify({
    ...head,
    id: 2,
    type: "broadcast_ok",
  })}\n`;
  const { messages } = makeRun(record, (sink) => readJournal(journal, sink));
  const types = [0, 1].map((message) => messages && typeOf(messages, message));
  expect(types).toEqual(["read_ok", "broadcast_ok"]);
  expect(messages?.kinds.map(({ name }) => name)).toEqual(["read", "broadcast"]);
});

test("a map has a tree only where nodes tell their parents, also if some were killed", async () => {
  const killGroups = ["one"] as const;
  const setting = { ...TREE, faults: ["kill"], killGroups, nemesisIntervalSeconds: 1 } as const;
  const hasTree = async (strategy: "tree" | "relay"): Promise<boolean> =>
    new Moments((await recordRun(setting, strategy)).run).hasTree;
  expect([await hasTree("tree"), await hasTree("relay")]).toEqual([true, false]);
});

test("each kind of message has a colour, whatever it is called", () => {
  const kinds = ["constructor", "push", "toString"].map((name) => ({ name, isClient: false }));
  expect(slotsOf(kinds)).toEqual([1, 0, 2]);
});

test("a journal that ends in half a line is read up to there, and says what was left out", () => {
  const events: NetworkEvent[] = [];
  let missing = 0;
  const line =
    '{"time":1,"event":"send","id":0,"src":"n1","dest":"n2","type":"x","body":{"type":"x"}}';
  readJournal(`${line}\n{"event":"truncated","missing":7}\n{"time":2,"eve`, {
    note: (event) => events.push(event),
    leftOut: (count) => (missing += count),
  });
  expect(events.map(({ id, text }) => [id, text])).toEqual([[0, '{"type":"x"}']]);
  expect(missing).toBe(7);
});

test("without a journal there are values and faults, but no messages", async () => {
  const { record } = await recordRun(TREE, "tree");
  const run = makeRun(record);
  expect(run.messages).toBeUndefined();
  expect(run.nodes).toEqual(TREE.nodes);
  expect(run.holdings.isKnown).toBeTrue();
});

/** The values of a push, as far as it has runs of some. */
function valuesOf(body: unknown): readonly unknown[] {
  const runs: unknown = Object(body).runs;
  if (!Array.isArray(runs)) return [];
  return runs.flatMap((run: unknown) => (Array.isArray(run) ? run[3] : []));
}

test("a service is no node, and has the last line of the diagram", async () => {
  const { record } = await recordRun({ ...TREE, timeLimitSeconds: 1 }, "local");
  const run = makeRun({ ...record, nodes: undefined }, (sink) => {
    sink.note({ timeMs: 0, event: "send", id: 0, src: "c1", dest: "n1", type: "read" });
    sink.note({ timeMs: 1, event: "send", id: 1, src: "n1", dest: "lin-kv", type: "read" });
    sink.note({ timeMs: 2, event: "send", id: 2, src: "n2", dest: "n1", type: "read" });
  });
  expect([run.clients, run.nodes, run.services]).toEqual([["c1"], ["n1", "n2"], ["lin-kv"]]);
  const { lanes, ofNode } = lanesOf(run, false, 400);
  expect(lanes.map(({ label, node }) => [label, node])).toEqual([
    ["clients", -1],
    ["n1", 0],
    ["n2", 1],
    ["lin-kv", -1],
  ]);
  expect(ofNode.map(({ label }) => label)).toEqual(["n1", "n2"]);
});
