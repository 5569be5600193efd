/**
 * A cluster of nodes within this process: each is a guest that acts through a Host, as it would
 * behind standard input and output. Nodes take turns on cores: a node that has input, or whose time has
 * come, waits for its core, then reads all that has come and runs its timers. How long that takes is
 * decided by the delays (jitter.ts).
 */

import { Backlog } from "../../node/backlog.ts";
import { type Guest, type Host, isLogged, type Keep, type LogLevel } from "../../node/host.ts";
import type { ScheduledCall, Clock } from "../time/clock.ts";
import { Core } from "./core.ts";
import type { Cluster, ClusterObserver } from "./cluster.ts";
import type { Delays } from "../time/jitter.ts";
import { Random } from "../random.ts";
import { VirtualDisk } from "./virtual-disk.ts";

export type MakeGuest = (host: Host) => Guest;

export interface InProcessOptions {
  readonly seed: number;
  readonly logLevel: LogLevel;
  readonly delays: Delays;
  /** Whether each node has a disk that outlives it. */
  readonly hasDisks?: boolean | undefined;
  /** Gets what a node logs. */
  readonly log?: ((name: string, level: LogLevel, text: string) => void) | undefined;
}

/**
 * Lines that nodes can read at one instant before this counts as endless, times their number. A value
 * that floods a thousand nodes, each a neighbour of all, is two thousand for each; what waited for a
 * node that was paused may be some ten thousand.
 */
const LINES_AN_INSTANT_AT_MOST = 50_000;

/** A process reads 64 KiB of its input at once: some 650 lines. */
const LINES_A_TURN_AT_MOST = 650;

/** Input that may wait for one node: some 100 MB. */
const LINES_AT_MOST = 1_000_000;

/** What a node writes is taken as it is. */
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What nodes share. */
interface World {
  readonly clock: Clock;
  readonly observer: ClusterObserver;
  readonly options: InProcessOptions;
  /** A node is about to read a line. False if nodes should do nothing any more. */
  readonly mayRead: (name: string) => boolean;
}

export class InProcessCluster implements Cluster {
  readonly #clock: Clock;
  readonly #makeGuest: MakeGuest;
  readonly #world: World;
  readonly #nodes = new Map<string, InProcessNode>();
  readonly #starts = new Map<string, number>();
  readonly #disks = new Map<string, VirtualDisk>();
  /** By node; the nodes share cores in the order in which they were first started. */
  readonly #cores = new Map<string, Core>();
  #lastCore: Core | undefined;
  /** The instant whose lines are counted, and how many there were. */
  #instantMs = 0;
  #lineCount = 0;
  /** The nodes would have gone on without end, so nothing is done any more. */
  #isEndless = false;

  constructor(
    clock: Clock,
    observer: ClusterObserver,
    makeGuest: MakeGuest,
    options: InProcessOptions,
  ) {
    this.#clock = clock;
    this.#makeGuest = makeGuest;
    this.#world = { clock, observer, options, mayRead: (name) => this.#mayRead(name) };
  }

