/**
 * Maelstrom's network (its net.clj): names with a queue each, latency between servers, and cuts. A
 * message from or to a client is never delayed or lost, but waits in the same queues.
 */

import { isClient } from "../../node/message.ts";
import { type FaultCounts, type MessageCounts, type NetCounts } from "./counts.ts";
import { type Clock } from "../time/clock.ts";
import { type Delays, NO_DELAYS } from "../time/jitter.ts";
import { drawLatencyMs, type LatencyDistribution } from "./latency.ts";
import { Random } from "../random.ts";
import { type Medium, type Packet, type PacketContent, Receiver } from "./receiver.ts";

export { type Packet, type PacketContent } from "./receiver.ts";

/** What happens to a packet: it is sent, received or dropped. */
export type NetworkEventType = "send" | "recv" | "drop";

export type NetworkObserver = (type: NetworkEventType, packet: Packet, timeMs: number) => void;

/** By receiver the sources that it does not hear. */
export type Cuts = ReadonlyMap<string, ReadonlySet<string>>;

export interface NetworkOptions {
  readonly seed: number;
  readonly latencyMs: number;
  readonly latencyDistribution: LatencyDistribution;
}

export class Network {
  readonly #medium: Medium;
  readonly #clock: Clock;
  readonly #options: NetworkOptions;
  readonly #observer: NetworkObserver | undefined;
  readonly #receivers = new Map<string, Receiver>();
  /** By receiver and source, since names may hold any character. */
  readonly #links = new Map<string, Map<string, Link>>();
  readonly #cuts = new Map<string, Cuts>();
  readonly #clients = new Counter();
  readonly #servers = new Counter();
  #lossProbability = 0;
  #duplicateProbability = 0;
  #droppedCount = 0;
  #doubledCount = 0;
  #nextId = 0;

