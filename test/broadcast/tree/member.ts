/** One node of a tree, driven by hand: what it is told, what it says, what it holds. */

import { expect } from "bun:test";
import { BroadcastServer } from "../../../src/broadcast/server.ts";
import { type StrategyOptions } from "../../../src/broadcast/strategy.ts";
import { type TreeCounters } from "../../../src/broadcast/tree/counters.ts";
import { Tree } from "../../../src/broadcast/tree/tree.ts";
import { Node } from "../../../src/node/node.ts";
import { isRecord } from "../../support/json.ts";
import { MemoryHost } from "../../support/memory-host.ts";
import { init, line } from "../../support/messages.ts";

/** The incarnation that a member draws from a MemoryHost. */
export const OF: number = 270369 * 2 ** 16 + (67634689 >>> 16);

export class Member {
  readonly host: MemoryHost = new MemoryHost();
  readonly node: Node;
  readonly server: BroadcastServer;
  readonly name: string;
  #tree: Tree | undefined;

  constructor(name: string, names: readonly string[], options: StrategyOptions = {}) {
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

  hear(src: string, body: object): void {
    this.node.receive(line(src, body, this.name));
  }

  pass(ms: number): void {
    this.host.pass(ms, this.node);
  }

  /** What it said since the last call, as [to whom, body]. */
  said(): [string, unknown][] {
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

/** A push, with what is usual left to the defaults: the sender is a leaf below n1. */
export function push(from: number, to: number, rest: object = {}): object {
  return { type: "push", of: 7, from, to, path: ["n1"], ...rest };
}
