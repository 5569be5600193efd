/** Sentences of src/broadcast/tree/README.md about links: what is said, when, and what is not. */

import { expect, test } from "bun:test";
import { Member, OF, push } from "./member.ts";

const FOUR = ["n1", "n2", "n3", "n4"];

/** A leaf that knows its round trip of 200 ms, and the hub as incarnation 7. */
function leaf(name = "n2"): Member {
  const member = new Member(name, FOUR);
  member.broadcast(0);
  member.host.nowMs = 200;
  member.hear("n1", push(0, 0, { ack: [OF, 1, 0] }));
  expect(member.said()).toEqual([["n1", upward(0, 1, [[name, OF, 0, [0]]], { ask: true }, name)]]);
  return member;
}

function upward(from: number, to: number, runs: unknown, rest: object = {}, name = "n2"): object {
  return { type: "push", of: OF, from, to, path: [name, "n1"], runs, ...rest };
}

/** A hub of fixed windows that heard its children before, each as the incarnation of its number. */
function hub(flushMs = 100): Member {
  const member = new Member("n1", FOUR, { flushMs });
  for (const child of [2, 3, 4]) member.hear(`n${child}`, fromChild(child, 0, 0));
  member.said();
  return member;
}

function fromChild(child: number, from: number, to: number, rest: object = {}): object {
  return { type: "push", of: child, from, to, path: [`n${child}`, "n1"], ...rest };
}

function down(
  child: number,
  from: number,
  to: number,
  runs: unknown,
  held: number[],
): [string, unknown] {
  const [position = 0, heldMs = 0] = held;
  const ack = [child, position, heldMs];
  return [`n${child}`, { type: "push", of: OF, from, to, path: ["n1"], ack, runs }];
}

test("a value goes up at once, and the first push asks since nothing is known of the round trip", () => {
  const member = new Member("n3", FOUR);
  member.broadcast(5);
  const runs = [["n3", OF, 0, [5]]];
  expect(member.said()).toEqual([["n1", upward(0, 1, runs, { ask: true }, "n3")]]);
});

test("the order of node_ids makes no difference to the tree", () => {
  const member = new Member("n10", ["n10", "n9", "n2"]);
  member.broadcast(5);
  expect(member.said().map(([dest]) => dest)).toEqual(["n2"]);
});

test("values that are no plain integers travel as JSON in strings", () => {
  const member = leaf();
  member.node.receive(
    '{"src":"c9","dest":"n2","body":{"type":"broadcast","message":9007199254740993}}',
  );
  member.node.receive('{"src":"c9","dest":"n2","body":{"type":"broadcast","message":{"a":1.0}}}');
  const [first, second] = member.said();
  expect(first?.[1]).toMatchObject({ runs: [["n2", OF, 1, ["9007199254740993"]]] });
  expect(second?.[1]).toMatchObject({ runs: [["n2", OF, 2, ['{"a":1.0}']]] });
});

test("downwards the first value opens a window, and what came meanwhile goes in one message each", () => {
  const member = hub();
  member.pass(1000);
  member.broadcast(1);
  member.pass(1);
  member.said();
  member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]], ack: [OF, 1, 0] }));
  member.hear("n3", fromChild(3, 0, 1, { runs: [["n3", 3, 0, [30]]], ack: [OF, 1, 0] }));
  member.hear("n4", fromChild(4, 0, 0, { ack: [OF, 1, 0] }));
  member.pass(100);
  expect(member.said()).toEqual([]);
  member.pass(1);
  const second = ["n2", 2, 0, [20]];
  const third = ["n3", 3, 0, [30]];
  expect(member.said()).toEqual([
    down(2, 1, 3, [third], [1, 101]),
    down(3, 1, 3, [second], [1, 101]),
    down(4, 1, 3, [second, third], [0, 1102]),
  ]);
});

test("after a silence a value goes down at once", () => {
  const member = hub();
  member.pass(1000);
  member.broadcast(1);
  member.pass(0);
  const run = ["n1", OF, 0, [1]];
  expect(member.said()).toEqual([2, 3, 4].map((child) => down(child, 0, 1, [run], [0, 1000])));
});

