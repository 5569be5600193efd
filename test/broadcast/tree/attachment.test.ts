/** When something fails, by the sections of src/broadcast/tree/README.md. */

import { describe, expect, test } from "bun:test";
import { count, countAhead, FOUR, Member, OF, push } from "./member.ts";

/** A leaf that never heard anybody: after five seconds it has given up its parent and asks all. */
function orphan(name: string, names: readonly string[] = FOUR): Member {
  const member = new Member(name, names);
  member.broadcast(0);
  member.pass(4999);
  member.said();
  expect(member.counters.failover).toBe(0);
  member.pass(1);
  const others = names.filter((other) => other !== name);
  expect(member.said()).toEqual(others.map((other) => [other, { type: "seek" }]));
  expect(member.counters.failover).toBe(1);
  return member;
}

function offer(...path: string[]): object {
  return { type: "offer", path };
}

/** How a member asks to be served: a digest whose path names the new parent. */
function join(path: string[], at: number, runs?: unknown): object {
  const [name = ""] = path;
  const digest = {
    type: "digest",
    of: OF,
    id: 1,
    at,
    path,
    counts: at === 0 ? [] : [count(name, OF, at)],
  };
  return runs === undefined ? digest : { ...digest, runs };
}

function subscribe(): object {
  return { type: "digest", of: 3, id: 1, at: 0, path: ["n3", "n2"], counts: [] };
}

/** A leaf that knows eight round trips, of 200 ms each. */
function steady(name: string, names: readonly string[] = FOUR): Member {
  const member = new Member(name, names);
  for (let sample = 0; sample < 8; sample++) {
    member.broadcast(sample);
    const echo = [member.host.nowMs, 0];
    member.pass(200);
    member.hear("n1", push(0, 0, { ack: [OF, sample + 1], echo }));
  }
  member.said();
  return member;
}

/** A push of n1 with one value of its own, which acknowledges the first eight of the member's. */
function news(at: number): object {
  return push(at, at + 1, { ack: [OF, 8], runs: [["n1", 7, at, [100 + at]]] });
}

describe("Suspicion", () => {
  test("a parent that never answered has five seconds, since a round trip may be as long", () => {
    const member = new Member("n2", FOUR);
    member.broadcast(0);
    member.pass(4999);
    expect(member.counters.failover).toBe(0);
    member.pass(1);
    expect(member.counters.failover).toBe(1);
  });

  test("its late answer tells how long answers take, so that the next has as much time", () => {
    const member = new Member("n2", FOUR);
    member.broadcast(0);
    member.pass(4000);
    member.hear("n1", push(0, 0, { ack: [OF, 1], echo: [0, 0] }));
    member.broadcast(1);
    member.pass(9000);
    expect(member.counters.failover).toBe(0);
  });

  test("a parent that is heard but does not acknowledge the first push is given up", () => {
    const member = new Member("n2", FOUR);
    member.broadcast(0);
    member.pass(100);
    member.hear("n1", push(0, 0));
    member.pass(4900);
    expect(member.counters.failover).toBe(1);
  });

  test("a node that gets a seek asks its own parent, and answers when it is sure", () => {
    const member = new Member("n3", FOUR);
    member.pass(5000);
    member.hear("n2", { type: "seek" });
    const ask = { type: "push", of: OF, from: 0, to: 0, path: ["n3", "n1"], ask: true };
    expect(member.said()).toEqual([["n1", ask]]);
    member.hear("n1", push(0, 0));
    expect(member.said()).toEqual([["n2", offer("n3", "n1")]]);
  });

  test("one seek is a reason to ask the parent twice, three of its children are proof", () => {
    for (const [seekers, failovers] of [
      [["n2"], 0],
      [["n2", "n4", "n5"], 1],
    ] as const) {
      const member = steady("n3", ["n1", "n2", "n3", "n4", "n5"]);
      member.pass(5000);
      for (const name of seekers) member.hear(name, { type: "seek" });
      member.pass(300);
      expect(member.counters.failover).toBe(failovers);
      member.pass(300);
      expect(member.counters.failover).toBe(1);
    }
  });

  test("a parent that fell silent and is heard again is not left, though it owes an acknowledgement", () => {
    const member = steady("n2");
    for (let at = 0; at < 10; at++) {
      member.hear("n1", news(at));
      member.pass(200);
    }
    member.broadcast(1);
    member.said();
    // The steady stream stops: the parent is asked.
    member.pass(350);
    expect(member.said().map(([dest, body]) => [dest, Object(body).ask])).toContainEqual([
      "n1",
      true,
    ]);
    // What it had said before comes late: it, or the network, stood still.
    member.hear("n1", news(10));
    member.pass(450);
    expect(member.counters.failover).toBe(0);
    expect(member.said().every(([dest]) => dest === "n1")).toBeTrue();
  });
});

