/**
 * The low-latency end, from the tree's parts: each node sends its own values to every other node at
 * once, nobody passes anything on. What a dead node told only some comes by a digest now and then.
 */

import { type Site, type Strategy } from "../strategy.ts";
import { type Value } from "../values.ts";
import { Alarm } from "./alarm.ts";
import { type Counters, newCounters } from "./counters.ts";
import { Exchange, type Listener } from "./exchange.ts";
import { type Link } from "./link.ts";
import { placesOf } from "./places.ts";

/** With 2 values a second of its own a node then sends one bare acknowledgement in 400. */
const ACK_DELAY_MS = 3000;
const RETRY_MS = 2000;

/** Digests go to a node at random, two messages each: one in the cluster in so much time … */
const DIGEST_OF_ALL_MS = 800;

/** … but no node sends them more rarely than this, until there was no news for a minute. */
const DIGEST_MS = 20_000;
const QUIET_MS = 60_000;

export class Direct implements Strategy, Listener {
  readonly ignoresTopology = true;
  readonly sometimes: Counters = newCounters();
  readonly #site: Site;
  #exchange: Exchange | undefined;
  #newsAtMs = 0;

  constructor(site: Site) {
    const { node } = site;
    this.#site = site;
    node.onInit(() => (this.#exchange = this.#assemble()));
    node.onUp(() => {
      this.#newsAtMs = node.now();
      node.after(node.random() % this.#digestMs, () => this.#compare());
    });
    node.on("push", (message) => this.#ready.onPush(message));
    node.on("digest", (message) => this.#ready.onDigest(message));
  }

  received(value: Value, source: string, isNew: boolean): void {
    this.#ready.received(value, source, isNew);
  }

  tell(): void {}

  pathFor(): readonly string[] {
    return [this.#site.node.id];
  }

  serves(): boolean {
    return true;
  }

  heard(): void {}

  overdue(): void {}

  pauseMs(): number {
    return Infinity;
  }

  /** What others said is none of this node's business. */
  news(source: Link | undefined): void {
    const { node } = this.#site;
    this.#newsAtMs = node.now();
    if (source !== undefined) return;
    for (const name of this.#ready.places.names) {
      if (name === node.id) continue;
      const link = this.#ready.link(name);
      if (!this.#ready.isGivenUp(link, node.now())) this.#ready.push(link);
    }
  }

  #compare(): void {
    const { node } = this.#site;
    const { names } = this.#ready.places;
    node.after(this.#digestMs, () => this.#compare());
    const name = names[node.random() % names.length];
    if (name === undefined || name === node.id) return;
    this.#ready.digest(this.#ready.link(name), this.#ready.journal.end);
  }

  get #digestMs(): number {
    const { node } = this.#site;
    if (node.now() - this.#newsAtMs > QUIET_MS) return QUIET_MS;
    return Math.min(DIGEST_OF_ALL_MS * node.nodeIds.length, DIGEST_MS);
  }

  get #ready(): Exchange {
    if (this.#exchange === undefined) throw new Error("Cannot mail before init");
    return this.#exchange;
  }

  #assemble(): Exchange {
    const { node } = this.#site;
    const alarm = new Alarm(node, (now, hasSlept) => {
      if (hasSlept) exchange.restart(now);
      exchange.run(now);
      alarm.by(exchange.dueMs);
    });
    const exchange = new Exchange(
      this.#site,
      { places: placesOf(node.nodeIds), alarm, counters: this.sometimes, listener: this },
      { ackDelayMs: ACK_DELAY_MS, retryMs: RETRY_MS, relays: false },
    );
    return exchange;
  }
}
