/** What is sent when there is no news. */

import { describe, expect, test } from "bun:test";
import { FOUR, fromChild, hub, leaf, Member, OF, push } from "./member.ts";

/** The seconds in which a node speaks, if each time its parent answers. */
function beats(member: Member): number[] {
  const seconds: number[] = [];
  while (member.host.nowMs < 200_000) {
    member.pass(100);
    const said = member.said();
    if (said.length === 0) continue;
    seconds.push(Math.floor(member.host.nowMs / 1000));
    if (said.some(([dest]) => dest === "n1")) {
      member.hear("n1", push(0, 0, { ack: [OF, 1] }));
    }
  }
  return seconds;
}

describe("Quiet times", () => {
  test("without news a parent sends a beat every nine seconds, and after a minute every forty", () => {
    const member = hub();
    member.broadcast(1);
    member.pass(0);
    for (const child of [2, 3, 4]) {
      member.hear(`n${child}`, fromChild(child, 0, 0, { ack: [OF, 1] }));
    }
    member.said();
    expect(beats(member)).toEqual([9, 18, 27, 36, 45, 54, 63, 103, 143, 183]);
  });

  test("with each beat a parent offers its place to nodes whose home it is, and that have another parent", () => {
    const member = hub();
    member.hear("n3", { ...fromChild(3, 0, 0), path: ["n3", "n2", "n1"] });
    const saidToThree = (ms: number): unknown[] => {
      member.pass(ms);
      return member.said().filter(([dest]) => dest === "n3");
    };
    expect(saidToThree(8999)).toEqual([]);
    expect(saidToThree(1)).toEqual([["n3", { type: "offer", path: ["n1"] }]]);
  });

  test("a node that never heard a value misses the beats of its parent as well", () => {
    const member = new Member("n2", FOUR);
    member.hear("c1", { type: "topology", topology: { n2: ["n1"] } });
    member.pass(9499);
    expect(member.said()).toEqual([]);
    member.pass(1);
    const ask = { type: "push", of: OF, from: 0, to: 0, path: ["n2", "n1"], ask: true };
    expect(member.said()).toEqual([["n1", ask]]);
  });

  test("a child that misses a beat asks for it, and sends nothing else", () => {
    expect(beats(leaf())).toEqual([9, 19, 28, 38, 47, 57, 66, 107, 147, 188]);
    const member = leaf();
    for (let second = 0; second < 60; second++) {
      member.pass(1000);
      if (second % 9 === 8) member.hear("n1", push(0, 0));
    }
    expect(member.said()).toEqual([]);
  });
});