  start(name: string): void {
    this.kill(name);
    const start = (this.#starts.get(name) ?? 0) + 1;
    this.#starts.set(name, start);
    const random = new Random(this.#world.options.seed, `node ${name}, start ${start}`);
    const core = this.#coreOf(name);
    const disk = this.#world.options.hasDisks ? this.#diskOf(name) : undefined;
    const node = new InProcessNode(name, random, core, disk, this.#makeGuest, this.#world);
    this.#nodes.set(name, node);
  }

  write(name: string, line: string): void {
    this.#nodes.get(name)?.receive(line);
  }

  kill(name: string): void {
    this.#nodes.get(name)?.die();
    this.#nodes.delete(name);
  }

  pause(name: string): void {
    this.#nodes.get(name)?.pause();
  }

  resume(name: string): void {
    this.#nodes.get(name)?.resume();
  }

  close(): Promise<void> {
    for (const name of this.#nodes.keys()) this.kill(name);
    return Promise.resolve();
  }

  #diskOf(name: string): VirtualDisk {
    let disk = this.#disks.get(name);
    if (disk === undefined) {
      disk = new VirtualDisk(new Random(this.#world.options.seed, `disk ${name}`));
      this.#disks.set(name, disk);
    }
    return disk;
  }

  #coreOf(name: string): Core {
    const known = this.#cores.get(name);
    if (known !== undefined) return known;
    const { delays } = this.#world.options;
    const isFull = this.#cores.size % delays.nodesACore === 0;
    const core = isFull ? undefined : this.#lastCore;
    this.#lastCore = core ?? new Core(this.#clock, delays);
    this.#cores.set(name, this.#lastCore);
    return this.#lastCore;
  }

  /** By instant: without latency a delivery may cause the next one at the same time. */
  #mayRead(name: string): boolean {
    const nowMs = this.#clock.now();
    if (nowMs !== this.#instantMs) this.#lineCount = 0;
    this.#instantMs = nowMs;
    const linesAtMost = LINES_AN_INSTANT_AT_MOST * this.#starts.size;
    if (this.#isEndless) return false;
    if (++this.#lineCount <= linesAtMost) return true;
    this.#isEndless = true;
    for (const node of this.#nodes.values()) node.die();
    this.#world.observer.violated(name, neverSilent(nowMs, linesAtMost));
    return false;
  }
}

function neverSilent(timeMs: number, messages: number): string {
  return (
    `Stopped at ${Math.round(timeMs)} ms of virtual time: the nodes sent ${messages} messages to ` +
    "each other in that one instant, and would never stop. Real messages take time: leave out " +
    "--no-jitter, add --latency 1, or leave out --virtual to test processes."
  );
}

class InProcessNode implements Host {
  readonly name: string;
  readonly logLevel: LogLevel;
  readonly #world: World;
  readonly #random: Random;
  readonly #core: Core;
  readonly #disk: VirtualDisk | undefined;
  readonly #guest: Guest;
  #alarm: ScheduledCall | undefined;
  #wakeAtMs = Infinity;
  readonly #backlog = new Backlog();
  /** What came since the last turn. */
  #input: string[] = [];
  #isAlive = true;
  #pausedAtMs: number | undefined;
  /** Whether it waits for its turn. */
  #isWaiting = false;

  constructor(
    name: string,
    random: Random,
    core: Core,
    disk: VirtualDisk | undefined,
    makeGuest: MakeGuest,
    world: World,
  ) {
    this.name = name;
    this.#random = random;
    this.#core = core;
    this.#disk = disk;
    this.#world = world;
    this.logLevel = world.options.logLevel;
    this.#guest = makeGuest(this);
  }

  receive(line: string): void {
    if (!this.#isAlive) return;
    this.#input.push(line);
    if (this.#input.length > LINES_AT_MOST) this.#overflow();
    this.#ask();
  }

  die(): void {
    if (this.#isAlive) this.#disk?.crash();
    this.#isAlive = false;
    this.#input = [];
    this.#alarm?.cancel();
  }

  pause(): void {
    this.#pausedAtMs ??= this.now();
  }

  resume(): void {
    if (this.#pausedAtMs !== undefined) this.#backlog.stoodStill(this.#pausedAtMs, this.now());
    this.#pausedAtMs = undefined;
    this.#ask();
  }

  /** Reads what has come, then runs the timers, as a process does. Returns how many lines it read. */
  turn(): number {
    this.#isWaiting = false;
    if (this.#pausedAtMs !== undefined) return 0;
    const lines = this.#input.splice(0, LINES_A_TURN_AT_MOST);
    if (this.#input.length > 0) this.#backlog.goesOn(this.now());
    for (const line of lines) {
      if (this.#isAlive && this.#world.mayRead(this.name)) this.#guest.receive(line);
    }
    if (this.#isAlive && this.#isWakeDue) {
      this.wakeAt(Infinity);
      this.#guest.wake();
    }
    this.#ask();
    return lines.length;
  }

  get isBacklog(): boolean {
    return this.#backlog.isOpen(this.now());
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
    this.#disk?.sync();
    for (const line of lines.split("\n")) this.#world.observer.wrote(this.name, line);
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    this.write(head + UTF8.decode(bytes) + tail);
  }

  wakeAt(timeMs: number): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#wakeAtMs = timeMs;
    if (timeMs === Infinity || !this.#isAlive) return;
    this.#alarm = this.#world.clock.at(timeMs, () => this.#ask());
  }

  log(level: LogLevel, text: string): void {
    if (isLogged(level, this.logLevel)) this.#world.options.log?.(this.name, level, text);
  }

  openDisk(
    _name: string,
    _nodeIds: readonly string[],
    restore: (record: string) => void,
  ): Keep | undefined {
    const disk = this.#disk;
    disk?.records.forEach((record) => restore(record));
    return disk && ((record) => this.#isAlive && disk.append(record));
  }

  get #isWakeDue(): boolean {
    return this.now() >= this.#wakeAtMs;
  }

  #ask(): void {
    if (this.#isWaiting || this.#pausedAtMs !== undefined || !this.#isAlive) return;
    if (this.#input.length === 0 && !this.#isWakeDue) return;
    this.#isWaiting = true;
    this.#core.ask(this);
  }

  #overflow(): void {
    const text =
      `${LINES_AT_MOST} lines wait for node ${this.name}: ` +
      "the others send more than it can read.";
    this.#input = [];
    this.#world.observer.violated(this.name, text);
  }
}
