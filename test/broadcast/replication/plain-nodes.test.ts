/** Nodes of other strategies in the same cluster. */

import { describe, expect, test } from "bun:test";
import { leaf, type Member, OF, push, upward } from "../tree/member.ts";

/** The values of the plain broadcasts to n4 that a member sent since the last call. */
function plain(member: Member): unknown[] {
  return member
    .said()
    .flatMap(([, body]) => (Object(body).type === "broadcast" ? Object(body).message : []));
}

/** A member whose broadcast n4 has not answered for half a minute. */
async function silent(): Promise<Member> {
  const member = leaf();
  member.hear("n4", { type: "broadcast", message: 8 });
  member.pass(29_900);
  expect(plain(member)).toEqual(Array(30).fill(0));
  member.pass(100);
  await Bun.sleep(0);
  member.broadcast(9);
  return member;
}

describe("Nodes of other strategies", () => {
  test("a node that sends a plain broadcast gets each value that is known or comes, until it answers", () => {
    const member = leaf();
    member.hear("n4", { type: "broadcast", message: 8, msg_id: 3 });
    const old = { type: "broadcast", message: 0, msg_id: 1 };
    expect(member.said()).toEqual([
      ["n4", { type: "broadcast_ok", pushes: true, in_reply_to: 3 }],
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

  test("a node that answers nothing for half a minute gets one value every 8 s until it answers", async () => {
    const member = await silent();
    expect(plain(member)).toEqual([0]);
    member.pass(29_900);
    expect(plain(member)).toEqual([0, 0, 0]);
    member.hear("n4", { type: "broadcast_ok", in_reply_to: 2 });
    await Bun.sleep(0);
    expect(plain(member)).toEqual([9]);
  });

  test("and what it lacks when it sends something", async () => {
    const member = await silent();
    expect(plain(member)).toEqual([0]);
    member.hear("n4", { type: "broadcast", message: 8 });
    expect(plain(member)).toEqual([9]);
  });

  test("a value that is refused is not sent again, and at most a hundred wait for an answer", async () => {
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

  test("a node that sends pushes gets no plain broadcasts", () => {
    const member = leaf();
    member.hear("n4", { type: "broadcast", message: 8 });
    expect(plain(member)).toEqual([0]);
    member.hear("n4", push(0, 0, { of: 4, path: ["n4", "n1"] }));
    member.hear("n4", { type: "broadcast", message: 10 });
    member.broadcast(9);
    expect(plain(member)).toEqual([]);
  });

  test("a node that answers that it knows pushes gets none for a minute, whoever sent one in its name", async () => {
    const member = leaf();
    member.hear("n4", { type: "broadcast", message: 8 });
    expect(plain(member)).toEqual([0]);
    member.hear("n4", { type: "broadcast_ok", in_reply_to: 1, pushes: true });
    await Bun.sleep(0);
    member.broadcast(9);
    member.pass(59_999);
    member.hear("n4", { type: "broadcast", message: 8 });
    expect(plain(member)).toEqual([]);
    member.pass(1);
    member.hear("n4", { type: "broadcast", message: 8 });
    expect(plain(member)).toEqual([0, 9]);
  });

  test("a node that sends plain broadcasts gets some, though a push came in its name a minute ago", () => {
    const member = leaf();
    member.hear("n4", push(0, 0, { of: 4, path: ["n4"] }));
    member.pass(59_999);
    member.hear("n4", { type: "broadcast", message: 8 });
    expect(plain(member)).toEqual([]);
    member.pass(1);
    member.hear("n4", { type: "broadcast", message: 8 });
    expect(plain(member)).toEqual([0]);
  });

  test("a node tells itself nothing, even if its own name is the source of a broadcast", () => {
    const member = leaf();
    member.hear("n2", { type: "broadcast", message: 8 });
    member.broadcast(9);
    expect(member.said().filter(([dest]) => dest === "n2")).toEqual([]);
  });
});