describe("Search", () => {
  test("an orphan joins the best that answered, with what its parent did not acknowledge", () => {
    const member = orphan("n3");
    member.hear("n4", offer("n4"));
    member.hear("n2", offer("n2", "n1"));
    expect(member.said()).toEqual([["n2", join(["n3", "n2", "n1"], 1, [["n3", OF, 0, [0]]])]]);
    const echo = [member.host.nowMs, 0];
    member.hear("n2", push(0, 0, { path: ["n2", "n1"], ack: [OF, 1], echo, re: 1 }));
    expect(member.said()).toEqual([]);
    member.broadcast(5);
    const path = ["n3", "n2", "n1"];
    const pushed = { type: "push", of: OF, from: 1, to: 2, path, ack: [7, 0] };
    expect(member.said()).toEqual([["n2", { ...pushed, runs: [["n3", OF, 1, [5]]] }]]);
    expect(member.counters.adoption).toBe(1);
  });

  test("more than a thousand values do not travel with the question, but after the answer", () => {
    const member = orphan("n3");
    for (let value = 1; value <= 1000; value++) member.broadcast(value);
    member.said();
    member.hear("n2", offer("n2", "n1"));
    expect(member.said()).toEqual([["n2", join(["n3", "n2", "n1"], 1001)]]);
    const answer = { of: 2, path: ["n2", "n1"] };
    member.hear("n2", push(0, 0, { ...answer, ack: [OF, 0], re: 1 }));
    member.said();
    member.hear("n2", { type: "digest", ...answer, id: 1, at: 0, counts: [] });
    const values = Array.from({ length: 1001 }, (_, value) => value);
    expect(member.said()[0]?.[1]).toMatchObject({ re: 1, runs: [["n3", OF, 0, values]] });
  });

  test("an answer to an earlier digest counts, so that a round trip may be longer than expected", () => {
    const member = orphan("n3");
    member.hear("n2", offer("n2", "n1"));
    member.pass(500);
    expect(member.said().map(([, body]) => Object(body).id)).toEqual([1, 2]);
    member.hear("n2", push(0, 0, { path: ["n2", "n1"], ack: [OF, 1], re: 1 }));
    expect(member.counters.adoption).toBe(1);
  });

  test("lowest root first, then fewest hops, then the lowest name", () => {
    const names = ["n1", "n2", "n3", "n4", "n5", "n6"];
    const member = orphan("n6", names);
    member.hear("n2", offer("n2"));
    member.hear("n5", offer("n5", "n4", "n1"));
    member.hear("n4", offer("n4", "n3", "n1"));
    expect(member.said()).toEqual([]);
    member.hear("n3", offer("n3", "n2"));
    // Home, which has just not answered, is not waited for.
    expect(member.said().map(([dest]) => dest)).toEqual(["n4"]);
  });

  test("in a large cluster home, the lowest names and some at random are asked", () => {
    const names = Array.from({ length: 100 }, (_, place) => `n${place}`);
    const member = new Member("n90", names);
    member.broadcast(0);
    member.pass(5000);
    const asked = member
      .said()
      .flatMap(([dest, body]) => (Object(body).type === "seek" ? dest : []));
    expect(asked).toHaveLength(8);
    expect(new Set(asked).size).toBe(8);
    expect(asked).toContainValues(["n0", "n1", "n2", "n3"]);
    expect(asked).not.toContain("n90");
  });

  test("a node never joins one whose path contains it", () => {
    const member = orphan("n3");
    member.hear("n2", offer("n2", "n3"));
    member.pass(500);
    expect(member.said()).toEqual([]);
  });

  test("of two orphans that could adopt each other the lower stays a root and the higher joins it", () => {
    const lower = orphan("n2");
    const higher = orphan("n3");
    lower.hear("n3", offer("n3"));
    higher.hear("n2", offer("n2"));
    lower.pass(500);
    higher.pass(500);
    expect(lower.said()).toEqual([]);
    expect(higher.said()).toEqual([["n2", join(["n3", "n2"], 1, [["n3", OF, 0, [0]]])]]);
  });

  test("without a root the orphans gather under the node with the lowest name", () => {
    const member = orphan("n4");
    member.hear("n3", offer("n3"));
    member.hear("n2", offer("n2"));
    member.pass(500);
    const [[dest] = []] = member.said();
    expect(dest).toBe("n2");
  });
});

