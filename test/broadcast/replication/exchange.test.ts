/** The conversation on a link, by the sections of src/broadcast/tree/README.md. */

import { describe, expect, test } from "bun:test";
import {
  count,
  countAhead,
  down,
  FOUR,
  fromChild,
  hub,
  leaf,
  Member,
  OF,
  push,
  upward,
} from "../tree/member.ts";

/** A hub that sent its first value, 1, to its children at 1000 ms. */
function hubThatSent(): Member {
  const member = hub();
  member.pass(1000);
  member.broadcast(1);
  member.pass(0);
  expect(member.said().map(([dest]) => dest)).toEqual(["n2", "n3", "n4"]);
  return member;
}

describe("Acknowledgements", () => {
  test("an acknowledgement waits for a push to travel with", () => {
    const member = leaf();
    member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]] }));
    member.pass(1400);
    member.broadcast(2);
    const runs = [["n2", OF, 1, [2]]];
    expect(member.said()).toEqual([["n1", upward(1, 3, runs, { ack: [7, 1] })]]);
  });

  test("without one it is sent by itself, and is not acknowledged in turn", () => {
    const member = leaf();
    member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]] }));
    member.pass(1499);
    expect(member.said()).toEqual([]);
    member.pass(1);
    const bare = { type: "push", of: OF, from: 1, to: 2, path: ["n2", "n1"], ack: [7, 1] };
    expect(member.said()).toEqual([["n1", bare]]);
    member.hear("n1", push(1, 2, { ack: [OF, 2] }));
    member.pass(9000);
    expect(member.said()).toEqual([]);
  });

  test("a bare acknowledgement that was lost is asked for", () => {
    const member = hubThatSent();
    for (const child of [3, 4]) member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, 1] }));
    member.pass(1999);
    expect(member.said()).toEqual([]);
    member.pass(1);
    const again = { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ask: true };
    const runs = [["n1", OF, 0, [1]]];
    expect(member.said()).toEqual([["n2", { ...again, ack: [2, 0], runs }]]);
    expect(member.counters.retransmission).toBe(1);
  });

  test("acknowledgements only count up, and not beyond what was sent", () => {
    const member = hubThatSent();
    member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 99] }));
    member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 0], ask: true }));
    const nothing = { type: "push", of: OF, from: 1, to: 1, path: ["n1"], ack: [2, 0] };
    expect(member.said()).toEqual([["n2", nothing]]);
  });

  test("a gap before what was acknowledged shows that it was not: it is sent again", () => {
    const member = hubThatSent();
    member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 1] }));
    member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 0], gap: true }));
    expect(member.said()).toEqual([down(2, 0, 1, [["n1", OF, 0, [1]]], 0)]);
  });

  test("an acknowledgement for an earlier incarnation is ignored", () => {
    const member = hubThatSent();
    for (const child of [2, 3, 4])
      member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [1, 1] }));
    member.pass(2000);
    expect(member.said().map(([dest]) => dest)).toEqual(["n2", "n3", "n4"]);
  });
});

