/** Three nodes in a network that delays, reorders, loses and cuts off what they send each other. */

import { expect, test } from "bun:test";
import { type Node } from "eddy";
import { MemoryHost } from "eddy/testing";
import { Keyword, type Edn } from "../../src/bench/edn.ts";
import { toHistory, type Operation } from "../../src/bench/history.ts";
import { Random } from "../../src/bench/random.ts";
import { judgeRwRegister } from "../../src/bench/verdict/txn/judge.ts";
import { parseModels } from "../../src/bench/verdict/txn/models.ts";
import { TransactionGenerator } from "../../src/bench/workloads/txn-generator.ts";
import { makeNode } from "../../src/examples/registers.ts";

const NAMES = ["n1", "n2", "n3"] as const;

type Step = [f: string, key: number, value: number | null];

class Cluster {
  readonly #members: ReadonlyMap<string, { host: MemoryHost; node: Node }>;
  #packets: { src: string; dest: string; body: object }[] = [];
  readonly operations: Operation[] = [];
  #messages = 0;

  constructor() {
    this.#members = new Map(
      NAMES.map((name) => {
        const host = new MemoryHost();
        return [name, { host, node: makeNode(host) }];
      }),
    );
    for (const name of NAMES) this.ask(name, { type: "init", node_id: name, node_ids: NAMES });
  }

  /** Hands a client's request to a node, and returns the answer. */
  ask(name: string, body: object): unknown {
    const request = { src: "c1", dest: name, body: { ...body, msg_id: ++this.#messages } };
    this.#member(name).node.receive(JSON.stringify(request));
    return this.#collect(name);
  }

  transact(name: string, process: number, txn: readonly Step[]): Step[] {
    this.#record("invoke", process, txn);
    const { txn: done } = Object(this.ask(name, { type: "txn", txn }));
    this.#record("ok", process, done);
    return done;
  }

  #record(type: "invoke" | "ok", process: number, txn: readonly Step[]): void {
    const value: Edn = txn.map(([f, key, item]) => [Keyword.of(f), key, item]);
    const index = this.operations.length;
    this.operations.push({ index, timeNs: 1e6 * index, type, process, f: "txn", value });
  }

  /** Delivers one packet of those under way, or loses it. */
  deliver(random: Random, lossProbability: number): void {
    const packet = this.#packets[random.below(this.#packets.length)];
    if (packet === undefined) return;
    this.#packets = this.#packets.filter((other) => other !== packet);
    if (random.chance(lossProbability)) return;
    this.#member(packet.dest).node.receive(JSON.stringify(packet));
    this.#collect(packet.dest);
  }

  pass(ms: number): void {
    for (const name of NAMES) {
      const { host, node } = this.#member(name);
      host.pass(ms, node);
      this.#collect(name);
    }
  }

  get isQuiet(): boolean {
    return this.#packets.length === 0;
  }

  #collect(name: string): unknown {
    let answer: unknown;
    for (const message of this.#member(name).host.take()) {
      const { src, dest, body } = Object(message);
      if (dest === "c1") answer = body;
      else this.#packets.push({ src, dest, body });
    }
    return answer;
  }

  #member(name: string): { host: MemoryHost; node: Node } {
    const member = this.#members.get(name);
    if (member === undefined) throw new Error(`There is no node ${name}`);
    return member;
  }
}

function toTransaction(generator: TransactionGenerator): Step[] {
  return generator
    .next()
    .map(({ key, value }) => [value === undefined ? "r" : "w", key, value ?? null]);
}

test.each([1, 2, 3])(
  "registers are read committed, and agree once nothing is lost, seed %i",
  (seed) => {
    const random = new Random(seed, "registers");
    const generator = new TransactionGenerator(random);
    const cluster = new Cluster();
    for (let step = 0; step < 600; step++) {
      if (random.chance(0.4)) {
        const place = random.below(NAMES.length);
        cluster.transact(NAMES[place] ?? "n1", place, toTransaction(generator));
      } else cluster.deliver(random, 0.3);
      if (step % 50 === 0) cluster.pass(1000);
    }
    const { verdict } = judgeRwRegister(
      toHistory(cluster.operations),
      parseModels("read-committed"),
    );
    expect(verdict.anomalies).toEqual([]);
    expect(verdict.validity).toBe(true);

    for (let round = 0; round < 20; round++) {
      cluster.pass(1000);
      while (!cluster.isQuiet) cluster.deliver(random, 0);
    }
    const all = Array.from({ length: 40 }, (_, key): Step => ["r", key, null]);
    const [first, ...others] = NAMES.map((name, process) => cluster.transact(name, process, all));
    for (const other of others) expect(other).toEqual(first ?? []);
  },
);

test("a transaction sees its own writes, and what is no transaction is refused", () => {
  const cluster = new Cluster();
  expect(
    cluster.transact("n1", 0, [
      ["r", 1, null],
      ["w", 1, 5],
      ["r", 1, null],
    ]),
  ).toEqual([
    ["r", 1, null],
    ["w", 1, 5],
    ["r", 1, 5],
  ]);
  const answer = { type: "error", in_reply_to: 5, code: 12, text: 'No transaction: ["x",1]' };
  expect(cluster.ask("n1", { type: "txn", txn: [["x", 1]] })).toEqual(answer);
});