test("a value never goes back to whom it came from", () => {
  const member = new Member("n1", ["n1", "n2"]);
  member.hear("n2", fromChild(2, 0, 1, { runs: [["n2", 2, 0, [20]]] }));
  member.pass(1000);
  expect(member.said()).toEqual([]);
  member.pass(1000);
  expect(member.said()).toEqual([
    ["n2", { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ack: [2, 1, 1500] }],
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

test("an acknowledgement waits for a push to travel with", () => {
  const member = leaf();
  member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]] }));
  member.pass(1400);
  member.broadcast(2);
  const runs = [["n2", OF, 1, [2]]];
  expect(member.said()).toEqual([["n1", upward(1, 3, runs, { ack: [7, 1, 1400] })]]);
});

test("without one it comes by itself, and is not acknowledged in turn", () => {
  const member = leaf();
  member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]] }));
  member.pass(1499);
  expect(member.said()).toEqual([]);
  member.pass(1);
  const bare = { type: "push", of: OF, from: 1, to: 2, path: ["n2", "n1"], ack: [7, 1, 1500] };
  expect(member.said()).toEqual([["n1", bare]]);
  member.hear("n1", push(1, 2, { ack: [OF, 2, 0] }));
  member.pass(9000);
  expect(member.said()).toEqual([]);
});

test("a bare acknowledgement that was lost is asked for", () => {
  const member = hub();
  member.pass(1000);
  member.broadcast(1);
  member.pass(0);
  member.said();
  for (const child of [3, 4]) member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, 1, 0] }));
  member.pass(1999);
  expect(member.said()).toEqual([]);
  member.pass(1);
  const again = { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ask: true };
  const runs = [["n1", OF, 0, [1]]];
  expect(member.said()).toEqual([["n2", { ...again, ack: [2, 0, 3000], runs }]]);
  expect(member.counters.retransmission).toBe(1);
});

test("to a child in the dark each push begins at what it has not acknowledged", () => {
  const member = hub();
  const toTwo: unknown[] = [];
  for (let second = 0; second < 5; second++) {
    member.broadcast(second);
    member.pass(1000);
    for (const [dest, body] of member.said()) if (dest === "n2") toTwo.push(Object(body).runs);
    for (const child of [3, 4]) {
      member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, second + 1, 0] }));
    }
  }
  expect(toTwo.slice(0, 2)).toEqual([[["n1", OF, 0, [0]]], [["n1", OF, 1, [1]]]]);
  expect(toTwo.at(-1)).toEqual([["n1", OF, 0, [0, 1, 2, 3, 4]]]);
});

test("a duplicate is acknowledged once and passed on to nobody", () => {
  const member = new Member("n2", ["n1", "n2", "n3", "n4", "n5"], { fanout: 2, flushMs: 100 });
  const twice = push(0, 1, { runs: [["n1", 7, 0, [1]]] });
  member.hear("n1", twice);
  expect(member.said()).toHaveLength(2);
  member.hear("n1", twice);
  member.hear("n1", twice);
  member.pass(1000);
  const bare = { type: "push", of: OF, from: 0, to: 1, path: ["n2", "n1"], ack: [7, 1, 100] };
  expect(member.said()).toEqual([["n1", bare]]);
  expect(member.values).toEqual([1]);
  expect(member.counters.duplicate).toBe(2);
});

test("a gap is reported, what lies behind it is stored and passed on all the same", () => {
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
  member.pass(0);
  expect(member.said()).toEqual([["n1", { ...passedOn, from: 0, ack: [7, 1, 0], gap: true }]]);
  member.hear("n1", push(1, 3, { runs: [["n1", 7, 1, [2, 3]]] }));
  expect(member.values).toEqual([1, 3, 2]);
  expect(member.counters.gap).toBe(1);
});

test("what is reported missing is sent again, from the acknowledged position on", () => {
  const member = hub();
  member.pass(1000);
  member.broadcast(1);
  member.pass(200);
  member.broadcast(2);
  member.pass(200);
  member.said();
  member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 0, 0], gap: true }));
  expect(member.said()).toEqual([down(2, 0, 2, [["n1", OF, 0, [1, 2]]], [0, 1400])]);
});

test("acknowledgements count up only, and not beyond what was sent", () => {
  const member = hub();
  member.pass(1000);
  member.broadcast(1);
  member.pass(0);
  member.said();
  member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 99, 0] }));
  member.hear("n2", fromChild(2, 0, 0, { ack: [OF, 0, 0], gap: true }));
  const nothing = { type: "push", of: OF, from: 1, to: 1, path: ["n1"], ack: [2, 0, 1000] };
  expect(member.said()).toEqual([["n2", nothing]]);
});