describe("Children", () => {
  test("of two nodes that joined each other, one gives up when it sees itself in the other's path", () => {
    const member = orphan("n3");
    member.hear("n2", offer("n2", "n1"));
    member.hear("n2", push(0, 0, { path: ["n2", "n1"], re: 1 }));
    member.said();
    member.hear("n2", push(0, 0, { path: ["n2", "n3"] }));
    expect(member.said().map(([dest, body]) => [dest, Object(body).type])).toEqual([
      ["n2", "push"],
      ["n1", "seek"],
      ["n2", "seek"],
      ["n4", "seek"],
    ]);
  });

  test("a node whose path names this one second is served until its path says otherwise", () => {
    const member = new Member("n1", ["n0", "n1", "n2"], { flushMs: 0 });
    member.hear("n2", { ...subscribe(), path: ["n2", "n1", "n0"] });
    const answer = { type: "push", of: OF, from: 0, to: 0, path: ["n1", "n0"], ack: [3, 0] };
    expect(member.said()).toEqual([["n2", { ...answer, re: 1 }]]);
    member.hear("n0", push(0, 1, { path: ["n0"], runs: [["n0", 7, 0, [1]]] }));
    expect(member.said().map(([dest]) => dest)).toEqual(["n2"]);
    member.hear("n2", push(0, 0, { of: 3, path: ["n2", "n0"], ack: [OF, 1] }));
    member.hear("n0", push(1, 2, { path: ["n0"], runs: [["n0", 7, 1, [2]]] }));
    expect(member.said()).toEqual([]);
  });

  test.each([
    [200, 3600],
    [2000, 7200],
  ])(
    "with round trips of %d ms an adopted child that acknowledges nothing for %d ms is dropped",
    (roundTripMs, leaseMs) => {
      const path = ["n2", "n1", "n0"];
      const member = new Member("n1", ["n0", "n1", "n2"], { flushMs: 0 });
      member.hear("n2", { ...subscribe(), path });
      for (let sample = 0; sample < 8; sample++) {
        const echo = [member.host.nowMs, 0];
        member.pass(roundTripMs);
        member.hear("n2", push(0, 0, { of: 3, path, ack: [OF, 0], echo }));
      }
      member.hear("n0", push(0, 1, { path: ["n0"], runs: [["n0", 7, 0, [1]]] }));
      member.pass(leaseMs - 1);
      member.said();
      member.hear("n0", push(1, 2, { path: ["n0"], runs: [["n0", 7, 1, [2]]] }));
      expect(member.said().map(([dest]) => dest)).toEqual(["n2"]);
      member.pass(6000);
      member.said();
      member.hear("n0", push(2, 3, { path: ["n0"], runs: [["n0", 7, 2, [3]]] }));
      expect(member.said()).toEqual([]);
      member.hear("n2", push(0, 0, { of: 3, path, ack: [OF, 0], ask: true }));
      const runs = [["n0", 7, 0, [1, 2, 3]]];
      expect(member.said()).toHaveLength(1);
      member.hear("n2", push(0, 0, { of: 3, path, ack: [OF, 0], gap: true }));
      expect(member.said()[0]?.[1]).toMatchObject({ from: 0, to: 3, runs });
    },
  );

  test("a node that has no place for another says so, and offers it none", () => {
    const names = Array.from({ length: 300 }, (_, place) => `n${place}`);
    const member = new Member("n299", names, { fanout: 2 });
    const asks = (name: string): unknown => {
      member.hear(name, { ...subscribe(), path: [name, "n299", "n148"] });
      return member.said().find(([dest]) => dest === name)?.[1];
    };
    for (let place = 0; place < 258; place++) expect(asks(`n${place}`)).not.toHaveProperty("full");
    expect(asks("n258")).toMatchObject({ type: "push", re: 1, full: true });
    member.hear("n258", { type: "seek" });
    expect(member.said()).toEqual([]);
    member.hear("n148", push(0, 1, { path: ["n148"], runs: [["n148", 7, 0, [1]]] }));
    expect(member.said().map(([dest]) => dest)).not.toContain("n258");
    // One of the others leaves.
    member.hear("n0", push(0, 0, { of: 3, path: ["n0"] }));
    expect(asks("n258")).not.toHaveProperty("full");
  });

  test("a node that is told so by its parent, or by one that it joins, looks for another", () => {
    const member = orphan("n3");
    member.hear("n2", offer("n2", "n1"));
    expect(member.said().map(([dest]) => dest)).toEqual(["n2"]);
    member.hear("n2", push(0, 0, { path: ["n2", "n1"], re: 1, full: true }));
    expect(member.counters.adoption).toBe(0);
    member.hear("n4", offer("n4", "n1"));
    member.hear("n4", push(0, 0, { of: 4, path: ["n4", "n1"], re: 2 }));
    expect(member.counters.adoption).toBe(1);
    member.said();
    member.hear("n4", push(0, 0, { of: 4, path: ["n4", "n1"], full: true }));
    expect(member.counters.failover).toBe(2);
    expect(member.said().map(([, body]) => Object(body).type)).toContain("seek");
  });

  test("a beat to an adopted child asks whether it is still there", () => {
    const names = Array.from({ length: 70 }, (_, place) => `n${place}`);
    const member = new Member("n0", names);
    member.hear("n40", { ...subscribe(), path: ["n40", "n0"] });
    member.said();
    member.pass(9000);
    const beat = member.said().filter(([dest]) => dest === "n40");
    expect(beat).toHaveLength(1);
    expect(beat[0]?.[1]).toMatchObject({ type: "push", from: 0, to: 0, ask: true });
  });

  test("an offer of a child that was silent for long causes no beat", () => {
    const member = new Member("n1", FOUR);
    for (const child of ["n2", "n3", "n4"])
      member.hear(child, { ...subscribe(), path: [child, "n1"] });
    member.pass(50_000);
    member.said();
    member.hear("n2", offer("n2", "n1"));
    member.pass(0);
    expect(member.said()).toEqual([]);
  });
});

