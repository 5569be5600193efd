import { describe, expect, test } from "bun:test";
import { Holders } from "../../src/bench/holders.ts";
import { type Packet, type PacketContent } from "../../src/bench/network.ts";
import { completeOptions } from "../../src/bench/options.ts";
import { runVirtual } from "../../src/bench/simulate.ts";
import { guestOf } from "./guests.ts";

/** n1 has value 7, and maybe told n2 of it. */
class Story {
  readonly holders: Holders = new Holders();

  constructor() {
    this.receive(this.packet("c1", "n1", { type: "broadcast", message: 7, msg_id: 3 }));
  }

  packet(src: string, dest: string, content: PacketContent): Packet {
    return { id: 0, src, dest, body: JSON.stringify(content), content };
  }

  send(src: string, dest: string, content: PacketContent): Packet {
    const packet = this.packet(src, dest, content);
    this.holders.network("send", packet);
    return packet;
  }

  receive(packet: Packet): void {
    this.holders.network("recv", packet);
  }
}

describe("a value is lost with its nodes", () => {
  test("if the one that got it was killed before it passed it on", () => {
    const { holders } = new Story();
    expect(holders.lost).toEqual([]);
    holders.killed("n1");
    expect(holders.lost).toEqual([7]);
  });

  test("also if what it said was not delivered, or was of something else", () => {
    const story = new Story();
    story.send("n1", "n2", { type: "broadcast", message: 7 });
    story.receive(story.send("n1", "n3", { type: "broadcast", message: 6 }));
    story.holders.killed("n1");
    expect(story.holders.lost).toEqual([7]);
  });

  test("not if a message that mentions it arrived, wherever in it, and even after the kill", () => {
    const story = new Story();
    const packet = story.send("n1", "n2", { type: "push", runs: [["n1", { values: [6, 7] }]] });
    story.holders.killed("n1");
    story.receive(packet);
    expect(story.holders.lost).toEqual([]);
    story.holders.killed("n2");
    expect(story.holders.lost).toEqual([7]);
  });

  test("not if the killed node got it again", () => {
    const story = new Story();
    story.receive(story.send("n1", "n2", { type: "push", values: [7] }));
    story.holders.killed("n1");
    story.receive(story.send("n2", "n1", { type: "push", values: [7] }));
    story.holders.killed("n2");
    expect(story.holders.lost).toEqual([]);
  });

  test("whoever else says its number: only a holder can pass it on", () => {
    const story = new Story();
    story.receive(story.send("n2", "n3", { type: "push", values: [7] }));
    story.holders.killed("n1");
    expect(story.holders.lost).toEqual([7]);
  });
});

test("nodes that never talk lose with a killed node what it got", async () => {
  const { lostWithNode } = await runVirtual(
    completeOptions({ faults: ["kill"], seed: 2, rate: 20, timeLimitSeconds: 30 }),
    guestOf("local"),
  );
  expect(lostWithNode.length).toBeGreaterThan(10);
  expect(lostWithNode).toEqual(lostWithNode.toSorted((one, other) => one - other));
});