test("an acknowledgement of an earlier incarnation is ignored", () => {
  const member = hub();
  member.pass(1000);
  member.broadcast(1);
  member.pass(0);
  member.said();
  for (const child of [2, 3, 4])
    member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [1, 1, 0] }));
  member.pass(2000);
  expect(member.said().map(([dest]) => dest)).toEqual(["n2", "n3", "n4"]);
});

test("a child that comes back empty asks with a digest and gets everything, its own values too", () => {
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
    ["n2", { type: "push", of: OF, from: 0, to: 2, path: ["n1"], ack: [12, 0, 0], re: 1, runs }],
  ]);
  expect(member.counters.restart).toBe(1);
});

test("a restarted node asks with a digest when a push goes on with what it lost", () => {
  const member = new Member("n2", FOUR);
  member.hear("n1", push(40, 41, { runs: [["n3", 9, 13, [5]]], ack: [1, 33, 0] }));
  member.pass(0);
  const digest = { type: "digest", of: OF, id: 1, at: 0, path: ["n2", "n1"], counts: [] };
  expect(member.said()).toEqual([["n1", digest]]);
  expect(member.values).toEqual([5]);
});

test("a push that was meant for an earlier incarnation proves nothing, even from the beginning", () => {
  const member = new Member("n2", FOUR);
  member.hear("n1", push(0, 19, { runs: [["n3", 9, 13, [5]]], ack: [OF + 1, 17, 0], ask: true }));
  member.pass(0);
  const answer = { type: "push", of: OF, from: 0, to: 1, path: ["n2", "n1"], ack: [7, 0, 0] };
  const digest = { type: "digest", of: OF, id: 1, at: 0, path: ["n2", "n1"], counts: [] };
  expect(member.said()).toEqual([
    ["n1", answer],
    ["n1", digest],
  ]);
  expect(member.values).toEqual([5]);
});

test("a restarted node and hears only clients asks its parent for everything", () => {
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

test("a digest claims nothing beyond a gap, so that it is sent again until it is acknowledged", () => {
  const member = new Member("n3", FOUR);
  member.hear("n1", push(0, 1, { runs: [["n4", 9, 0, [40]]] }));
  member.hear("n1", push(2, 3, { runs: [["n4", 9, 2, [42]]], ack: [OF, 0, 0] }));
  member.pass(60_000);
  member.said();
  member.hear("n2", { type: "offer", path: ["n2"], held: 0 });
  const counts = [["n4", 9, 1]];
  const runs = [["n4", 9, 2, [42]]];
  const [[, digest] = []] = member.said();
  expect(digest).toMatchObject({ type: "digest", at: 1, counts });
  const joined = { of: 2, path: ["n2"], re: Object(digest).id, ack: [OF, 1, 0] };
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
  const answer = { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ack: [3, 0, 0] };
  expect(member.said()).toEqual([
    ["n3", { ...answer, ack: [3, 0, 200], re: 5, runs: [["n2", 2, 0, [20]]] }],
    ["n3", { type: "digest", of: OF, id: 1, at: 1, path: ["n1"], counts: [["n2", 2, 1]] }],
  ]);
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
    ["n3", { type: "push", of: OF, from: 0, to: 1, path: ["n1"], ack: [3, 1, 0], re: 6 }],
  ]);
});

test("who hears a longer log of its own takes a new incarnation", () => {
  const member = leaf();
  member.hear("n1", push(0, 1, { runs: [["n2", OF, 1, [99]]] }));
  member.broadcast(3);
  const [body] = member.said().map(([, said]) => said);
  expect(body).toMatchObject({ type: "push", runs: [["n2", expect.any(Number), 0, [3]]] });
  expect(body).not.toMatchObject({ of: OF });
  expect(member.values).toEqual([0, 99, 3]);
});

