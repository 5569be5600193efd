/**
 * The tree strategy: values go up at once, down in batches. This file only connects the parts: the
 * conversation on each link (exchange), the place in the tree (attachment), the beat (window).
 */

import { type Message } from "../../node/message.ts";
import { type Strategy, type StrategyContext, type StrategyOptions } from "../strategy.ts";
import { type Value } from "../values.ts";
import { Alarm } from "./alarm.ts";
import { Attachment } from "./attachment.ts";
import { type Counters, newCounters } from "./counters.ts";
import { Exchange, type Listener } from "./exchange.ts";
import { type Link } from "./link.ts";
import { placesOf } from "./places.ts";
import { Window } from "./window.ts";
import { parseOffer } from "./wire.ts";

/** Long enough that most acknowledgements find a push to travel with. */
const ACK_DELAY_MS = 1500;

/** A heal is to be noticed soon even when there is nothing to say. */
const RETRY_MS = 250;

/** A topology comes within this time of the first sign of the cluster, if at all. */
const REFILL_MS = 1500;

export class Tree implements Strategy, Listener {
  readonly ignoresTopology = true;
  /** How often each path was taken. */
  readonly sometimes: Counters = newCounters();
  readonly #context: StrategyContext;
  readonly #exchange: Exchange;
  readonly #attachment: Attachment;
  readonly #window: Window;
  readonly #alarm: Alarm;

  constructor(context: StrategyContext, { flushMs, fanout }: StrategyOptions) {
    const { node } = context;
    this.#context = context;
    this.#alarm = new Alarm(node, (now, hasSlept) => this.#onAlarm(now, hasSlept));
    this.#exchange = new Exchange(
      context,
      {
        places: placesOf(node.nodeIds, fanout),
        alarm: this.#alarm,
        counters: this.sometimes,
        listener: this,
      },
      { ackDelayMs: ACK_DELAY_MS, retryMs: RETRY_MS, relays: true },
    );
    this.#attachment = new Attachment(this.#exchange, () => this.#tellPath());
    this.#window = new Window(this.#exchange.roundTrips, flushMs);
    node.onUp(() => node.after(REFILL_MS, () => this.#refill()));
    node.on("push", (message) => this.#onPush(message));
    node.on("digest", (message) => this.#onDigest(message));
    node.on("seek", (message) => this.#onSeek(message));
    node.on("offer", (message) => this.#onOffer(message));
  }

  received(value: Value, source: string, isNew: boolean): void {
    this.#exchange.received(value, source, isNew);
    this.#schedule();
  }

  /** Nodes are told by the tree, not by the topology. */
  tell(): void {}

  pathFor(link: Link): readonly string[] {
    return this.#attachment.pathFor(link);
  }

  serves(link: Link): boolean {
    return this.#attachment.serves(link);
  }

  heard(link: Link, path: readonly string[], answered: number | undefined): void {
    this.#attachment.heard(link, path, answered);
  }

  pauseMs(link: Link): number {
    return this.#attachment.pauseMs(link);
  }

  overdue(link: Link): void {
    this.#attachment.suspect(link);
  }

  /** Up at once; down with the window, which the parent's push closes: the root beats for all. */
  news(source: Link | undefined, isLate: boolean): void {
    const { parent, upwards, children } = this.#attachment;
    const now = this.#context.node.now();
    this.#attachment.news(source, now);
    if (source !== undefined && source === parent) {
      this.#flush();
      return;
    }
    if (upwards !== undefined && this.#exchange.hasNews(upwards)) {
      // What home says in the dark others hear as well: that can wait.
      if (source !== undefined && source === this.#attachment.home)
        this.#exchange.pushSoon(upwards);
      else this.#attachment.pushUp(upwards);
    }
    if (children.areNone) return;
    this.#window.open(now);
    if (isLate) this.#window.hurry();
  }

  #onPush(message: Message): void {
    this.#exchange.onPush(message);
    this.#schedule();
  }

  #onDigest(message: Message): void {
    this.#exchange.onDigest(message);
    this.#schedule();
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

  #onAlarm(now: number, hasSlept: boolean): void {
    if (hasSlept) {
      this.#exchange.restart(now);
      this.#attachment.restart(now);
    }
    this.#exchange.run(now);
    this.#attachment.run(now);
    if (now >= this.#window.dueMs(this.#attachment.isRoot)) this.#flush();
    this.#schedule();
    this.#alarm.by(this.#exchange.dueMs);
  }

  /** One message to each child for which there is something new. */
  #flush(): void {
    const now = this.#context.node.now();
    this.#window.close(now);
    let isAsked = this.#window.lengthMs !== undefined;
    for (const child of this.#attachment.children) {
      if (this.#exchange.isGivenUp(child, now) || !this.#exchange.hasNews(child)) continue;
      this.#exchange.push(child, { ask: !isAsked });
      isAsked = true;
    }
  }

  /** Asks for everything if a client was the first to speak to a node that was started anew. */
  #refill(): void {
    const hasHeard = this.#exchange.links
      .values()
      .some(({ incarnation }) => incarnation !== undefined);
    if (hasHeard || this.#exchange.journal.end > 0 || this.#context.neighbours.areGiven) return;
    const [child] = this.#attachment.children;
    const link = this.#attachment.parent ?? child;
    if (link !== undefined) this.#exchange.push(link, { ask: true });
    this.#schedule();
  }

  #tellPath(): void {
    for (const child of this.#attachment.children) this.#exchange.push(child);
  }

  /** Sees to the alarm: to be called at the end of whatever may change a time limit. */
  #schedule(): void {
    const windowMs = this.#window.dueMs(this.#attachment.isRoot);
    this.#alarm.by(Math.min(this.#attachment.dueMs, windowMs));
  }
}
