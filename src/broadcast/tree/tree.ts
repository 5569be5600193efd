/**
 * The tree strategy: values go up at once and down in batches. This file connects the parts: the
 * conversation on each link (exchange), the place in the tree (attachment), the batches (window).
 */

import { malformed } from "../../node/errors.ts";
import { type Message } from "../../node/message.ts";
import { type Timed } from "../replication/alarm.ts";
import { type Arrival, Exchange } from "../replication/exchange.ts";
import { type Link } from "../replication/link.ts";
import { type Sender } from "../replication/sender.ts";
import { PATH_AT_MOST } from "../replication/wire.ts";
import { type Verbs } from "../strategy.ts";
import { type Value } from "../values.ts";
import { Attachment } from "./attachment.ts";
import { TreeCounters } from "./counters.ts";
import { Layout, type Layouts } from "./layout.ts";
import { Window } from "./window.ts";
import { parseOffer } from "./wire.ts";

/** Most acknowledgements find a push to travel with within this time: it is above the longest window. */
export const ACK_DELAY_MS = 1500;

/** The end of a cut is to be noticed soon even when there is nothing to say. */
export const RETRY_MS = 250;

/**
 * If no topology has come within this time, this node was restarted in the middle of a test. More
 * than what the strategies of the chapter wait before they do without one.
 */
export const REFILL_MS = 1500;

export interface TreeOptions {
  /**
   * How long a node collects values before it sends them down the tree; by default a round trip.
   */
  readonly flushMs?: number | undefined;
  /** Children of each node of the tree; the default depends on the number of nodes. */
  readonly fanout?: number | undefined;
  /** Shared by the nodes of one process, so that each need not keep the names of all. */
  readonly layouts?: Layouts | undefined;
}

export class Tree implements Timed {
  readonly counters: TreeCounters = new TreeCounters();
  readonly #verbs: Verbs;
  readonly #exchange: Exchange;
  /** What this node has and what it believes of others; public for tests. */
  readonly sender: Sender;
  /** Its place in the tree; public for tests. */
  readonly attachment: Attachment;
  readonly #window: Window;

  constructor(verbs: Verbs, { flushMs, fanout, layouts }: TreeOptions) {
    const { node } = verbs;
    const options = { ackDelayMs: ACK_DELAY_MS, retryMs: RETRY_MS, relays: true };
    const layout = layouts?.layoutFor(node.nodeIds, fanout) ?? new Layout(node.nodeIds, fanout);
    checkDepth(layout);
    this.#verbs = verbs;
    this.#exchange = new Exchange(verbs, options, this.counters);
    this.sender = this.#exchange.sender;
    this.attachment = new Attachment(this.sender, layout, this.counters, () => this.#tellPath());
    this.#window = new Window(this.sender.roundTrips, flushMs);
    this.#exchange.alarm.add(this);
    verbs.ignoreTopology();
    verbs.onValue((value) => this.#onValue(value));
    node.onUp(() => this.#start());
    node.on("push", (message) => this.#onArrival(this.#exchange.receivePush(message)));
    node.on("digest", (message) => this.#onArrival(this.#exchange.receiveDigest(message)));
    node.on("seek", (message) => this.#onSeek(message));
    node.on("offer", (message) => this.#onOffer(message));
  }

  get dueMs(): number {
    return Math.min(this.attachment.dueMs, this.#window.dueMs(this.attachment.isRoot));
  }

  run(now: number, hasSlept: boolean): void {
    if (hasSlept) this.attachment.slept(now);
    this.attachment.run(now);
    if (now >= this.#window.dueMs(this.attachment.isRoot)) this.#flush();
  }

  #onValue(value: Value): void {
    if (!this.#verbs.add(value)) return;
    this.sender.journal.add(value);
    this.#news(undefined, false);
    this.#schedule();
  }

  #onArrival(arrival: Arrival): void {
    this.attachment.heard(arrival);
    if (arrival.hasNews) this.#news(arrival.link, arrival.isLate);
    this.#exchange.answer(arrival);
    this.#schedule();
  }

  /**
   * Sends new values up at once, and down when the window closes; a push of the parent closes it.
   */
  #news(source: Link | undefined, isLate: boolean): void {
    const { parent, upwards, children } = this.attachment;
    const now = this.#verbs.node.now();
    this.attachment.newsCame(source, now);
    if (source !== undefined && source === parent) {
      this.#flush();
      return;
    }
    if (upwards !== undefined && this.sender.hasNews(upwards)) {
      // What home sends to this node it sends to others as well, so a push with it can wait.
      if (source !== undefined && source === this.attachment.home) this.sender.pushSoon(upwards);
      else this.attachment.pushUp(upwards);
    }
    if (children.areNone) return;
    this.#window.open(now);
    if (isLate) this.#window.hurry();
  }

  #onSeek({ src }: Message): void {
    if (!this.#verbs.node.isOther(src)) return;
    this.attachment.sought(src);
    this.#schedule();
  }

  #onOffer({ src, body }: Message): void {
    const { node } = this.#verbs;
    const path = parseOffer(body, (name) => node.isNode(name));
    if (!node.isOther(src)) return;
    this.attachment.offered(this.sender.links.to(src), path, node.now());
    this.#schedule();
  }

  /** Sends one message to each child for which there is something new. */
  #flush(): void {
    const now = this.#verbs.node.now();
    this.#window.close(now);
    let isAsked = this.#window.lengthMs !== undefined;
    for (const child of this.attachment.children) {
      if (child.outgoing.isGivenUp(now) || !this.sender.hasNews(child)) continue;
      this.sender.push(child, { ask: !isAsked });
      isAsked = true;
    }
  }

  /** From now on this node misses its parent, even if it never hears a value. */
  #start(): void {
    const { node } = this.#verbs;
    this.attachment.started(node.now());
    const { home, children } = this.attachment;
    this.sender.resume(home === undefined ? children : [home, ...children]);
    node.after(REFILL_MS, () => this.#refill());
    this.#schedule();
  }

  /**
   * A restarted node that has no value yet asks for everything. It may have heard only clients, or
   * only a node that took it for an adopted child and serves it no more.
   */
  #refill(): void {
    if (this.sender.journal.end > 0 || this.#verbs.hasTopology) return;
    const [child] = this.attachment.children;
    const link = this.attachment.parent ?? child;
    if (link !== undefined) this.sender.push(link, { ask: true });
    this.#schedule();
  }

  #tellPath(): void {
    for (const child of this.attachment.children) this.sender.push(child);
  }

  /** To be called at the end of whatever may change a time limit. */
  #schedule(): void {
    this.#exchange.alarm.by(this.dueMs);
  }
}

/** Throws error 12 if other nodes would refuse the paths of this tree. Only a chain is so deep. */
function checkDepth({ names, fanout }: Layout): void {
  if (fanout > 1 || names.length <= PATH_AT_MOST) return;
  throw malformed(
    `With --fanout 1 there may be at most ${PATH_AT_MOST} nodes, not ${names.length}: ` +
      "a node refuses a path of more",
  );
}
