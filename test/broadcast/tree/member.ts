/** One node of a tree, driven by hand: what it is told, what it says, what it holds. */

import { expect } from "bun:test";
import { BroadcastServer } from "../../../src/broadcast/server.ts";
import { type TreeOptions } from "../../../src/broadcast/tree/tree.ts";
import { type TreeCounters } from "../../../src/broadcast/tree/counters.ts";
import { Tree } from "../../../src/broadcast/tree/tree.ts";
import { Node } from "../../../src/node/node.ts";
import { isRecord } from "../../support/json.ts";
import { MemoryHost } from "../../../src/testing/memory-host.ts";
import { init, line } from "../../support/messages.ts";

/** The incarnation that a member draws from a MemoryHost. */
export const OF: number = 270369 * 2 ** 16 + (67634689 >>> 16);

export class Member {
  readonly host: MemoryHost = new MemoryHost();
  readonly node: Node;
  readonly server: BroadcastServer;
  readonly name: string;
  #tree: Tree | undefined;

  constructor(name: string, names: readonly string[], options: TreeOptions = {}) {
    this.name = name;
    this.node = new Node(this.host);
    this.server = new BroadcastServer(this.node, (site) => (this.#tree = new Tree(site, options)));
    this.node.receive(init(names, name));
    this.host.take();
  }

  get counters(): TreeCounters {
    if (this.#tree === undefined) throw new Error("No tree was made");
    return this.#tree.counters;
  }

  /** A client broadcasts; its answer is left out of `said`. */
  broadcast(value: unknown): void {
    this.node.receive(line("c9", { type: "broadcast", message: value }, this.name));
  }

  /** A push or a digest was sent just now, by a clock like this one's, unless it says when. */
  hear(src: string, body: object): void {
    const hasClock = "type" in body && (body.type === "push" || body.type === "digest");
    const timed = hasClock ? { ms: Math.floor(this.host.nowMs), ...body } : body;
    this.node.receive(line(src, timed, this.name));
  }

  pass(ms: number): void {
    this.host.pass(ms, this.node);
  }

  /** What it said since the last call, as [to whom, body]; times of clocks are checked and left out. */
  said(): [string, unknown][] {
    return this.sent().map(([dest, body]) => [dest, withoutTimes(body)]);
  }

  /** The same with the times. */
  sent(): [string, unknown][] {
    return this.host.take().map((message) => {
      if (!isRecord(message)) throw new Error(`No message: ${JSON.stringify(message)}`);
      expect(message["src"]).toBe(this.name);
      return [String(message["dest"]), message["body"]];
    });
  }

  get values(): unknown[] {
    return [...this.server.values];
  }
}

/** An echo of what was said without delay adds up to the time of the message, but for rounding. */
function withoutTimes(body: unknown): unknown {
  if (!isRecord(body) || !("ms" in body)) return body;
  const { ms, echo, ...rest } = body;
  if (Array.isArray(echo)) {
    expect(Math.abs(Number(echo[0]) + Number(echo[1]) - Number(ms))).toBeLessThanOrEqual(1);
  }
  return rest;
}

/** A push, with what is usual left to the defaults: the sender is a leaf below n1. */
export function push(from: number, to: number, rest: object = {}): object {
  return { type: "push", of: 7, from, to, path: ["n1"], ...rest };
}

/** What a digest says of an origin without a gap. */
export function count(name: string, incarnation: number, values: number): unknown[] {
  return [name, incarnation, values];
}

/** The same of one that has values beyond a gap. */
export function countAhead(name: string, incarnation: number, values: number): unknown[] {
  return [...count(name, incarnation, values), expect.any(Number)];
}

export const FOUR: readonly string[] = ["n1", "n2", "n3", "n4"];

/** A leaf that knows its round trip of 200 ms, and the hub as incarnation 7. */
export function leaf(name = "n2"): Member {
  const member = new Member(name, FOUR);
  member.broadcast(0);
  member.host.nowMs = 200;
  member.hear("n1", push(0, 0, { ack: [OF, 1], echo: [0, 0] }));
  expect(member.said()).toEqual([["n1", upward(0, 1, [[name, OF, 0, [0]]], { ask: true }, name)]]);
  return member;
}

export function upward(
  from: number,
  to: number,
  runs: unknown,
  rest: object = {},
  name = "n2",
): object {
  return { type: "push", of: OF, from, to, path: [name, "n1"], runs, ...rest };
}

/** A hub of fixed windows that heard its children before, each as the incarnation of its number. */
export function hub(flushMs = 100): Member {
  const member = new Member("n1", FOUR, { flushMs });
  for (const child of [2, 3, 4]) member.hear(`n${child}`, fromChild(child, 0, 0));
  member.said();
  return member;
}

export function fromChild(child: number, from: number, to: number, rest: object = {}): object {
  return { type: "push", of: child, from, to, path: [`n${child}`, "n1"], ...rest };
}

export function down(
  child: number,
  from: number,
  to: number,
  runs: unknown,
  position: number,
): [string, unknown] {
  const ack = [child, position];
  return [`n${child}`, { type: "push", of: OF, from, to, path: ["n1"], ack, runs }];
}