  /** `delays` are those of virtual time; the threads of a real machine are late by themselves. */
  constructor(
    clock: Clock,
    options: NetworkOptions,
    observer?: NetworkObserver,
    delays: Delays = NO_DELAYS,
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#observer = observer;
    this.#medium = {
      clock,
      isCut: (receiver, source) => this.isCut(receiver, source),
      received: (packet) => this.#received(packet),
      dropped: (packet) => this.#dropped(packet),
      delays,
    };
  }

  /** Brings a node or a client into the network; `deliver` gets what is sent to it. */
  add(name: string, deliver: (packet: Packet) => void): void {
    if (this.#receivers.has(name)) throw new Error(`Cannot add ${name} to the network twice`);
    this.#receivers.set(name, new Receiver(this.#medium, deliver));
  }

  /** Takes a client out of the network; what is still under way to it is dropped. */
  remove(name: string): void {
    this.#receivers.get(name)?.close();
    this.#receivers.delete(name);
  }

  has(name: string): boolean {
    return this.#receivers.has(name);
  }

  /** Whether the queue of a name is full, so that nothing more should be sent to it. */
  isFull(name: string): boolean {
    return this.#receivers.get(name)?.isFull ?? false;
  }

  /** Sends a message, its body given as text and parsed. Both names must be in the network. */
  send(src: string, dest: string, body: string, content: PacketContent): void {
    const receiver = this.#receivers.get(dest);
    if (receiver === undefined) throw new Error(`Cannot send to ${dest}: not in the network`);
    const packet = { id: this.#nextId++, src, dest, body, content };
    const nowMs = this.#clock.now();
    this.#counter(packet).sent++;
    this.#observer?.("send", packet, nowMs);
    if (involvesClient(packet)) receiver.put(packet, nowMs);
    else this.#sendDelayed(packet, receiver, nowMs);
  }

  /** Cuts receivers from sources. Replaces what this fault had cut before. */
  cut(fault: string, cuts: Cuts): void {
    this.#cuts.set(fault, cuts);
  }

  /** Takes back what this fault cut. */
  heal(fault: string): void {
    this.#cuts.delete(fault);
  }

  isCut(receiver: string, source: string): boolean {
    if (this.#cuts.size === 0) return false;
    return this.#cuts.values().some((cuts) => cuts.get(receiver)?.has(source));
  }

  /** From now on loses each message between servers with this probability. */
  setLoss(probability: number): void {
    this.#lossProbability = probability;
  }

  /** From now on delivers each message between servers twice with this probability. */
  setDuplicates(probability: number): void {
    this.#duplicateProbability = probability;
  }

  /**
   * This node is dead: messages under way to it, and later ones, are lost. Its name stays, so that
   * others may write to it.
   */
  kill(name: string): void {
    this.#receivers.get(name)?.close();
  }

  /** Hands over what comes to this node again. */
  revive(name: string): void {
    const receiver = this.#receivers.get(name);
    if (receiver !== undefined) this.#receivers.set(name, receiver.renewed());
  }

  get counts(): NetCounts {
    const [clients, servers] = [this.#clients.counts, this.#servers.counts];
    return {
      all: {
        sent: clients.sent + servers.sent,
        received: clients.received + servers.received,
        messages: clients.messages + servers.messages,
      },
      clients,
      servers,
    };
  }

  get faultCounts(): FaultCounts {
    return { dropped: this.#droppedCount, doubled: this.#doubledCount };
  }

  #sendDelayed(packet: Packet, receiver: Receiver, nowMs: number): void {
    const { latencyMs, latencyDistribution: distribution } = this.#options;
    if (this.#isEven) {
      receiver.put(packet, nowMs + Math.floor(latencyMs));
      return;
    }
    const link = this.#link(packet);
    if (this.#lossProbability > 0 && link.losses.chance(this.#lossProbability)) {
      this.#dropped(packet);
      return;
    }
    const isDoubled =
      this.#duplicateProbability > 0 && link.duplicates.chance(this.#duplicateProbability);
    if (isDoubled) this.#doubledCount++;
    for (let copies = isDoubled ? 2 : 1; copies > 0; copies--) {
      receiver.put(packet, nowMs + drawLatencyMs(distribution, latencyMs, link.latencies));
    }
  }

  /** Whether all messages are treated the same, so that nothing has to be drawn. */
  get #isEven(): boolean {
    return (
      this.#options.latencyDistribution === "constant" &&
      this.#lossProbability === 0 &&
      this.#duplicateProbability === 0
    );
  }

  #link({ src, dest }: Packet): Link {
    let links = this.#links.get(dest);
    if (links === undefined) {
      links = new Map();
      this.#links.set(dest, links);
    }
    let link = links.get(src);
    if (link === undefined) {
      link = new Link(this.#options.seed, `${src}>${dest}`);
      links.set(src, link);
    }
    return link;
  }

  #received(packet: Packet): void {
    this.#counter(packet).received++;
    this.#observer?.("recv", packet, this.#clock.now());
  }

  #dropped(packet: Packet): void {
    if (!involvesClient(packet)) this.#droppedCount++;
    this.#observer?.("drop", packet, this.#clock.now());
  }

  #counter(packet: Packet): Counter {
    return involvesClient(packet) ? this.#clients : this.#servers;
  }
}

/** The generators of one direction between two nodes, each made at its first use. */
class Link {
  readonly #seed: number;
  readonly #name: string;
  #latencies: Random | undefined;
  #losses: Random | undefined;
  #duplicates: Random | undefined;

  constructor(seed: number, name: string) {
    this.#seed = seed;
    this.#name = name;
  }

  get latencies(): Random {
    return (this.#latencies ??= new Random(this.#seed, `latency ${this.#name}`));
  }

  get losses(): Random {
    return (this.#losses ??= new Random(this.#seed, `loss ${this.#name}`));
  }

  get duplicates(): Random {
    return (this.#duplicates ??= new Random(this.#seed, `duplicate ${this.#name}`));
  }
}

class Counter {
  sent = 0;
  received = 0;

  /** Every message is sent once, so there are as many distinct ones. */
  get counts(): MessageCounts {
    return { sent: this.sent, received: this.received, messages: this.sent };
  }
}

function involvesClient({ src, dest }: Packet): boolean {
  return isClient(src) || isClient(dest);
}
