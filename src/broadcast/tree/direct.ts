/**
 * The low-latency end, from the tree's parts: each node sends its own values to every other node at
 * once, nobody passes anything on. What a dead node told only some comes by a digest now and then.
 */

import { type Strategy, type StrategyContext } from "../strategy.ts";
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
  readonly #context: StrategyContext;
  readonly #exchange: Exchange;
  #newsAtMs = 0;

  constructor(context: StrategyContext) {
    const { node } = context;
    this.#context = context;
    const alarm = new Alarm(node, (now, hasSlept) => {
      if (hasSlept) this.#exchange.restart(now);
      this.#exchange.run(now);
      alarm.by(this.#exchange.dueMs);
    });
    this.#exchange = new Exchange(
      context,
      { places: placesOf(node.nodeIds), alarm, counters: this.sometimes, listener: this },
      { ackDelayMs: ACK_DELAY_MS, retryMs: RETRY_MS, relays: false },
    );
    node.onUp(() => {
      this.#newsAtMs = node.now();
      node.after(node.random() % this.#digestMs, () => this.#compare());
    });
    node.on("push", (message) => this.#exchange.onPush(message));
    node.on("digest", (message) => this.#exchange.onDigest(message));
  }

  received(value: Value, source: string, isNew: boolean): void {
    this.#exchange.received(value, source, isNew);
  }

  tell(): void {}

  pathFor(): readonly string[] {
    return [this.#context.node.id];
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
    const { node } = this.#context;
    this.#newsAtMs = node.now();
    if (source !== undefined) return;
    for (const name of this.#exchange.places.names) {
      if (name === node.id) continue;
      const link = this.#exchange.link(name);
      if (!this.#exchange.isGivenUp(link, node.now())) this.#exchange.push(link);
    }
  }

  #compare(): void {
    const { node } = this.#context;
    const { names } = this.#exchange.places;
    node.after(this.#digestMs, () => this.#compare());
    const name = names[node.random() % names.length];
    if (name === undefined || name === node.id) return;
    this.#exchange.digest(this.#exchange.link(name), this.#exchange.journal.end);
  }

  get #digestMs(): number {
    const { node } = this.#context;
    if (node.now() - this.#newsAtMs > QUIET_MS) return QUIET_MS;
    return Math.min(DIGEST_OF_ALL_MS * node.nodeIds.length, DIGEST_MS);
  }
}
