import { describe, expect, test } from "bun:test";
import { Network, type Cuts, type NetworkOptions } from "../../../src/bench/network/network.ts";
import { VirtualClock } from "../../../src/bench/time/virtual-clock.ts";

const OPTIONS: NetworkOptions = { seed: 1, latencyMs: 100, latencyDistribution: "constant" };

/** A network of n1, n2, n3 and c1 that notes when who receives what, and what is dropped. */
class Site {
  readonly clock: VirtualClock = new VirtualClock();
  readonly network: Network;
  readonly events: string[] = [];

  constructor(options: Partial<NetworkOptions> = {}) {
    this.network = new Network(this.clock, { ...OPTIONS, ...options }, (type, packet, timeMs) => {
      const { src, dest, content } = packet;
      if (type !== "send") {
        this.events.push(`${timeMs} ${type} ${src}>${dest} ${String(content["type"])}`);
      }
    });
    for (const name of ["n1", "n2", "n3", "c1"]) this.network.add(name, () => {});
  }

  at(timeMs: number, action: () => void): void {
    this.clock.at(timeMs, action);
  }

  send(timeMs: number, src: string, dest: string, type: string): void {
    this.at(timeMs, () => this.network.send(src, dest, JSON.stringify({ type }), { type }));
  }

  run(): readonly string[] {
    while (this.clock.step());
    return this.events;
  }
}

function cuts(receiver: string, ...sources: string[]): Cuts {
  return new Map([[receiver, new Set(sources)]]);
}

describe("latency", () => {
  test("delays messages between servers, and none from or to a client", () => {
    const site = new Site();
    site.send(0, "n1", "n2", "a");
    site.send(0, "c1", "n3", "b");
    site.send(0, "n3", "c1", "c");
    expect(site.run()).toEqual(["0 recv c1>n3 b", "0 recv n3>c1 c", "100 recv n1>n2 a"]);
  });

  test("is floored: the thread sleeps for whole milliseconds", () => {
    const site = new Site();
    site.send(0.75, "n1", "n2", "a");
    // The thread turns to it at 100.75, when 99.5 − 0.25 of its latency is left.
    site.send(99.9, "n1", "n2", "b");
    expect(site.run()).toEqual(["100.75 recv n1>n2 a", "199.75 recv n1>n2 b"]);
  });

  test("lets later messages overtake earlier ones when it varies", () => {
    const site = new Site({ latencyDistribution: "exponential" });
    const order: number[] = [];
    site.network.add("n4", ({ id }) => order.push(id));
    for (let message = 0; message < 20; message++) site.send(0, "n1", "n4", "a");
    site.run();
    expect(order).not.toEqual(order.toSorted((one, other) => one - other));
    expect(order.toSorted((one, other) => one - other)).toEqual([...Array(20).keys()]);
  });

  test("keeps the order of messages that are due at the same time", () => {
    const site = new Site();
    for (const type of ["a", "b", "c"]) site.send(0, "n1", "n2", type);
    expect(site.run()).toEqual(["100 recv n1>n2 a", "100 recv n1>n2 b", "100 recv n1>n2 c"]);
  });
});

