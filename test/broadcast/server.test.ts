import { describe, expect, test } from "bun:test";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { STRATEGIES } from "../../src/broadcast/strategies/index.ts";
import { Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { init, INIT_OK, line, message } from "../support/messages.ts";
import { VALUE_LENGTH_AT_MOST } from "../../src/broadcast/values.ts";

/** What a node of the workload g-set answers to a client's requests, whose msg_ids count from 1. */
function answersTo(...bodies: readonly Record<string, unknown>[]): readonly unknown[] {
  const host = new MemoryHost();
  const node = new Node(host);
  new BroadcastServer(node, STRATEGIES.local.make, "g-set");
  node.receive(init(["n1"]));
  for (const [place, body] of bodies.entries()) {
    node.receive(line("c5", { ...body, msg_id: place + 1 }));
  }
  const [first, ...answers] = host.take();
  expect(first).toEqual(INIT_OK);
  return answers;
}

function answer(body: Record<string, unknown>, msgId: number): unknown {
  return message("c5", { ...body, in_reply_to: msgId });
}

describe("a server of the workload g-set", () => {
  test("adds elements and reads them back, each once", () => {
    const added = [7, 7, "a", { b: [1, 2] }].map((element) => ({ type: "add", element }));
    expect(answersTo(...added, { type: "read" })).toEqual([
      ...added.map((_, place) => answer({ type: "add_ok" }, place + 1)),
      answer({ type: "read_ok", value: [7, "a", { b: [1, 2] }] }, 5),
    ]);
  });

  test("refuses an element that is too long or too deep for a message", () => {
    const long = "x".repeat(VALUE_LENGTH_AT_MOST);
    const deep: unknown = JSON.parse("[".repeat(901) + "]".repeat(901));
    const refusals = answersTo({ type: "add", element: long }, { type: "add", element: deep });
    expect(refusals).toEqual([
      answer({ type: "error", code: 12, text: "a value must have at most 524288 characters" }, 1),
      answer({ type: "error", code: 12, text: "a value must have at most 900 levels" }, 2),
    ]);
  });

  test("refuses an add without an element", () => {
    const text = "add needs an element";
    expect(answersTo({ type: "add" })).toEqual([answer({ type: "error", code: 12, text }, 1)]);
  });

  test("takes null for an element", () => {
    expect(answersTo({ type: "add", element: null }, { type: "read" })).toEqual([
      answer({ type: "add_ok" }, 1),
      answer({ type: "read_ok", value: [null] }, 2),
    ]);
  });
});
