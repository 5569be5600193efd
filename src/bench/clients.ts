/**
 * The clients of a test, `c0`, `c1`, … in the order in which they are opened. Each is a name in the
 * network that sends a request and waits for the answer to it (Maelstrom's client.clj).
 */

import type { Alarm, Clock } from "./clock.ts";
import type { Network, Packet, PacketContent } from "./network.ts";

/** What became of a request. Without an answer in time `undefined`. */
export type Answer = PacketContent | undefined;

export class Clients {
  readonly #clock: Clock;
  readonly #network: Network;
  #opened = 0;

  constructor(clock: Clock, network: Network) {
    this.#clock = clock;
    this.#network = network;
  }

  open(): Client {
    return new Client(`c${this.#opened++}`, this.#clock, this.#network);
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
  #lastMsgId = 0;
  #isWaiting = false;
  #settle: ((answer: Answer) => void) | undefined;
  #deadline: Alarm | undefined;

  constructor(name: string, clock: Clock, network: Network) {
    this.name = name;
    this.#clock = clock;
    this.#network = network;
    network.add(name, (packet) => this.#receive(packet));
  }

  /** Sends a body, which it gives a `msg_id` as last key, and waits for the answer to that id. */
  request(dest: string, body: PacketContent, timeoutMs: number): Promise<Answer> {
    if (this.#isWaiting) throw new Error(`${this.name} is waiting for an answer already`);
    this.#isWaiting = true;
    const content = { ...body, msg_id: ++this.#lastMsgId };
    return new Promise((resolve) => {
      this.#settle = (answer) => {
        this.#deadline?.cancel();
        this.#isWaiting = false;
        resolve(answer);
      };
      this.#deadline = this.#clock.at(this.#clock.now() + timeoutMs, () =>
        this.#settle?.(undefined),
      );
      this.#network.send(this.name, dest, JSON.stringify(content), content);
    });
  }

  /** Leaves the network: an answer that comes later finds nobody. */
  close(): void {
    this.#network.remove(this.name);
  }

  /** An answer to what this client no longer waits for is ignored. */
  #receive({ content }: Packet): void {
    if (this.#isWaiting && content["in_reply_to"] === this.#lastMsgId) this.#settle?.(content);
  }
}
