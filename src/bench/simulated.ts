/**
 * A cluster of nodes within this process: each is a guest that acts through a Host, as it would
 * behind standard input and output. Nothing takes time here but what waits for a clock.
 */

import { type Host, isLogged, type LogLevel } from "../node/host.ts";
import type { Alarm, Clock } from "./clock.ts";
import type { Cluster, ClusterObserver } from "./cluster.ts";
import { Random } from "./random.ts";

/** What runs in a node: a Node, or whatever else takes lines and wakes. */
export interface Guest {
  receive(line: string): void;
  wake(): void;
}

export type MakeGuest = (host: Host) => Guest;

export interface SimulatedOptions {
  readonly seed: number;
  readonly logLevel: LogLevel;
  /** How long a node takes for each line of input. */
  readonly serviceMs: number;
  /** Gets what a node logs. */
  readonly log?: ((name: string, level: LogLevel, text: string) => void) | undefined;
}

/**
 * What nodes can have to do at one instant before this counts as endless, times their number. A value
 * that floods a thousand nodes, each a neighbour of all, is two thousand for each; what waited for a
 * node that was paused may be some ten thousand.
 */
const TASKS_A_NODE_AT_MOST = 50_000;

/** Input that may wait for one node: some 100 MB. */
const LINES_AT_MOST = 1_000_000;

/** What nodes share. */
interface World {
  readonly clock: Clock;
  readonly observer: ClusterObserver;
  readonly options: SimulatedOptions;
  readonly perform: (name: string, task: () => void) => void;
}

export class SimulatedCluster implements Cluster {
  readonly #clock: Clock;
  readonly #makeGuest: MakeGuest;
  readonly #world: World;
  readonly #nodes = new Map<string, SimulatedNode>();
  readonly #starts = new Map<string, number>();
  #tasks: (() => void)[] = [];
  #isRunning = false;
  /** The instant whose tasks are counted, and how many there were. */
  #instantMs = 0;
  #taskCount = 0;
  /** They would have gone on for ever: nothing is done any more. */
  #isEndless = false;

  constructor(
    clock: Clock,
    observer: ClusterObserver,
    makeGuest: MakeGuest,
    options: SimulatedOptions,
  ) {
    this.#clock = clock;
    this.#makeGuest = makeGuest;
    this.#world = { clock, observer, options, perform: (name, task) => this.#do(name, task) };
  }

  start(name: string): void {
    this.kill(name);
    const start = (this.#starts.get(name) ?? 0) + 1;
    this.#starts.set(name, start);
    const random = new Random(this.#world.options.seed, `node ${name}, start ${start}`);
    this.#nodes.set(name, new SimulatedNode(name, random, this.#makeGuest, this.#world));
  }

  write(name: string, line: string): void {
    const node = this.#nodes.get(name);
    if (node !== undefined) this.#do(name, () => node.receive(line));
  }

  kill(name: string): void {
    this.#nodes.get(name)?.die();
    this.#nodes.delete(name);
  }

  pause(name: string): void {
    this.#nodes.get(name)?.pause();
  }

  resume(name: string): void {
    const node = this.#nodes.get(name);
    if (node !== undefined) this.#do(name, () => node.resume());
  }

  close(): Promise<void> {
    for (const name of this.#nodes.keys()) this.kill(name);
    return Promise.resolve();
  }

  /** Guests never call each other: what one writes to another waits until it has returned. */
  #do(name: string, task: () => void): void {
    this.#count(name);
    if (this.#isEndless) return;
    this.#tasks.push(task);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let done = 0; ; done++) {
        const next = this.#tasks[done];
        if (next === undefined) break;
        next();
      }
    } finally {
      this.#tasks = [];
      this.#isRunning = false;
    }
  }

  /** By instant, since without latency whoever delivers may be what the nodes wait for in turn. */
  #count(name: string): void {
    const nowMs = this.#clock.now();
    if (nowMs !== this.#instantMs) this.#taskCount = 0;
    this.#instantMs = nowMs;
    const tasksAtMost = TASKS_A_NODE_AT_MOST * this.#starts.size;
    if (this.#isEndless || ++this.#taskCount <= tasksAtMost) return;
    this.#isEndless = true;
    for (const node of this.#nodes.values()) node.die();
    this.#world.observer.violated(name, neverSilent(nowMs, tasksAtMost));
  }
}

function neverSilent(timeMs: number, messages: number): string {
  return (
    `Stopped at ${Math.round(timeMs)} ms of virtual time: the nodes sent each other ${messages} ` +
    "messages in that one instant, and would go on for ever. Real messages take their time: give " +
    "them some (--latency 1), or test the nodes as processes (without --virtual)."
  );
}

class SimulatedNode implements Host {
  readonly logLevel: LogLevel;
  readonly #name: string;
  readonly #world: World;
  readonly #random: Random;
  readonly #guest: Guest;
  #alarm: Alarm | undefined;
  /** Input that waits until the node is done with what came before, or goes on after a pause. */
  #input: string[] = [];
  /** How much of it the node has taken. */
  #taken = 0;
  #isAlive = true;
  #isBusy = false;
  #isPaused = false;
  #isWakeDue = false;

  constructor(name: string, random: Random, makeGuest: MakeGuest, world: World) {
    this.#name = name;
    this.#random = random;
    this.#world = world;
    this.logLevel = world.options.logLevel;
    this.#guest = makeGuest(this);
  }

  receive(line: string): void {
    if (!this.#isAlive) return;
    this.#input.push(line);
    if (this.#input.length - this.#taken > LINES_AT_MOST) this.#overflow();
    this.#serve();
  }

  die(): void {
    this.#isAlive = false;
    this.#input = [];
    this.#alarm?.cancel();
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** As a process does: what came meanwhile is read first, then the timers run. */
  resume(): void {
    this.#isPaused = false;
    this.#serve();
    if (this.#isWakeDue) this.#wake();
  }

  now(): number {
    return this.#world.clock.now();
  }

  random(): number {
    return this.#random.next();
  }

  /** A promise of a node that was killed may still write: nobody hears it. */
  write(lines: string): void {
    if (!this.#isAlive) return;
    for (const line of lines.split("\n")) this.#world.observer.wrote(this.#name, line);
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    const middle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    this.write(head + middle + tail);
  }

  wakeAt(timeMs: number): void {
    this.#alarm?.cancel();
    if (timeMs === Infinity || !this.#isAlive) return;
    this.#alarm = this.#world.clock.at(timeMs, () =>
      this.#world.perform(this.#name, () => this.#wake()),
    );
  }

  log(level: LogLevel, text: string): void {
    if (isLogged(level, this.logLevel)) this.#world.options.log?.(this.#name, level, text);
  }

  #serve(): void {
    const { clock, options, perform } = this.#world;
    while (!this.#isPaused && !this.#isBusy) {
      const line = this.#input[this.#taken++];
      if (line === undefined) {
        this.#input = [];
        this.#taken = 0;
        return;
      }
      this.#guest.receive(line);
      if (options.serviceMs === 0) continue;
      this.#isBusy = true;
      clock.at(clock.now() + options.serviceMs, () => {
        this.#isBusy = false;
        perform(this.#name, () => this.#serve());
      });
    }
  }

  #overflow(): void {
    const text =
      `${LINES_AT_MOST} lines wait for node ${this.#name}: ` +
      "the others send more than it can read.";
    this.#input = [];
    this.#taken = 0;
    this.#world.observer.violated(this.#name, text);
  }

  #wake(): void {
    this.#isWakeDue = this.#isPaused;
    if (this.#isAlive && !this.#isPaused) this.#guest.wake();
  }
}
