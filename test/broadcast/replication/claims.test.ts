/** Claims that cannot be true, mistakes about another node, and how they end (exchange.ts). */

import { describe, expect, test } from "bun:test";
import { count, FOUR, fromChild, hub, leaf, Member, OF, push } from "../tree/member.ts";

/** What a member sends to a node from now on, as the values of its runs. */
function valuesTo(member: Member, name: string): unknown[] {
  const bodies = member.said().filter(([dest]) => dest === name);
  return bodies.flatMap(([, body]) => Object(body).runs ?? []).flatMap(([, , , values]) => values);
}

/** What a member sends because it misses something. */
function reports(member: Member): unknown[] {
  const bodies = member.said().map(([, body]) => Object(body));
  return bodies.filter(({ gap, type }) => gap === true || type === "digest");
}

/** A hub and its child n2, whose only value has reached the hub 21 s ago. */
function compared(): Member {
  const member = hub();
  member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]] }));
  member.pass(21_000);
  member.said();
  return member;
}

describe("What a member may claim", () => {
  test("an empty run says nothing, in whosever name it is", () => {
    const member = leaf();
    const empty = Array.from({ length: 1000 }, (_, k) => ["n3", k, 0, []]);
    member.hear("n1", push(0, 1, { runs: [...empty, ["n2", OF, 5, []], ["n2", OF, 2 ** 30, []]] }));
    member.hear("n1", push(0, 1, { runs: [["n3", 5000, 0, [30]]] }));
    member.broadcast(2);
    expect(member.values).toEqual([0, 30, 2]);
    const runs = [["n2", OF, 1, [2]]];
    expect(member.said()).toMatchObject([["n1", { type: "push", of: OF, runs }]]);
  });

  test("values that others claim of this node do not make it change its incarnation", () => {
    const member = leaf();
    for (let index = 1; index < 1100; index++) {
      member.hear("n1", push(0, 1, { runs: [["n2", OF, 2 ** 30 - index, [index]]] }));
    }
    member.broadcast(-1);
    expect(member.said()).toMatchObject([["n1", { of: OF, runs: [["n2", OF, 1, [-1]]] }]]);
  });

  test("a position beyond all that there is hides no gap", () => {
    for (const to of [2, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const member = leaf();
      member.hear("n1", push(0, to));
      member.hear("n1", push(1, 2, { runs: [["n1", 7, 1, [12]]] }));
      member.pass(1000);
      expect(valuesTo(member, "n1")).toEqual([]);
      member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [11]]] }));
      member.hear("n1", push(3, 4, { runs: [["n1", 7, 3, [14]]] }));
      member.pass(1000);
      expect(reports(member)).not.toEqual([]);
    }
  });

  test("nor does a digest with such a position", () => {
    const member = leaf();
    const digest = { type: "digest", of: 7, id: 1, path: ["n1"], counts: [] };
    member.hear("n1", { ...digest, at: Number.MAX_SAFE_INTEGER });
    member.said();
    member.hear("n1", push(4, 5, { runs: [["n1", 7, 4, [14]]] }));
    member.pass(1000);
    expect(member.said()[0]).toMatchObject(["n1", { type: "digest" }]);
  });

  test("nor is such a gap reported for ever", () => {
    for (const to of [9, 2 ** 40]) {
      const member = leaf();
      member.hear("n1", push(8, to, { runs: [["n1", 7, 4, [14]]] }));
      for (let seconds = 0; seconds < 30; seconds++) {
        member.pass(1000);
        for (const [, body] of member.said()) {
          const { type, id } = Object(body);
          const answer = { re: type === "digest" ? id : undefined, ack: [OF, 2] };
          member.hear("n1", push(0, 1, answer));
        }
      }
      member.pass(8500);
      expect(reports(member)).toEqual([]);
    }
  });

  test("nobody has more of a node's values than the node", () => {
    const member = leaf();
    const digest = { type: "digest", of: 7, id: 1, at: 0, path: ["n1"] };
    member.hear("n1", { ...digest, counts: [["n2", OF, 2 ** 30]] });
    expect(valuesTo(member, "n1")).toEqual([0]);
  });

  test("an acknowledgement that was held for longer than it can have been tells no round trip", () => {
    const member = new Member("n2", FOUR);
    member.broadcast(0);
    member.host.nowMs = 200;
    member.hear("n1", push(0, 0, { ack: [OF, 1] }));
    member.said();
    member.broadcast(1);
    expect(member.said()).toMatchObject([["n1", { ask: true }]]);
  });

  test("what was sent is sent again ten times a second, however often it is asked for", () => {
    const member = hub();
    for (let value = 0; value < 500; value++) member.broadcast(value);
    member.pass(200);
    member.said();
    const digest = { type: "digest", of: 2, id: 1, at: 0, path: ["n2", "n1"], counts: [] };
    for (let times = 0; times < 1000; times++) {
      member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 0], gap: true }));
      member.hear("n2", digest);
      member.hear("n2", fromChild(times, 0, 0, { path: ["n2", "n1"], ask: true }));
      member.pass(1);
    }
    expect(valuesTo(member, "n2").length).toBeLessThanOrEqual(2 * 10 * 500);
  });
});

describe("Comparison", () => {
  test("a push says now and then what its sender has", () => {
    const member = compared();
    member.broadcast(1);
    member.pass(200);
    const counts = [count("n1", OF, 1), count("n2", 2, 1)];
    expect(member.said()[0]).toMatchObject(["n2", { counts }]);
    member.broadcast(2);
    member.pass(200);
    expect(JSON.stringify(member.said())).not.toContain("counts");
  });

  test("shows a child what its parent has and it has not, though no gap was seen", () => {
    const member = leaf();
    member.hear("n1", push(0, 1, { ack: [OF, 1] }));
    member.said();
    const counts = [
      ["n2", OF, 1],
      ["n1", 7, 1],
    ];
    member.pass(1000);
    member.hear("n1", push(1, 1, { ack: [OF, 1], counts }));
    expect(member.said()).toMatchObject([["n1", { type: "digest", counts: [count("n2", OF, 1)] }]]);
  });

  test("shows a child what its parent has not, though it has acknowledged it", () => {
    const member = leaf();
    member.hear("n1", push(0, 0, { ack: [OF, 1], counts: [] }));
    expect(member.said()).toMatchObject([["n1", { type: "push", runs: [["n2", OF, 0, [0]]] }]]);
  });

  test("changes nothing when both have the same", () => {
    const member = compared();
    member.broadcast(1);
    member.pass(200);
    const [[, told] = []] = member.said();
    const { counts } = Object(told);
    member.hear("n2", fromChild(2, 1, 1, { ack: [OF, 2], counts }));
    member.pass(0);
    expect(member.said()).toEqual([]);
  });
});
