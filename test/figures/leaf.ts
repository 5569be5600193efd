/** A leaf of `tree` by itself, on a host in memory: what it is told comes from its parent. */

import { pushText, runText } from "../../src/broadcast/replication/wire.ts";
import { Layout } from "../../src/broadcast/tree/layout.ts";
import { offerText } from "../../src/broadcast/tree/wire.ts";
import { makeNode } from "../../src/broadcast/make-node.ts";
import { type Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { init } from "../support/messages.ts";

/** Values in a push, and the time between two: as a root at rate 100 has them. */
const BATCH = 10;
const PAUSE_MS = 100;

/** By then the silence of its parent has made an orphan of any node. */
const SILENCE_MS = 120_000;

const INCARNATION = 2 ** 47;
const ENVELOPE_END = '"body":';

export class Leaf {
  readonly #host = new MemoryHost();
  readonly #node: Node;
  readonly #name: string;
  /** From the parent up to the root. */
  readonly #path: readonly string[];
  readonly #speakers: readonly string[];
  #told = 0;

  /** The one of the last place in the tree; values are born at `speakers`, in turn. */
  constructor(names: readonly string[], speakers: readonly string[]) {
    const layout = new Layout(names);
    const [name = "", ...path] = layout.pathOf(layout.names.at(-1) ?? "");
    this.#name = name;
    this.#path = path;
    this.#speakers = speakers;
    this.#node = makeNode(this.#host, { strategy: "tree" });
    this.#node.receive(init(names, name));
    this.#host.lines.length = 0;
  }

  /** Is told values until there are `count`, the numbers from 0. */
  learn(count: number): void {
    while (this.#told < count) {
      const to = Math.min(count, this.#told + BATCH);
      const heading = {
        incarnation: INCARNATION,
        clockMs: this.#host.nowMs,
        from: this.#told,
        to,
        path: this.#path,
        ask: false,
        gap: false,
        full: false,
      };
      const runs: string[] = [];
      for (; this.#told < to; this.#told++) runs.push(this.#run(this.#told));
      this.#hear(pushText(heading, runs));
      this.#host.pass(PAUSE_MS, this.#node);
      this.#host.lines.length = 0;
    }
  }

  /** Hears nothing until it is an orphan, then is offered its old place: the digest that it joins with. */
  digest(): string {
    this.#host.pass(SILENCE_MS, this.#node);
    this.#host.lines.length = 0;
    this.#hear(offerText(this.#path));
    const line = this.#host.lines.find((each) => each.includes('"type":"digest"'));
    if (line === undefined) throw new Error(`${this.#name} sent no digest`);
    return line.slice(line.indexOf(ENVELOPE_END) + ENVELOPE_END.length, -1);
  }

  #run(value: number): string {
    const place = value % this.#speakers.length;
    const first = Math.floor(value / this.#speakers.length);
    const name = this.#speakers[place] ?? "";
    return runText({ name, incarnation: INCARNATION + place, first, values: [value] });
  }

  #hear(body: string): void {
    const [parent = ""] = this.#path;
    this.#node.receive(`{"id":0,"src":"${parent}","dest":"${this.#name}","body":${body}}`);
  }
}
