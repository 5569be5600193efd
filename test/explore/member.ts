/** A node of an explored cluster, in one or more lives, behind a host that the explorer drives. */

import { drainMicrotasks } from "bun:jsc";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { STRATEGIES } from "../../src/broadcast/strategies/index.ts";
import { type TreeCounters } from "../../src/broadcast/tree/counters.ts";
import { Layouts } from "../../src/broadcast/tree/layout.ts";
import { Tree } from "../../src/broadcast/tree/tree.ts";
import { type Host, type Keep, type LogLevel } from "../../src/node/host.ts";
import { NameLists } from "../../src/node/names.ts";
import { Node } from "../../src/node/node.ts";
import { xorshift32 } from "../../src/testing/xorshift.ts";
import { type Mistake } from "../support/mistakes.ts";
import { type Scenario } from "./scenarios.ts";

export interface Surroundings {
  readonly nowMs: number;
  wrote(member: Member, lines: string): void;
  logged(member: Member, text: string): void;
}

const layouts = new Layouts();
const nameLists = new NameLists();

export class Member implements Host {
  readonly name: string;
  readonly logLevel: LogLevel = "error";
  readonly isBacklog: boolean = false;
  readonly #scenario: Scenario;
  readonly #names: readonly string[];
  readonly #place: number;
  readonly #surroundings: Surroundings;
  #node: Node;
  #server: BroadcastServer;
  /** Where that is its strategy. */
  #tree: Tree | undefined;
  /** What its lives kept on disk. What a step says is said when the step is on disk. */
  readonly #records: string[] = [];
  #lives = 0;
  #state = 0;
  wakeMs: number = Infinity;
  /** It does nothing before this time. */
  stillUntilMs: number = -Infinity;
  /** Its timers run no sooner than this. */
  timersLateUntilMs: number = -Infinity;
  isDown: boolean = false;
  /** The counters of lives that are over. */
  readonly past: TreeCounters[] = [];
  /** How many values it was last seen to have. */
  sizeSeen: number = 0;

  constructor(
    place: number,
    names: readonly string[],
    scenario: Scenario,
    surroundings: Surroundings,
  ) {
    this.name = names[place] ?? "";
    this.#names = names;
    this.#place = place;
    this.#scenario = scenario;
    this.#surroundings = surroundings;
    [this.#node, this.#server] = this.#born();
  }

  /** Starts the node, and tells it its name; a node that is started again gets no more than that. */
  start(): void {
    if (this.isDown) [this.#node, this.#server] = this.#born();
    this.isDown = false;
    const body = { type: "init", msg_id: 1, node_id: this.name, node_ids: this.#names };
    this.receive(JSON.stringify({ src: "c0", dest: this.name, body }));
  }

  kill(): void {
    this.isDown = true;
    this.wakeMs = Infinity;
    this.stillUntilMs = -Infinity;
    this.timersLateUntilMs = -Infinity;
    this.sizeSeen = 0;
    if (this.#tree !== undefined) this.past.push(this.#tree.counters);
  }

  receive(line: string): void {
    this.#node.receive(line);
    drainMicrotasks();
  }

  wake(): void {
    this.wakeMs = Infinity;
    this.#node.wake();
    drainMicrotasks();
  }

  get size(): number {
    return this.#server.values.size;
  }

  values(): unknown[] {
    return [...this.#server.values];
  }

  /** From now on it is wrong about another node. Only nodes of `tree` can be. */
  err(about: string, mistake: Mistake): void {
    if (this.isDown || this.#tree === undefined) return;
    const { sender } = this.#tree;
    mistake({ sender, link: sender.links.to(about), nowMs: this.now() });
  }

  /** What runs on it; undefined if it is down, or of another strategy. */
  get tree(): Tree | undefined {
    return this.isDown ? undefined : this.#tree;
  }

  /** Of all its lives; only `tree` counts. */
  get counters(): readonly TreeCounters[] {
    if (this.isDown || this.#tree === undefined) return this.past;
    return [...this.past, this.#tree.counters];
  }

  now(): number {
    return this.#surroundings.nowMs;
  }

  random(): number {
    return (this.#state = xorshift32(this.#state));
  }

  write(lines: string): void {
    this.#surroundings.wrote(this, lines);
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    this.#surroundings.wrote(this, head + new TextDecoder().decode(bytes) + tail);
  }

  wakeAt(timeMs: number): void {
    this.wakeMs = timeMs;
  }

  openDisk(
    _name: string,
    _nodeIds: readonly string[],
    restore: (record: string) => void,
  ): Keep | undefined {
    if (this.#scenario.hasDisks !== true) return undefined;
    this.#records.forEach(restore);
    return (record) => this.#records.push(record);
  }

  log(_level: LogLevel, text: string): void {
    this.#surroundings.logged(this, text);
  }

  #born(): [Node, BroadcastServer] {
    this.#lives++;
    this.#state = 0x9e3779b9 ^ ((this.#place + 1) * 0x85ebca6b) ^ (this.#lives * 0xc2b2ae35);
    const node = new Node(this, nameLists);
    const { strategy, fanout } = this.#scenario;
    const server = new BroadcastServer(node, (context) => {
      const options = { fanout, layouts };
      if (strategy === "tree") this.#tree = new Tree(context, options);
      else STRATEGIES[strategy].make(context, options);
    });
    return [node, server];
  }
}