describe("The way home", () => {
  test("an orphan sends a new value to its children at once, and to its home, which may hear it", () => {
    const member = orphan("n2");
    member.hear("n3", subscribe());
    member.said();
    member.pass(2000);
    member.said();
    member.broadcast(5);
    member.pass(0);
    const said = member.said();
    expect(said.map(([dest]) => dest)).toEqual(["n1", "n3"]);
    for (const [, body] of said) expect(body).toMatchObject({ path: ["n2"] });
  });

  test("home is joined when it is heard, and the other parent is left only when home answers", () => {
    const member = orphan("n3");
    member.hear("n2", offer("n2", "n1"));
    member.hear("n2", push(0, 0, { of: 2, path: ["n2", "n1"], ack: [OF, 1], re: 1 }));
    member.said();
    member.hear("n1", push(4, 5, { runs: [["n1", 7, 4, [9]]] }));
    const counts = [count("n3", OF, 1), countAhead("n1", 7, 0)];
    expect(member.said()).toEqual([
      ["n1", { ...join(["n3", "n1"], 1, [["n3", OF, 0, [0]]]), id: 2, counts }],
    ]);
    member.hear("n1", push(0, 5, { runs: [["n1", 7, 0, [5, 6, 7, 8, 9]]], ack: [OF, 2], re: 2 }));
    const farewell = { type: "push", of: OF, path: ["n3", "n1"], ack: [2, 0] };
    const [first, ...rest] = member.said();
    expect(first?.[0]).toBe("n2");
    expect(first?.[1]).toMatchObject(farewell);
    expect(rest).toEqual([]);
    expect(member.counters.goingHome).toBe(1);
  });

  test("offers of home that waited for a node which stood still are answered once", () => {
    const member = orphan("n3");
    member.pass(500);
    member.said();
    for (let count = 0; count < 3; count++) member.hear("n1", offer("n1"));
    expect(member.said().map(([, body]) => Object(body).type)).toEqual(["digest"]);
  });

  test("an orphan asks at home about once a second", () => {
    const member = orphan("n3");
    member.hear("n2", offer("n2", "n1"));
    member.hear("n2", push(0, 0, { of: 2, path: ["n2", "n1"], ack: [OF, 1], re: 1 }));
    member.said();
    let asked = 0;
    for (let second = 0; second < 10; second++) {
      member.pass(1000);
      asked += member.said().filter(([dest]) => dest === "n1").length;
      member.hear("n2", push(0, 0, { of: 2, path: ["n2", "n1"] }));
    }
    expect(asked).toBeGreaterThanOrEqual(6);
    expect(asked).toBeLessThanOrEqual(11);
  });
});

describe("Restarts and pauses", () => {
  test("a node that was not running suspects no other: all time limits start again", () => {
    const member = new Member("n3", FOUR);
    member.broadcast(0);
    member.said();
    member.host.nowMs = 60_000;
    member.node.wake();
    member.said();
    expect(member.counters.failover).toBe(0);
    member.hear("n1", push(0, 1, { runs: [["n1", 7, 0, [1]]], ack: [OF, 1] }));
    member.pass(1000);
    expect(member.counters.failover).toBe(0);
  });

  test("a hub that was restarted is joined again when it is heard", () => {
    const member = orphan("n3");
    member.hear("n2", offer("n2"));
    member.pass(500);
    member.hear("n2", push(0, 0, { of: 2, path: ["n2"], ack: [OF, 1], re: 1 }));
    member.said();
    member.hear("n1", push(0, 1, { of: 8, runs: [["n1", 8, 0, [3]]], ack: [OF, 0] }));
    expect(member.values).toEqual([0, 3]);
    expect(member.said().map(([dest, body]) => [dest, Object(body).type])).toEqual([
      ["n1", "digest"],
    ]);
    member.pass(1500);
    const passedOn = { type: "push", of: OF, from: 1, to: 2, runs: [["n1", 8, 0, [3]]] };
    expect(member.said().find(([dest]) => dest === "n2")?.[1]).toMatchObject(passedOn);
  });
});
