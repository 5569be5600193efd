/** What is refused at the edge, and what is ignored. */

import { describe, expect, test } from "bun:test";
import { FOUR, leaf, Member, OF, push } from "../tree/member.ts";

describe("Messages", () => {
  test("values other than integers travel as JSON in strings", () => {
    const member = leaf();
    member.node.receive(
      '{"src":"c9","dest":"n2","body":{"type":"broadcast","message":9007199254740993}}',
    );
    member.node.receive('{"src":"c9","dest":"n2","body":{"type":"broadcast","message":{"a":1.0}}}');
    const [first, second] = member.said();
    expect(first?.[1]).toMatchObject({ runs: [["n2", OF, 1, ["9007199254740993"]]] });
    expect(second?.[1]).toMatchObject({ runs: [["n2", OF, 2, ['{"a":1.0}']]] });
  });

  test.each([
    { type: "push" },
    push(1, 0),
    push(0, 1.5),
    push(0, 1, { path: [] }),
    push(0, 1, { path: ["c1"] }),
    push(0, 1, { ack: [1] }),
    push(0, 1, { ms: -1 }),
    push(0, 1, { echo: [1] }),
    push(0, 1, { runs: {} }),
    push(0, 1, { runs: [["n9", 1, 0, [1]]] }),
    push(0, 1, { runs: [["n1", 1, -1, [1]]] }),
    push(0, 1, { runs: [["n1", 1, 0, [1.5]]] }),
    push(0, 1, { runs: [["n1", 1, 0, ["{"]]] }),
    push(0, 1, { runs: [["n1", 1, 2 ** 30 - 1, [1, 2]]] }),
    push(0, 1, { runs: [["n1", 1, 0, ['"\ud800"']]] }),
    push(0, 1, { runs: [["n1", 1, 0, Array(20_001).fill(1)]] }),
    { type: "digest", of: 1, id: 1, at: 0, path: ["n1"], counts: [["n1", 1, "many"]] },
    { type: "digest", of: 1, id: 1, at: 0, path: ["n1"] },
    { type: "offer" },
  ])("a message with a wrong value under a known key is refused as a whole: %j", (body) => {
    const member = new Member("n2", FOUR);
    member.hear("n1", { ...body, msg_id: 4 });
    expect(member.said()).toEqual([
      ["n1", { type: "error", code: 12, text: expect.any(String), in_reply_to: 4 }],
    ]);
    expect(member.values).toEqual([]);
  });

  test("unknown keys are ignored", () => {
    const member = new Member("n2", FOUR);
    member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]], colour: "blue" }));
    expect(member.values).toEqual([1]);
  });

  test("a node ignores a seek or an offer that pretends to come from itself, or from a client", () => {
    for (const src of ["n2", "c1"]) {
      const member = new Member("n2", FOUR);
      member.hear(src, { type: "seek" });
      member.hear(src, { type: "offer", path: ["n3", "n2"], held: 0 });
      member.pass(1000);
      expect(member.said()).toEqual([]);
    }
  });
});