describe("Loss and repair", () => {
  test("each push to a child that does not answer begins at what it has not acknowledged", () => {
    const member = hub();
    const toTwo: unknown[] = [];
    for (let second = 0; second < 5; second++) {
      member.broadcast(second);
      member.pass(1000);
      for (const [dest, body] of member.said()) if (dest === "n2") toTwo.push(Object(body).runs);
      for (const child of [3, 4]) {
        member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, second + 1] }));
      }
    }
    expect(toTwo.slice(0, 2)).toEqual([[["n1", OF, 0, [0]]], [["n1", OF, 1, [1]]]]);
    expect(toTwo.at(-1)).toEqual([["n1", OF, 0, [0, 1, 2, 3, 4]]]);
  });

  test("a duplicate is acknowledged once and not passed on", () => {
    const member = new Member("n2", ["n1", "n2", "n3", "n4", "n5"], { fanout: 2, flushMs: 100 });
    const twice = push(0, 1, { runs: [["n1", 7, 0, [1]]] });
    member.hear("n1", twice);
    expect(member.said()).toHaveLength(2);
    member.hear("n1", twice);
    member.hear("n1", twice);
    member.pass(1000);
    const bare = { type: "push", of: OF, from: 0, to: 1, path: ["n2", "n1"], ack: [7, 1] };
    expect(member.said()).toEqual([["n1", bare]]);
    expect(member.values).toEqual([1]);
    expect(member.counters.duplicate).toBe(2);
  });

  test("a gap is reported, and what lies behind it is stored and passed on all the same", () => {
    const member = new Member("n2", ["n1", "n2", "n3", "n4", "n5"], { fanout: 2, flushMs: 100 });
    member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]] }));
    member.said();
    member.hear("n1", push(2, 3, { runs: [["n1", 7, 2, [3]]] }));
    const passedOn = { type: "push", of: OF, from: 1, to: 2, path: ["n2", "n1"] };
    const runs = [["n1", 7, 2, [3]]];
    expect(member.said()).toEqual([
      ["n4", { ...passedOn, runs }],
      ["n5", { ...passedOn, runs }],
    ]);
    // What is missing may have been overtaken.
    member.pass(499);
    expect(member.said()).toEqual([]);
    member.pass(1);
    expect(member.said()).toEqual([["n1", { ...passedOn, from: 0, ack: [7, 1], gap: true }]]);
    member.hear("n1", push(1, 3, { runs: [["n1", 7, 1, [2, 3]]] }));
    expect(member.values).toEqual([1, 3, 2]);
    expect(member.counters.gap).toBe(1);
  });

  test("a gap is reported more and more rarely until it is closed, at last with digests", () => {
    const member = new Member("n2", FOUR);
    member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]] }));
    member.hear("n1", push(2, 3, { runs: [["n1", 7, 2, [3]]] }));
    const reportsWithin = (ms: number): unknown[] => {
      member.pass(ms);
      const bodies = member.said().map(([, body]) => Object(body));
      return bodies.filter(({ gap, type }) => gap || type === "digest").map(({ type }) => type);
    };
    expect([499, 1, 499, 1, 999, 1, 1999, 1].map(reportsWithin)).toEqual([
      [],
      ["push"],
      [],
      ["push"],
      [],
      ["push"],
      [],
      ["digest"],
    ]);
    member.hear("n1", push(1, 3, { runs: [["n1", 7, 1, [2, 3]]] }));
    expect(reportsWithin(8500)).toEqual([]);
  });

  test("what is reported missing is sent again, from the acknowledged position on", () => {
    const member = hub();
    member.pass(1000);
    member.broadcast(1);
    member.pass(200);
    member.broadcast(2);
    member.pass(200);
    member.said();
    member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 0], gap: true }));
    expect(member.said()).toEqual([down(2, 0, 2, [["n1", OF, 0, [1, 2]]], 0)]);
  });
});

describe("Digests", () => {
  test("a child that comes back empty asks with a digest and gets everything, its own values included", () => {
    const member = hub();
    member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]] }));
    member.broadcast(1);
    member.pass(200);
    member.said();
    const digest = { type: "digest", of: 12, id: 1, at: 0, path: ["n2", "n1"], counts: [] };
    member.hear("n2", digest);
    const runs = [
      ["n2", 2, 0, [20]],
      ["n1", OF, 0, [1]],
    ];
    expect(member.said()).toEqual([
      ["n2", { type: "push", of: OF, from: 0, to: 2, path: ["n1"], ack: [12, 0], re: 1, runs }],
    ]);
    expect(member.counters.restart).toBe(1);
  });

  test("a digest claims nothing beyond a gap, so that it is sent again until it is acknowledged", () => {
    const member = new Member("n3", FOUR);
    member.hear("n1", push(0, 1, { runs: [["n4", 9, 0, [40]]] }));
    member.hear("n1", push(2, 3, { runs: [["n4", 9, 2, [42]]], ack: [OF, 0] }));
    member.pass(60_000);
    member.said();
    member.hear("n2", { type: "offer", path: ["n2"] });
    const counts = [countAhead("n4", 9, 1)];
    const runs = [["n4", 9, 2, [42]]];
    const [[, digest] = []] = member.said();
    expect(digest).toMatchObject({ type: "digest", at: 1, counts });
    const joined = { of: 2, path: ["n2"], re: Object(digest).id, ack: [OF, 1] };
    member.hear("n2", push(0, 0, joined));
    expect(member.said().find(([dest]) => dest === "n2")?.[1]).toMatchObject({
      from: 1,
      to: 2,
      runs,
    });
  });

  test("a digest is answered with what it lacks, and with a digest when it has more", () => {
    const member = hub();
    member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]] }));
    member.pass(200);
    member.said();
    const counts = [["n4", 4, 3]];
    member.hear("n3", { type: "digest", of: 3, id: 5, at: 9, path: ["n3", "n1"], counts });
    const answer = { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ack: [3, 0] };
    expect(member.said()).toEqual([
      ["n3", { ...answer, ack: [3, 0], re: 5, runs: [["n2", 2, 0, [20]]] }],
      ["n3", { type: "digest", of: OF, id: 1, at: 1, path: ["n1"], counts: [count("n2", 2, 1)] }],
    ]);
  });

  test("what a digest shows to be missing is asked for until it has come", () => {
    const member = hub();
    const counts = [["n4", 4, 1]];
    member.hear("n3", { type: "digest", of: 3, id: 5, at: 1, path: ["n3", "n1"], counts });
    const digestsWithin = (ms: number): number => {
      member.pass(ms);
      return member.said().filter(([, body]) => Object(body).type === "digest").length;
    };
    expect([0, 500, 500].map(digestsWithin)).toEqual([1, 1, 1]);
    member.hear("n3", fromChild(3, 0, 1, { runs: [["n4", 4, 0, [40]]] }));
    expect(digestsWithin(8500)).toBe(0);
  });

  test("a digest that races a push does no harm: what comes twice counts once", () => {
    const member = hub();
    member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]] }));
    member.hear("n3", {
      type: "digest",
      of: 3,
      id: 6,
      at: 1,
      path: ["n3", "n1"],
      counts: [["n2", 2, 1]],
      runs: [["n2", 2, 0, [20]]],
    });
    expect(member.values).toEqual([20]);
    expect(member.said()).toEqual([
      ["n3", { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ack: [3, 1], re: 6 }],
    ]);
  });
});

