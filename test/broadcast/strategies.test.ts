import { expect, test } from "bun:test";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { STRATEGIES, type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { init, line, message, topology } from "../support/messages.ts";

function started(
  strategy: StrategyName,
  neighbours: readonly string[] = ["n2", "n3"],
): { host: MemoryHost; node: Node } {
  const host = new MemoryHost();
  const node = new Node(host);
  new BroadcastServer(node, STRATEGIES[strategy].make);
  node.receive(init());
  node.receive(topology(neighbours));
  host.take();
  return { host, node };
}

/** What n1 asks another node with `retry`. */
function asked(dest: string, msgId: number): unknown {
  return message(dest, { type: "broadcast", message: 5, msg_id: msgId });
}

test("retry asks again every second, in a new request, until the neighbour answered", () => {
  const { host, node } = started("retry");
  node.receive(line("c2", { type: "broadcast", message: 5 }));
  expect(host.take()).toEqual([asked("n2", 1), asked("n3", 2)]);
  node.receive(line("n3", { type: "broadcast_ok", in_reply_to: 2 }));
  host.pass(999, node);
  expect(host.take()).toEqual([]);
  host.pass(1001, node);
  expect(host.take()).toEqual([asked("n2", 3), asked("n2", 4)]);
  node.receive(line("n2", { type: "broadcast_ok", in_reply_to: 1 }));
  host.pass(60_000, node);
  expect([host.take(), host.wakeMs]).toEqual([[], Infinity]);
});

test("retry never gives up, however long a partition lasts", () => {
  const { host, node } = started("retry", ["n2"]);
  node.receive(line("c2", { type: "broadcast", message: 5 }));
  host.pass(600_000, node);
  expect(host.take().length).toBe(601);
});

test("a second topology changes whom a value goes to, also for a source that was known before", () => {
  const { host, node } = started("relay", ["n2", "n3"]);
  node.receive(line("n2", { type: "broadcast", message: 5 }));
  node.receive(topology(["n2", "n4"]));
  host.take();
  node.receive(line("n2", { type: "broadcast", message: 6 }));
  expect(host.take()).toEqual([message("n4", { type: "broadcast", message: 6 })]);
});

test("retry takes an error for no acknowledgement and asks again", async () => {
  const { host, node } = started("retry", ["n2"]);
  node.receive(line("c2", { type: "broadcast", message: 5 }));
  host.take();
  node.receive(line("n2", { type: "error", in_reply_to: 1, code: 11, text: "not yet" }));
  await Bun.sleep(0);
  host.pass(1000, node);
  expect(host.take()).toEqual([message("n2", { type: "broadcast", message: 5, msg_id: 2 })]);
});

test("gossip_ok carries the g_id as it was written", () => {
  const { host, node } = started("flood", []);
  const body = '{"type":"broadcast","message":1,"g_id":9007199254740993}';
  node.receive(`{"src":"n2","dest":"n1","body":${body}}`);
  expect(host.lines).toEqual([
    '{"src":"n1","dest":"n2","body":{"type":"gossip_ok","g_id":9007199254740993}}',
  ]);
});

test("resend tells again every second until the gossip_ok with its g_id comes from that neighbour", () => {
  const { host, node } = started("resend");
  node.receive(line("c2", { type: "broadcast", message: 5 }));
  const toSecond = message("n2", { type: "broadcast", message: 5, g_id: 1 });
  const toThird = message("n3", { type: "broadcast", message: 5, g_id: 2 });
  expect(host.take()).toEqual([toSecond, toThird]);
  node.receive(line("n3", { type: "gossip_ok", g_id: 2 }));
  node.receive(line("n3", { type: "gossip_ok", g_id: 1 }));
  node.receive(line("n2", { type: "gossip_ok", g_id: 77 }));
  host.pass(1000, node);
  expect(host.take()).toEqual([toSecond]);
  node.receive(line("n2", { type: "gossip_ok", g_id: 1 }));
  host.pass(60_000, node);
  expect([host.take(), host.wakeMs]).toEqual([[], Infinity]);
});

test("every strategy acknowledges a plain broadcast, one with a msg_id and one with a g_id", () => {
  for (const [name, { make }] of Object.entries(STRATEGIES)) {
    const host = new MemoryHost();
    const node = new Node(host);
    new BroadcastServer(node, make);
    node.receive(init(["n1", "n2"]));
    node.receive(topology([]));
    host.take();
    node.receive(line("n2", { type: "broadcast", message: 1 }));
    node.receive(line("n2", { type: "broadcast", message: 2, msg_id: 8 }));
    node.receive(line("n2", { type: "broadcast", message: 3, g_id: 9 }));
    node.receive(line("c1", { type: "read", msg_id: 4 }));
    const answers = host.take().filter((each) => /_ok/.test(JSON.stringify(each)));
    expect([name, ...answers]).toEqual([
      name,
      message("n2", { type: "broadcast_ok", in_reply_to: 8 }),
      message("n2", { type: "gossip_ok", g_id: 9 }),
      message("c1", { type: "read_ok", messages: [1, 2, 3], in_reply_to: 4 }),
    ]);
  }
});

/** What n2 tells another node. */
function told(dest: string): unknown {
  return message(dest, { type: "broadcast", message: 5 }, "n2");
}

test("a node that never gets a topology waits a second for it, then uses the grid", () => {
  const host = new MemoryHost();
  const node = new Node(host);
  new BroadcastServer(node, STRATEGIES.relay.make);
  node.receive(init(["n1", "n2", "n3", "n4", "n5"], "n2"));
  host.pass(5000, node);
  expect(host.take()).toEqual([message("c0", { type: "init_ok", in_reply_to: 1 }, "n2")]);
  node.receive(line("n1", { type: "broadcast", message: 5 }, "n2"));
  host.pass(999, node);
  expect(host.take()).toEqual([]);
  host.pass(1, node);
  expect(host.take()).toEqual([told("n5"), told("n3")]);
  node.receive(topology(["n3", "n4"], "n2"));
  expect(host.take()).toEqual([
    told("n4"),
    message("c1", { type: "topology_ok", in_reply_to: 1 }, "n2"),
  ]);
});

test("storm says on stderr what it is", () => {
  expect(started("storm").host.logged).toEqual([
    "warn storm never falls silent: requests will time out",
  ]);
});

test("neighbours that are none are logged, and the neighbours at level info", () => {
  const host = new MemoryHost("info");
  const node = new Node(host);
  new BroadcastServer(node, STRATEGIES.flood.make);
  node.receive(init(["n1", "n2"]));
  node.receive(topology(["n1", "n9", "n2"]));
  expect(host.logged).toEqual([
    "info node n1 initialized, one of 2",
    "warn Ignored as neighbours: n1, n9",
    "info neighbours: n2",
  ]);
});

test("direct asks for an acknowledgement that is overdue, with the values that are not acknowledged", () => {
  const { host, node } = started("direct");
  node.receive(line("c2", { type: "broadcast", message: 5 }));
  const [pushed] = host.take();
  expect(pushed).toMatchObject({ dest: "n2", body: { type: "push", from: 0, to: 1 } });
  host.pass(3499, node);
  const early = host.take().filter((each) => Object(each).body.ask === true);
  host.pass(1, node);
  const asked = host.take().filter((each) => Object(each).dest === "n2");
  expect(early).toEqual([]);
  expect(asked).toEqual([message("n2", { ...Object(pushed).body, ms: 3500, ask: true })]);
});
