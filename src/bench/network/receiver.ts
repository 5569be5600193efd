/**
 * A receiver's queue and thread in Maelstrom's network (net.clj `recv!`, process.clj
 * `stdin-thread`). The thread takes the message that is due first, drops it if its source is cut
 * off at that moment, else sleeps until it is due, hands it over, and only then looks at the next.
 * So a message can wait behind one that is due later, and whether it is dropped is decided up to
 * one latency before it is due.
 */

import { type Clock } from "../time/clock.ts";
import { type Due, TimeQueue } from "../../node/time-queue.ts";
import { type Delays } from "../time/jitter.ts";

export interface Packet {
  /** Numbers all messages of a test in the order of sending, from 0. */
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  /** The body's JSON as its sender wrote it, and parsed. */
  readonly body: string;
  readonly content: PacketContent;
}

export type PacketContent = { readonly [key: string]: unknown };

/** What a receiver needs of the network that it is part of. */
export interface Medium {
  readonly clock: Clock;
  /** Whether a packet would be dropped now. */
  isCut(receiver: string, source: string): boolean;
  received(packet: Packet): void;
  dropped(packet: Packet): void;
  readonly delays: Delays;
}

/** Packets that may wait for one receiver: some 500 MB, hours of what a node can read. */
export const PACKETS_AT_MOST = 1_000_000;

interface Entry extends Due {
  readonly packet: Packet;
}

export class Receiver {
  readonly #medium: Medium;
  readonly #deliver: (packet: Packet) => void;
  readonly #queue = new TimeQueue<Entry>();
  #sequence = 0;
  #isBusy = false;
  #isClosed = false;

  constructor(medium: Medium, deliver: (packet: Packet) => void) {
    this.#medium = medium;
    this.#deliver = deliver;
  }

  get isFull(): boolean {
    return this.#queue.size >= PACKETS_AT_MOST;
  }

  /** Queues a packet; of packets that are due at the same time the first one comes first. */
  put(packet: Packet, dueMs: number): void {
    if (this.#isClosed) {
      this.#medium.dropped(packet);
      return;
    }
    this.#queue.add({ packet, timeMs: dueMs, sequence: this.#sequence++, place: 0 });
    if (!this.#isBusy) this.#serve();
  }

  /** Drops what is queued and what comes later. */
  close(): void {
    this.#isClosed = true;
    for (let entry = this.#queue.take(); entry !== undefined; entry = this.#queue.take()) {
      this.#medium.dropped(entry.packet);
    }
  }

  /** One of the same name, with an empty queue. */
  renewed(): Receiver {
    return new Receiver(this.#medium, this.#deliver);
  }

  /** The thread's loop, until it has to sleep for a packet. */
  #serve(): void {
    this.#isBusy = true;
    let isAsleep = false;
    try {
      while (!isAsleep) {
        const entry = this.#queue.take();
        if (entry === undefined) return;
        isAsleep = this.#take(entry);
      }
    } finally {
      this.#isBusy = isAsleep;
    }
  }

  /** Drops a packet, hands it over, or sleeps until it is due: then it returns true. */
  #take({ packet, timeMs: dueMs }: Entry): boolean {
    const { clock, delays } = this.#medium;
    if (this.#medium.isCut(packet.dest, packet.src)) {
      this.#medium.dropped(packet);
      return false;
    }
    // Java's Thread.sleep takes whole milliseconds.
    const nowMs = clock.now();
    const sleepMs = Math.floor(dueMs - nowMs - delays.lookMs);
    if (sleepMs <= 0) {
      this.#hand(packet);
      return false;
    }
    clock.at(nowMs + sleepMs + delays.timerMs(packet.dest), () => {
      try {
        this.#hand(packet);
      } finally {
        this.#serve();
      }
    });
    return true;
  }

  #hand(packet: Packet): void {
    if (this.#isClosed) {
      this.#medium.dropped(packet);
      return;
    }
    this.#medium.received(packet);
    this.#deliver(packet);
  }
}
