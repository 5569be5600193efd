/** The life of a value in the tree, by the sections of src/broadcast/tree/README.md. */

import { describe, expect, test } from "bun:test";
import { nodeNames } from "../../../src/bench/options.ts";
import { BroadcastServer } from "../../../src/broadcast/server.ts";
import { Tree } from "../../../src/broadcast/tree/tree.ts";
import { Node } from "../../../src/node/node.ts";
import { MemoryHost } from "../../../src/testing/memory-host.ts";
import { init } from "../../support/messages.ts";
import { down, FOUR, fromChild, hub, Member, OF, push, upward } from "./member.ts";

/** What the first node of a chain answers to its init. */
function answerOfChain(nodes: number): unknown {
  const host = new MemoryHost();
  const node = new Node(host);
  new BroadcastServer(node, (verbs) => void new Tree(verbs, { fanout: 1 }));
  node.receive(init(nodeNames(nodes), "n0"));
  return host.take()[0];
}

describe("Tree", () => {
  test("the order of node_ids makes no difference to the tree", () => {
    const member = new Member("n10", ["n10", "n9", "n2"]);
    member.broadcast(5);
    expect(member.said().map(([dest]) => dest)).toEqual(["n2"]);
  });

  test("a chain of more nodes than a path may have is refused at init, with what would be right", () => {
    expect(answerOfChain(100)).toMatchObject({ body: { type: "init_ok" } });
    const text =
      "With --fanout 1 there may be at most 100 nodes, not 101: a node refuses a path of more";
    expect(answerOfChain(101)).toMatchObject({ body: { type: "error", code: 12, text } });
  });
});

describe("Up and down", () => {
  test("a value goes up at once, and the first push asks since no round trip is known", () => {
    const member = new Member("n3", FOUR);
    member.broadcast(5);
    const runs = [["n3", OF, 0, [5]]];
    expect(member.said()).toEqual([["n1", upward(0, 1, runs, { ask: true }, "n3")]]);
  });

  test("downwards the first value opens a window, and each child gets what came meanwhile in one message", () => {
    const member = hub();
    member.pass(1000);
    member.broadcast(1);
    member.pass(1);
    member.said();
    member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]], ack: [OF, 1] }));
    member.hear("n3", fromChild(3, 0, 1, { runs: [["n3", 3, 0, [30]]], ack: [OF, 1] }));
    member.hear("n4", fromChild(4, 0, 0, { ack: [OF, 1] }));
    member.pass(100);
    expect(member.said()).toEqual([]);
    member.pass(1);
    const second = ["n2", 2, 0, [20]];
    const third = ["n3", 3, 0, [30]];
    expect(member.said()).toEqual([
      down(2, 1, 3, [third], 1),
      down(3, 1, 3, [second], 1),
      down(4, 1, 3, [second, third], 0),
    ]);
  });

  test("what does not fit in a message follows when that is acknowledged", () => {
    const member = hub();
    member.pass(1000);
    const text = "x".repeat(100_000);
    for (let value = 0; value < 30; value++) member.broadcast(`${value}${text}`);
    const firstIndexes: unknown[] = [];
    for (let at = 0; at < 30;) {
      member.pass(101);
      const [, body] = member.said().find(([dest]) => dest === "n2") ?? [];
      const { to, runs } = Object(body);
      firstIndexes.push(runs[0][2]);
      member.hear("n2", fromChild(2, 0, 0, { ack: [OF, to] }));
      at = to;
    }
    expect(firstIndexes).toEqual([0, 11, 22]);
    member.said();
    member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 30] }));
    expect(member.said()).toEqual([]);
  });

  test("after a silence a value goes down at once", () => {
    const member = hub();
    member.pass(1000);
    member.broadcast(1);
    member.pass(0);
    const run = ["n1", OF, 0, [1]];
    expect(member.said()).toEqual([2, 3, 4].map((child) => down(child, 0, 1, [run], 0)));
  });

  test("a value never goes back to the node that it came from", () => {
    const member = new Member("n1", ["n1", "n2"]);
    member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]] }));
    member.pass(1000);
    expect(member.said()).toEqual([]);
    member.pass(1000);
    expect(member.said()).toEqual([
      ["n2", { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ack: [2, 1] }],
    ]);
  });

  test("a push of the parent is passed on to a node's own children at once", () => {
    const member = new Member("n2", ["n1", "n2", "n3", "n4", "n5"], { fanout: 2 });
    member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]] }));
    const body = { type: "push", of: OF, from: 0, to: 1, path: ["n2", "n1"] };
    const runs = [["n1", 7, 0, [1]]];
    expect(member.said()).toEqual([
      ["n4", { ...body, ask: true, runs }],
      ["n5", { ...body, runs }],
    ]);
  });
});