test("who sends a plain broadcast is told in kind, what is known and what comes, until it answers", () => {
  const member = leaf();
  member.hear("n4", { type: "broadcast", message: 8, msg_id: 3 });
  const old = { type: "broadcast", message: 0, msg_id: 1 };
  expect(member.said()).toEqual([
    ["n4", { type: "broadcast_ok", in_reply_to: 3 }],
    ["n4", old],
    ["n1", upward(1, 2, [["n2", OF, 1, [8]]], { ack: [7, 0, 0] })],
  ]);
  member.hear("n1", push(0, 2, { runs: [["n1", 7, 0, [5, 6]]], ack: [OF, 2, 0] }));
  member.hear("n4", { type: "broadcast", message: 5 });
  member.broadcast(9);
  const plain = member.said().filter(([dest]) => dest === "n4");
  expect(plain.map(([, body]) => Object(body).message)).toEqual([5, 6, 9]);
  for (const id of [1, 2, 4]) member.hear("n4", { type: "broadcast_ok", in_reply_to: id });
  member.pass(1000);
  expect(member.said().filter(([dest]) => dest === "n4")).toEqual([
    ["n4", { type: "broadcast", message: 6, msg_id: 3 }],
  ]);
});

/** The values of the plain broadcasts to n4 that a member sent since the last call. */
function plain(member: Member): unknown[] {
  return member
    .said()
    .flatMap(([, body]) => (Object(body).type === "broadcast" ? Object(body).message : []));
}

test("who answers nothing for half a minute is told nothing more, until it speaks again", async () => {
  const member = leaf();
  member.hear("n4", { type: "broadcast", message: 8 });
  member.pass(29_900);
  expect(plain(member)).toEqual(Array(30).fill(0));
  member.pass(100);
  await Bun.sleep(0);
  member.broadcast(9);
  member.pass(5000);
  expect(plain(member)).toEqual([]);
  member.hear("n4", { type: "broadcast", message: 8 });
  expect(plain(member)).toEqual([0, 9]);
});

test("a value that is refused is not told again, and at most a hundred wait for an answer", async () => {
  const member = leaf();
  const runs = [["n1", 7, 0, Array.from({ length: 150 }, (_, place) => place + 1)]];
  member.hear("n1", push(0, 150, { runs, ack: [OF, 1, 0] }));
  member.hear("n4", { type: "broadcast", message: 50 });
  const first = plain(member);
  expect(first).toHaveLength(100);
  expect(first).not.toContain(50);
  for (let id = 1; id <= 100; id++) {
    const refused = { type: "error", code: 12, text: "no" };
    const answer = id === 1 ? refused : { type: "broadcast_ok" };
    member.hear("n4", { ...answer, in_reply_to: id });
  }
  await Bun.sleep(0);
  expect(plain(member)).toHaveLength(50);
  member.hear("n4", { type: "broadcast", message: 51 });
  expect(plain(member)).toEqual([]);
});

test("who speaks as the tree does is told nothing in kind", () => {
  const member = leaf();
  member.hear("n4", { type: "broadcast", message: 8 });
  expect(plain(member)).toEqual([0]);
  member.hear("n4", push(0, 0, { of: 4, path: ["n4", "n1"] }));
  member.hear("n4", { type: "broadcast", message: 10 });
  member.broadcast(9);
  expect(plain(member)).toEqual([]);
});

/** The seconds in which a node speaks, if each time its parent answers. */
function beats(member: Member): number[] {
  const seconds: number[] = [];
  while (member.host.nowMs < 200_000) {
    member.pass(100);
    const said = member.said();
    if (said.length === 0) continue;
    seconds.push(Math.floor(member.host.nowMs / 1000));
    if (said.some(([dest]) => dest === "n1")) {
      member.hear("n1", push(0, 0, { ack: [OF, 1, 0] }));
    }
  }
  return seconds;
}

test("when all is quiet a parent says so every nine seconds, and after a minute every forty", () => {
  const member = hub();
  member.broadcast(1);
  member.pass(0);
  for (const child of [2, 3, 4]) {
    member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, 1, 0] }));
  }
  member.said();
  expect(beats(member)).toEqual([9, 18, 27, 36, 45, 54, 63, 103, 143, 183]);
});

test("a child that misses a beat asks for it, and says nothing besides", () => {
  expect(beats(leaf())).toEqual([9, 19, 28, 38, 47, 57, 66, 107, 147, 188]);
  const member = leaf();
  for (let second = 0; second < 60; second++) {
    member.pass(1000);
    if (second % 9 === 8) member.hear("n1", push(0, 0));
  }
  expect(member.said()).toEqual([]);
});
