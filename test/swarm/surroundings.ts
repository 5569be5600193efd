/**
 * Surroundings that are rougher than the bench's: links that are slow, cuts of its own besides the
 * nemesis', clocks that jump, and values of all kinds. It stands between a host and a node, so that
 * the bench need not know: its clients broadcast integers and read integers.
 */

import { type MakeGuest } from "../../src/bench/cluster/in-process.ts";
import { type Guest, type Host, type Keep, type LogLevel } from "../../src/node/host.ts";
import { isClient } from "../../src/node/message.ts";
import { Random } from "../../src/bench/random.ts";
import { isRecord } from "../support/json.ts";
import { fromPayloads, payloadOf } from "./payloads.ts";

/** What is lost for a while, besides what the nemesis cuts. */
export interface Cut {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Nodes that hear nothing of the others, or also say nothing to them. */
  readonly names: ReadonlySet<string>;
  readonly isOneWay: boolean;
}

export interface Jump {
  readonly name: string;
  readonly atMs: number;
  readonly byMs: number;
}

/** From one time to another each message between nodes comes late: by up to so much, in its order. */
export interface Lateness {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly atMostMs: number;
}

export interface Roughness {
  readonly lateness?: Lateness;
  /** What messages to and from these nodes take besides the latency. */
  readonly slowMs: ReadonlyMap<string, number>;
  readonly cuts: readonly Cut[];
  readonly jumps: readonly Jump[];
  /** Whether values are of all kinds instead of integers. */
  readonly hasPayloads: boolean;
}

export function roughen(makeGuest: MakeGuest, roughness: Roughness): MakeGuest {
  return (host) => new RoughGuest(host, makeGuest, roughness);
}

export function isCutNow({ cuts }: Roughness, nowMs: number): boolean {
  return cuts.some(({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs);
}

class RoughGuest implements Guest, Host {
  readonly logLevel: LogLevel;
  readonly #host: Host;
  readonly #roughness: Roughness;
  readonly #guest: Guest;
  /** Learned from the first line. */
  #name = "";
  readonly #random: Random;
  /** In the order in which they are due, since each link is as slow as the next. */
  readonly #delayed: { readonly atMs: number; readonly line: string }[] = [];
  /** On the host's clock. */
  #wakeMs = Infinity;

  constructor(host: Host, makeGuest: MakeGuest, roughness: Roughness) {
    this.#host = host;
    this.logLevel = host.logLevel;
    this.#roughness = roughness;
    this.#random = new Random(host.random(), "lateness");
    this.#guest = makeGuest(this);
  }

  openDisk(...args: Parameters<NonNullable<Host["openDisk"]>>): Keep | undefined {
    return this.#host.openDisk?.(...args);
  }

  receive(line: string): void {
    const message: unknown = JSON.parse(line);
    if (!isRecord(message)) throw new Error(`The bench sent no message: ${line}`);
    this.#name = String(message["dest"]);
    const source = String(message["src"]);
    if (isClient(source)) this.#guest.receive(this.#fromClient(line, message["body"]));
    else if (!this.#isCut(source)) this.#fromNode(line, source);
  }

  wake(): void {
    const now = this.#host.now();
    while ((this.#delayed[0]?.atMs ?? Infinity) <= now) {
      this.#guest.receive(this.#delayed.shift()?.line ?? "");
    }
    if (this.#wakeMs <= now) {
      this.#wakeMs = Infinity;
      this.#guest.wake();
    }
    this.#askToWake();
  }

  get isBacklog(): boolean {
    return this.#host.isBacklog;
  }

  now(): number {
    const now = this.#host.now();
    return now + this.#jumpedMs(now);
  }

  random(): number {
    return this.#host.random();
  }

  write(lines: string): void {
    this.#host.write(lines);
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    if (!this.#roughness.hasPayloads) return this.#host.writeAround(head, bytes, tail);
    this.#host.write(head + fromPayloads(new TextDecoder().decode(bytes)) + tail);
  }

  /** After a jump of the clock this is too late: so is a real process that slept. */
  wakeAt(timeMs: number): void {
    this.#wakeMs = timeMs - this.#jumpedMs(this.#host.now());
    this.#askToWake();
  }

  log(level: LogLevel, text: string): void {
    this.#host.log(level, text);
  }

  #fromClient(line: string, body: unknown): string {
    if (!this.#roughness.hasPayloads || !isRecord(body) || body["type"] !== "broadcast")
      return line;
    const value = Number(body["message"]);
    return line.replace(`"message":${value}`, () => `"message":${payloadOf(value)}`);
  }

  #fromNode(line: string, source: string): void {
    const { slowMs } = this.#roughness;
    const now = this.#host.now();
    const delayMs = Math.max(slowMs.get(source) ?? 0, slowMs.get(this.#name) ?? 0);
    const atMs = Math.max(now + delayMs, this.#lateMs(now));
    if (atMs <= now) return this.#guest.receive(line);
    const later = this.#delayed.findIndex((other) => other.atMs > atMs);
    this.#delayed.splice(later < 0 ? this.#delayed.length : later, 0, { atMs, line });
    this.#askToWake();
  }

  /** Until when a message waits that comes now. */
  #lateMs(now: number): number {
    const { lateness } = this.#roughness;
    if (lateness === undefined || now < lateness.fromMs) return now;
    const isLate = now < lateness.untilMs;
    const untilMs = isLate ? now + lateness.atMostMs * this.#random.float() : now;
    return Math.max(untilMs, this.#delayed.at(-1)?.atMs ?? now);
  }

  #isCut(source: string): boolean {
    const now = this.#host.now();
    return this.#roughness.cuts.some(({ fromMs, untilMs, names, isOneWay }) => {
      if (now < fromMs || now >= untilMs || names.has(source) === names.has(this.#name))
        return false;
      return !isOneWay || names.has(this.#name);
    });
  }

  #jumpedMs(nowMs: number): number {
    let sum = 0;
    for (const { name, atMs, byMs } of this.#roughness.jumps) {
      if (name === this.#name && nowMs >= atMs) sum += byMs;
    }
    return sum;
  }

  #askToWake(): void {
    this.#host.wakeAt(Math.min(this.#wakeMs, this.#delayed[0]?.atMs ?? Infinity));
  }
}
