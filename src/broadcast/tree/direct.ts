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

/** A digest to a node at random: two messages. */
const DIGEST_MS = 30_000;

export class Direct implements Strategy, Listener {
  readonly ignoresTopology = true;
  readonly sometimes: Counters = newCounters();
  readonly #site: Site;
  #exchange: Exchange | undefined;

  constructor(site: Site) {
    const { node } = site;
    this.#site = site;
    node.onInit(() => (this.#exchange = this.#assemble()));
    node.onUp(() => node.after(node.random() % DIGEST_MS, () => this.#compare()));
    node.on("push", (message) => this.#ready.onPush(message));
    node.on("digest", (message) => this.#ready.onDigest(message));
  }

  received(value: Value, _source: string, isNew: boolean): void {
    if (isNew) this.#ready.add(value);
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
    if (source !== undefined) return;
    const { node } = this.#site;
    for (const name of this.#ready.places.names) {
      if (name === node.id) continue;
      const link = this.#ready.link(name);
      if (!this.#ready.isGivenUp(link, node.now())) this.#ready.push(link);
    }
  }

  #compare(): void {
    const { node } = this.#site;
    const { names } = this.#ready.places;
    node.after(DIGEST_MS, () => this.#compare());
    const name = names[node.random() % names.length];
    if (name === undefined || name === node.id) return;
    this.#ready.digest(this.#ready.link(name), this.#ready.journal.end);
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