describe("the receiver's thread", () => {
  test("lets a client's message wait behind a server's that it sleeps for", () => {
    const site = new Site();
    site.send(0, "n1", "n2", "slow");
    site.send(10, "c1", "n2", "fast");
    expect(site.run()).toEqual(["100 recv n1>n2 slow", "100 recv c1>n2 fast"]);
  });

  test("takes what is due first when it is free again", () => {
    const site = new Site();
    site.send(0, "n1", "n2", "first");
    site.send(10, "n1", "n2", "third");
    site.send(20, "c1", "n2", "second");
    expect(site.run()).toEqual([
      "100 recv n1>n2 first",
      "100 recv c1>n2 second",
      "110 recv n1>n2 third",
    ]);
  });

  test("drops a message if receiver and source are cut when it turns to it, not when it is due", () => {
    const site = new Site();
    site.at(0, () => site.network.cut("partition", cuts("n2", "n1")));
    site.send(10, "n1", "n2", "dropped");
    site.at(50, () => site.network.heal("partition"));
    expect(site.run()).toEqual(["10 drop n1>n2 dropped"]);
  });

  test("delivers a message that it sleeps for even if a cut comes meanwhile", () => {
    const site = new Site();
    site.send(0, "n1", "n2", "delivered");
    site.at(50, () => site.network.cut("partition", cuts("n2", "n1")));
    expect(site.run()).toEqual(["100 recv n1>n2 delivered"]);
  });

  test("spares a message that was sent during a cut if it turns to it after the heal", () => {
    const site = new Site();
    site.send(0, "n3", "n2", "head");
    site.at(0, () => site.network.cut("partition", cuts("n2", "n1")));
    site.send(10, "n1", "n2", "spared");
    site.at(50, () => site.network.heal("partition"));
    expect(site.run()).toEqual(["100 recv n3>n2 head", "110 recv n1>n2 spared"]);
  });
});

test("a receiver that fails at one message gets the next ones all the same", () => {
  const site = new Site();
  const got: string[] = [];
  site.network.add("n4", ({ body }) => {
    got.push(body);
    if (body === "bad") throw new Error("what a pity");
  });
  const send = (src: string, body: string): void => site.network.send(src, "n4", body, {});
  expect(() => send("c1", "bad")).toThrow("what a pity");
  send("c1", "good");
  send("n1", "bad");
  send("n1", "delayed");
  expect(() => site.run()).toThrow("what a pity");
  site.run();
  expect(got).toEqual(["bad", "good", "bad", "delayed"]);
});

describe("faults", () => {
  test("cut one direction and leave the other", () => {
    const site = new Site();
    site.at(0, () => site.network.cut("one-way", cuts("n2", "n1")));
    site.send(1, "n1", "n2", "a");
    site.send(1, "n2", "n1", "b");
    expect(site.run()).toEqual(["1 drop n1>n2 a", "101 recv n2>n1 b"]);
  });

  test("overlap: the heal of one leaves what another cuts", () => {
    const { network } = new Site();
    network.cut("partition", cuts("n1", "n2", "n3"));
    network.cut("one-way", cuts("n1", "n2"));
    network.heal("partition");
    expect([network.isCut("n1", "n2"), network.isCut("n1", "n3")]).toEqual([true, false]);
  });

  test("lose and double messages between servers only", () => {
    const site = new Site();
    site.at(0, () => site.network.setLoss(1));
    site.send(1, "n1", "n2", "lost");
    site.send(1, "c1", "n2", "kept");
    site.at(2, () => site.network.setLoss(0));
    site.at(2, () => site.network.setDuplicates(1));
    site.send(3, "n1", "n2", "doubled");
    site.send(3, "n2", "c1", "single");
    expect(site.run()).toEqual([
      "1 drop n1>n2 lost",
      "1 recv c1>n2 kept",
      "3 recv n2>c1 single",
      "103 recv n1>n2 doubled",
      "103 recv n1>n2 doubled",
    ]);
  });

  test("lose about as many messages as the probability says", () => {
    const site = new Site();
    site.network.setLoss(0.2);
    for (let message = 0; message < 2000; message++) site.send(0, "n1", "n2", "a");
    const lost = site.run().filter((event) => event.includes("drop")).length;
    expect(Math.abs(lost - 400)).toBeLessThan(60);
  });

  test("drop what reaches a dead node, a client's message too", () => {
    const site = new Site();
    site.at(50, () => site.network.kill("n2"));
    site.send(60, "c1", "n2", "a");
    site.send(60, "n1", "n2", "b");
    site.at(150, () => site.network.revive("n2"));
    site.send(160, "c1", "n2", "c");
    expect(site.run()).toEqual(["60 drop c1>n2 a", "60 drop n1>n2 b", "160 recv c1>n2 c"]);
  });

  test("drop what was under way to a node when it was killed, even if it is up again when that is due", () => {
    const site = new Site();
    site.send(0, "n1", "n2", "in the thread's hand");
    site.send(10, "n1", "n2", "queued");
    site.at(50, () => site.network.kill("n2"));
    site.at(60, () => site.network.revive("n2"));
    site.send(70, "n1", "n2", "for the new one");
    expect(site.run()).toEqual([
      "50 drop n1>n2 queued",
      "100 drop n1>n2 in the thread's hand",
      "170 recv n1>n2 for the new one",
    ]);
  });
});

