/**
 * The tree strategy: values go up at once, down in batches. This file only connects the parts: the
 * conversation on each link (exchange), the place in the tree (attachment), the beat (window).
 */

import { type Message } from "../../node/message.ts";
import { type Timed } from "../replication/alarm.ts";
import { type Arrival, Exchange } from "../replication/exchange.ts";
import { type Link } from "../replication/link.ts";
import { type Sender } from "../replication/sender.ts";
import { type Strategy, type StrategyContext, type StrategyOptions } from "../strategy.ts";
import { type Value } from "../values.ts";
import { Attachment } from "./attachment.ts";
import { TreeCounters } from "./counters.ts";
import { Layout } from "./layout.ts";
import { Window } from "./window.ts";
import { parseOffer } from "./wire.ts";

/**
 * Long enough that most acknowledgements find a push to travel with: longer than any window. Below
 * LEASE_MS with a round trip, so that an adopted child that waits with its acknowledgement is kept.
 */
export const ACK_DELAY_MS = 1500;

/** A heal is to be noticed soon even when there is nothing to say. */
const RETRY_MS = 250;

/** A topology comes within this time of the first sign of the cluster, if at all. */
const REFILL_MS = 1500;

export class Tree implements Strategy, Timed {
  readonly ignoresTopology = true;
  readonly counters: TreeCounters = new TreeCounters();
  readonly #context: StrategyContext;
  readonly #exchange: Exchange;
  readonly #sender: Sender;
  readonly #attachment: Attachment;
  readonly #window: Window;

  constructor(context: StrategyContext, { flushMs, fanout, layouts }: StrategyOptions) {
    const { node } = context;
    const options = { ackDelayMs: ACK_DELAY_MS, retryMs: RETRY_MS, relays: true };
    const layout = layouts?.of(node.nodeIds, fanout) ?? new Layout(node.nodeIds, fanout);
    this.#context = context;
    this.#exchange = new Exchange(context, options, this.counters);
    this.#sender = this.#exchange.sender;
    this.#attachment = new Attachment(this.#sender, layout, this.counters, () => this.#tellPath());
    this.#window = new Window(this.#sender.roundTrips, flushMs);
    this.#exchange.alarm.add(this);
    node.onUp(() => node.after(REFILL_MS, () => this.#refill()));
    node.on("push", (message) => this.#onArrival(this.#exchange.receivePush(message)));
    node.on("digest", (message) => this.#onArrival(this.#exchange.receiveDigest(message)));
    node.on("seek", (message) => this.#onSeek(message));
    node.on("offer", (message) => this.#onOffer(message));
  }

  received(value: Value, source: string, isNew: boolean): void {
    this.#exchange.received(value, source, isNew);
    if (isNew) this.#news(undefined, false);
    this.#schedule();
  }

  /** Nodes are told by the tree, not by the topology. */
  tell(): void {}

  get dueMs(): number {
    return Math.min(this.#attachment.dueMs, this.#window.dueMs(this.#attachment.isRoot));
  }

  run(now: number, hasSlept: boolean): void {
    if (hasSlept) this.#attachment.resumeAfterSleep(now);
    this.#attachment.run(now);
    if (now >= this.#window.dueMs(this.#attachment.isRoot)) this.#flush();
  }

  #onArrival(arrival: Arrival): void {
    this.#attachment.heard(arrival.link, arrival.path, arrival.answers);
    if (arrival.hasNews) this.#news(arrival.link, arrival.isLate);
    this.#exchange.answer(arrival);
    this.#schedule();
  }

  /** Up at once; down with the window, which the parent's push closes: the root beats for all. */
  #news(source: Link | undefined, isLate: boolean): void {
    const { parent, upwards, children } = this.#attachment;
    const now = this.#context.node.now();
    this.#attachment.news(source, now);
    if (source !== undefined && source === parent) {
      this.#flush();
      return;
    }
    if (upwards !== undefined && this.#sender.hasNews(upwards)) {
      // What home says in the dark others hear as well: that can wait.
      if (source !== undefined && source === this.#attachment.home) this.#sender.pushSoon(upwards);
      else this.#attachment.pushUp(upwards);
    }
    if (children.areNone) return;
    this.#window.open(now);
    if (isLate) this.#window.hurry();
  }

  #onSeek({ src }: Message): void {
    if (!this.#context.node.isNode(src)) return;
    this.#attachment.sought(src);
    this.#schedule();
  }

  #onOffer({ src, body }: Message): void {
    const { node } = this.#context;
    const offer = parseOffer(body, (name) => node.isNode(name));
    if (!node.isNode(src)) return;
    this.#attachment.offered(src, offer, node.now());
    this.#schedule();
  }

  /** One message to each child for which there is something new. */
  #flush(): void {
    const now = this.#context.node.now();
    this.#window.close(now);
    let isAsked = this.#window.lengthMs !== undefined;
    for (const child of this.#attachment.children) {
      if (this.#sender.isGivenUp(child, now) || !this.#sender.hasNews(child)) continue;
      this.#sender.push(child, { ask: !isAsked });
      isAsked = true;
    }
  }

  /** Asks for everything if a client was the first to speak to a restarted node. */
  #refill(): void {
    const { links, journal } = this.#sender;
    const hasHeard = links.values().some(({ incoming }) => incoming.incarnation !== undefined);
    if (hasHeard || journal.end > 0 || this.#context.neighbours.areGiven) return;
    const [child] = this.#attachment.children;
    const link = this.#attachment.parent ?? child;
    if (link !== undefined) this.#sender.push(link, { ask: true });
    this.#schedule();
  }

  #tellPath(): void {
    for (const child of this.#attachment.children) this.#sender.push(child);
  }

  /** To be called at the end of whatever may change a time limit. */
  #schedule(): void {
    this.#exchange.alarm.by(this.dueMs);
  }
}
