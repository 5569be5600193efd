/**
 * The clients of a test, `c0`, `c1`, … in the order in which they are opened. Each is a name in the
 * network that sends a request and waits for the answer to it (Maelstrom's client.clj).
 */

import type { ScheduledCall, Clock } from "../time/clock.ts";
import { withExactNumbers } from "./jackson.ts";
import type { Network, Packet, PacketContent } from "./network.ts";

/**
 * What became of a request. Without an answer in time `undefined`. Numbers that the node wrote as
 * floats, such as 1.0, and integers beyond 2^53 are raw JSON (`JSON.rawJSON`).
 */
export type Answer = PacketContent | undefined;

/** Hears of a message to a client that answers none of its requests; the last had `msgId`. */
export type UnmatchedObserver = (packet: Packet, msgId: number) => void;

export class Clients {
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #unmatched: UnmatchedObserver;
  #opened = 0;

  constructor(clock: Clock, network: Network, unmatched: UnmatchedObserver = () => {}) {
    this.#clock = clock;
    this.#network = network;
    this.#unmatched = unmatched;
  }

  open(): Client {
    return new Client(`c${this.#opened++}`, this.#clock, this.#network, this.#unmatched);
  }

  /**
   * Whether a client of that name was opened before now, and has left if it is not in the network.
   */
  wasOpened(name: string): boolean {
    const number = /^c(0|[1-9]\d*)$/.exec(name)?.[1];
    return number !== undefined && Number(number) < this.#opened;
  }
}

export class Client {
  readonly name: string;
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #heardUnmatched: UnmatchedObserver;
  /** The first message that answered no request. */
  unmatched: Packet | undefined;
  #lastMsgId = 0;
  #isWaiting = false;
  #settle: ((answer: Answer) => void) | undefined;
  #deadline: ScheduledCall | undefined;

  constructor(name: string, clock: Clock, network: Network, unmatched: UnmatchedObserver) {
    this.name = name;
    this.#heardUnmatched = unmatched;
    this.#clock = clock;
    this.#network = network;
    network.add(name, (packet) => this.#receive(packet));
  }

  /** Sends a body, which it gives a `msg_id` as last key, and waits for the answer to that id. */
  request(dest: string, body: PacketContent, timeoutMs: number): Promise<Answer> {
    if (this.#isWaiting) throw new Error(`${this.name} is waiting for an answer already`);
    this.#isWaiting = true;
    const content = { ...body, msg_id: ++this.#lastMsgId };
    const answered = Promise.withResolvers<Answer>();
    this.#settle = (answer) => {
      this.#deadline?.cancel();
      this.#isWaiting = false;
      answered.resolve(answer);
    };
    this.#deadline = this.#clock.at(this.#clock.now() + timeoutMs, () => this.#settle?.(undefined));
    // In virtual time the answer comes within this call: what fails after it must be heard all the
    // same, as no error within a promise's executor is.
    this.#network.send(this.name, dest, JSON.stringify(content), content);
    return answered.promise;
  }

  /** Leaves the network: an answer that comes later finds nobody. */
  close(): void {
    this.#network.remove(this.name);
  }

  /** An answer to what this client no longer waits for is ignored. */
  #receive(packet: Packet): void {
    const content = withExactNumbers(packet.content, packet.body);
    const replied = content["in_reply_to"];
    if (replied === this.#lastMsgId) this.#settle?.(content);
    else if (!this.#hasAsked(replied)) {
      this.unmatched ??= packet;
      this.#heardUnmatched({ ...packet, content }, this.#lastMsgId);
    }
  }

  #hasAsked(msgId: unknown): boolean {
    return Number.isInteger(msgId) && Number(msgId) > 0 && Number(msgId) <= this.#lastMsgId;
  }
}