test("whether a message is lost says nothing of the latency of another that is not", () => {
  const site = new Site({ latencyDistribution: "uniform" });
  site.network.setLoss(0.5);
  const names = Array.from({ length: 40 }, (_, place) => `n${place + 10}`);
  for (const name of names) {
    site.network.add(name, () => {});
    site.send(0, "n1", name, "a");
  }
  const latencies = site
    .run()
    .filter((event) => event.includes("recv"))
    .map((event) => Number.parseInt(event, 10));
  expect(Math.min(...latencies)).toBeLessThan(60);
  expect(Math.max(...latencies)).toBeGreaterThan(140);
});

describe("names", () => {
  test("enter once, and leave with what is under way to them", () => {
    const site = new Site();
    site.send(0, "n1", "n2", "a");
    site.at(50, () => site.network.remove("n2"));
    expect(site.run()).toEqual(["100 drop n1>n2 a"]);
    expect(site.network.has("n2")).toBeFalse();
    expect(() => site.network.send("n1", "n2", "{}", {})).toThrow("Cannot send to n2");
    expect(() => site.network.add("n1", () => {})).toThrow("Cannot add n1 to the network twice");
  });
});

test("the messages between servers that faults dropped or doubled are counted", () => {
  const site = new Site();
  site.at(0, () => site.network.cut("partition", cuts("n2", "n1")));
  site.send(1, "n1", "n2", "cut off");
  site.at(2, () => site.network.heal("partition"));
  site.at(3, () => site.network.setLoss(1));
  site.send(4, "n1", "n2", "lost");
  site.at(5, () => site.network.setLoss(0));
  site.at(5, () => site.network.setDuplicates(1));
  site.send(6, "n2", "n1", "doubled");
  site.send(7, "c1", "n3", "on its way to the dead");
  site.at(8, () => site.network.kill("n3"));
  site.send(9, "c1", "n3", "to the dead");
  site.send(9, "n1", "n3", "to the dead, twice");
  site.run();
  expect(site.network.faultCounts).toEqual({ dropped: 4, doubled: 2 });
});

test("counts tell clients' messages from servers', and a dropped or doubled one counts once", () => {
  const site = new Site();
  site.at(0, () => site.network.cut("partition", cuts("n2", "n1")));
  site.send(1, "n1", "n2", "dropped");
  site.send(1, "c1", "n2", "request");
  site.send(1, "n2", "c1", "answer");
  site.at(2, () => site.network.setDuplicates(1));
  site.send(3, "n1", "n3", "doubled");
  site.run();
  expect(site.network.counts).toEqual({
    all: { sent: 4, received: 4, messages: 4 },
    clients: { sent: 2, received: 2, messages: 2 },
    servers: { sent: 2, received: 2, messages: 2 },
  });
});

/** What comes over a link of losses, doubles and latencies while others are used as well. */
function deliveries(others: number): readonly string[] {
  const site = new Site({ latencyDistribution: "exponential" });
  site.network.setLoss(0.3);
  site.network.setDuplicates(0.3);
  for (let message = 0; message < others; message++) site.send(0, "n2", "n1", "other");
  for (let message = 0; message < 50; message++) site.send(1000 * message, "n1", "n2", "a");
  return site.run().filter((event) => event.includes("n1>n2"));
}

test("the latencies and losses of a link don't depend on what other links do", () => {
  expect(deliveries(7)).toEqual(deliveries(0));
});