describe("Restarts and pauses", () => {
  test("answers that came while a node stood still tell nothing about round trips", () => {
    for (const wakesFirst of [true, false]) {
      const member = hub();
      member.broadcast(1);
      member.pass(1);
      member.host.nowMs += 10_000;
      if (wakesFirst) member.node.wake();
      for (const child of [2, 3, 4]) {
        member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, 1] }));
      }
      member.pass(1000);
      const before = member.counters.retransmission;
      member.broadcast(2);
      member.pass(2500);
      expect(member.counters.retransmission - before).toBeGreaterThanOrEqual(3);
    }
  });

  test("a restarted node answers a push that goes on where its memory was lost with a digest", () => {
    const member = new Member("n2", FOUR);
    member.hear("n1", push(40, 41, { runs: [["n3", 9, 13, [5]]], ack: [1, 33] }));
    member.pass(0);
    const digest = {
      type: "digest",
      of: OF,
      id: 1,
      at: 0,
      path: ["n2", "n1"],
      counts: [countAhead("n3", 9, 0)],
    };
    expect(member.said()).toEqual([["n1", digest]]);
    expect(member.values).toEqual([5]);
  });

  test("a push for an earlier incarnation gives no position, even if it begins at 0", () => {
    const member = new Member("n2", FOUR);
    member.hear("n1", push(0, 19, { runs: [["n3", 9, 13, [5]]], ack: [OF + 1, 17], ask: true }));
    member.pass(0);
    const answer = { type: "push", of: OF, from: 0, to: 1, path: ["n2", "n1"], ack: [7, 0] };
    const digest = {
      type: "digest",
      of: OF,
      id: 1,
      at: 0,
      path: ["n2", "n1"],
      counts: [countAhead("n3", 9, 0)],
    };
    expect(member.said()).toEqual([
      ["n1", answer],
      ["n1", digest],
    ]);
    expect(member.values).toEqual([5]);
  });

  test("a restarted node that hears only clients asks its parent for everything", () => {
    const member = new Member("n2", FOUR);
    const read = { type: "read", msg_id: 1 };
    member.hear("c1", read);
    member.pass(1500);
    const ask = { type: "push", of: OF, from: 0, to: 0, path: ["n2", "n1"], ask: true };
    expect(member.said().slice(1)).toEqual([["n1", ask]]);
    const regular = new Member("n2", FOUR);
    regular.hear("c1", { type: "topology", topology: { n2: ["n1"] } });
    regular.pass(1500);
    expect(regular.said().filter(([dest]) => dest === "n1")).toEqual([]);
  });

  test("one that hears only a node that took it for an adopted child asks its parent as well", () => {
    const member = new Member("n2", FOUR);
    member.hear("n4", push(0, 3, { of: 4, path: ["n4", "n1"], ack: [1, 3], ask: true }));
    member.said();
    member.pass(1500);
    const ask = { type: "push", of: OF, from: 0, to: 0, path: ["n2", "n1"], ask: true };
    expect(member.said()).toEqual([["n1", ask]]);
  });

  test("a restarted node is asked to acknowledge what its earlier incarnation did", () => {
    const member = hub();
    member.pass(1000);
    member.broadcast(1);
    member.pass(0);
    for (const child of [2, 3, 4])
      member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, 1] }));
    member.said();
    member.hear("n2", { ...fromChild(2, 0, 0), of: 12 });
    member.pass(2000);
    const again = { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ask: true };
    const runs = [["n1", OF, 0, [1]]];
    expect(member.said()).toEqual([["n2", { ...again, ack: [12, 0], runs }]]);
  });

  test("a node that gets values of its own that it never sent goes on behind them", () => {
    const member = leaf();
    member.hear("n1", push(0, 1, { runs: [["n2", OF, 1, [99]]] }));
    member.broadcast(3);
    const [body] = member.said().map(([, said]) => said);
    expect(body).toMatchObject({ type: "push", of: OF, runs: [["n2", OF, 2, [3]]] });
    expect(member.values).toEqual([0, 99, 3]);
  });
});
