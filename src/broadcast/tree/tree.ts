/**
 * The tree strategy: values go up at once, down in batches. This file only connects the parts: the
 * conversation on each link (exchange), the place in the tree (attachment), the beat (window).
 */

import { type Message } from "../../node/message.ts";
import { type Site, type Strategy, type StrategyOptions } from "../strategy.ts";
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
  readonly #site: Site;
  readonly #options: StrategyOptions;
  #parts: Parts | undefined;

  constructor(site: Site, options: StrategyOptions) {
    this.#site = site;
    this.#options = options;
    const { node } = site;
    node.onInit(() => (this.#parts = this.#assemble()));
    node.onUp(() => node.after(REFILL_MS, () => this.#then(() => this.#refill())));
    node.on("push", (message) => this.#then(() => this.#ready.exchange.onPush(message)));
    node.on("digest", (message) => this.#then(() => this.#ready.exchange.onDigest(message)));
    node.on("seek", (message) => this.#then(() => this.#onSeek(message)));
    node.on("offer", (message) => this.#then(() => this.#onOffer(message)));
  }

  received(value: Value, source: string, isNew: boolean): void {
    this.#then(() => this.#ready.exchange.received(value, source, isNew));
  }

  /** Nodes are told by the tree, not by the topology. */
  tell(): void {}

  pathFor(link: Link): readonly string[] {
    return this.#ready.attachment.pathFor(link);
  }

  serves(link: Link): boolean {
    return this.#ready.attachment.serves(link);
  }

  heard(link: Link, path: readonly string[], answered: number | undefined): void {
    this.#ready.attachment.heard(link, path, answered);
  }

  pauseMs(link: Link): number {
    return this.#ready.attachment.pauseMs(link);
  }

  overdue(link: Link): void {
    this.#ready.attachment.suspect(link);
  }

  /** Up at once; down with the window, which the parent's push closes: the root beats for all. */
  news(source: Link | undefined, isLate: boolean): void {
    const { exchange, attachment, window } = this.#ready;
    const { parent, upwards, children } = attachment;
    const now = this.#site.node.now();
    attachment.news(source, now);
    if (source !== undefined && source === parent) {
      this.#flush();
      return;
    }
    if (upwards !== undefined && exchange.hasNews(upwards)) {
      // What home says in the dark others hear as well: that can wait.
      if (source !== undefined && source === attachment.home) exchange.pushSoon(upwards);
      else attachment.pushUp(upwards);
    }
    if (children.areNone) return;
    window.open(now);
    if (isLate) window.hurry();
  }

  #onSeek({ src }: Message): void {
    if (this.#site.node.isNode(src)) this.#ready.attachment.sought(src);
  }

  #onOffer({ src, body }: Message): void {
    const { node } = this.#site;
    const offer = parseOffer(body, (name) => node.isNode(name));
    if (node.isNode(src)) this.#ready.attachment.offered(src, offer, node.now());
  }

  #onAlarm(now: number, hasSlept: boolean): void {
    const { exchange, attachment, window } = this.#ready;
    if (hasSlept) {
      exchange.restart(now);
      attachment.restart(now);
    }
    exchange.run(now);
    attachment.run(now);
    if (now >= window.dueMs(attachment.isRoot)) this.#flush();
  }

  /** One message to each child for which there is something new. */
  #flush(): void {
    const { exchange, attachment, window } = this.#ready;
    const now = this.#site.node.now();
    window.close(now);
    let isAsked = window.lengthMs !== undefined;
    for (const child of attachment.children) {
      if (exchange.isGivenUp(child, now) || !exchange.hasNews(child)) continue;
      exchange.push(child, { ask: !isAsked });
      isAsked = true;
    }
  }

  /** Asks for everything if a client was the first to speak to a node that was started anew. */
  #refill(): void {
    const { exchange, attachment } = this.#ready;
    const hasHeard = exchange.links.values().some(({ incarnation }) => incarnation !== undefined);
    if (hasHeard || exchange.journal.end > 0 || this.#site.neighbours.areGiven) return;
    const [child] = attachment.children;
    const link = attachment.parent ?? child;
    if (link !== undefined) exchange.push(link, { ask: true });
  }

  #tellPath(): void {
    const { exchange, attachment } = this.#ready;
    for (const child of attachment.children) exchange.push(child);
  }

  /** Does something and sees to the alarm. */
  #then(action: () => void): void {
    action();
    const { alarm, attachment, window } = this.#ready;
    alarm.by(Math.min(attachment.dueMs, window.dueMs(attachment.isRoot)));
  }

  get #ready(): Parts {
    if (this.#parts === undefined) throw new Error("Cannot use the tree before init");
    return this.#parts;
  }

  #assemble(): Parts {
    const { flushMs, fanout } = this.#options;
    const { node } = this.#site;
    const alarm = new Alarm(node, (now, hasSlept) => {
      this.#then(() => this.#onAlarm(now, hasSlept));
      alarm.by(exchange.dueMs);
    });
    const places = placesOf(node.nodeIds, fanout);
    const exchange = new Exchange(
      this.#site,
      { places, alarm, counters: this.sometimes, listener: this },
      { ackDelayMs: ACK_DELAY_MS, retryMs: RETRY_MS, relays: true },
    );
    const attachment = new Attachment(exchange, () => this.#tellPath());
    return { exchange, attachment, alarm, window: new Window(exchange.roundTrips, flushMs) };
  }
}

interface Parts {
  readonly exchange: Exchange;
  readonly attachment: Attachment;
  readonly alarm: Alarm;
  readonly window: Window;
}
