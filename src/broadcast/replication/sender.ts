/**
 * What a node says on its links: pushes, digests, and again what was not acknowledged. Whom to tell,
 * and when, is the strategy's affair.
 */

import { type Node } from "../../node/node.ts";
import { type StrategyContext } from "../strategy.ts";
import { type Alarm } from "./alarm.ts";
import { type Counters } from "./counters.ts";
import { drawIncarnation, type Except, Journal } from "./journal.ts";
import { type Link } from "./link.ts";
import { Links } from "./links.ts";
import { type Policy, ServeAll } from "./policy.ts";
import { RoundTrips } from "./round-trips.ts";
import { digestText, pushText } from "./wire.ts";

export interface SenderOptions {
  /** How long an acknowledgement may wait for a push to travel with. */
  readonly ackDelayMs: number;
  /** Whether values of other nodes are passed on; if not, only a digest fetches them. */
  readonly relays: boolean;
  /** A link is asked for an overdue acknowledgement at most this often. */
  readonly retryMs: number;
}

interface Marks {
  /** An answer is wanted now. */
  readonly ask?: boolean;
  /** Something is missing here. */
  readonly gap?: boolean;
  /** The number of the digest that this answers. */
  readonly answers?: number;
  /** What is not acknowledged is sent again, unless it is too much. */
  readonly again?: boolean;
}

/** For so long an overdue link is asked at a steady pace, and then less and less often, down to this. */
const PATIENCE_MS = 30_000;
const RETRY_AT_MOST_MS = 8000;

/** If more is not acknowledged, it is sent when the other side answers, not before. */
export const REPEAT_VALUES_AT_MOST = 1000;

export class Sender {
  readonly node: Node;
  readonly journal: Journal;
  readonly links: Links;
  readonly roundTrips: RoundTrips = new RoundTrips();
  readonly counters: Counters;
  /** Everybody is served unless a strategy sets another policy. */
  policy: Policy;
  readonly #alarm: Alarm;
  readonly #options: SenderOptions;

  constructor(
    { node, values }: StrategyContext,
    alarm: Alarm,
    counters: Counters,
    options: SenderOptions,
  ) {
    this.node = node;
    this.journal = new Journal(values, node.id, drawIncarnation(node));
    this.links = new Links(node);
    this.counters = counters;
    this.policy = new ServeAll(node.id);
    this.#alarm = alarm;
    this.#options = options;
  }

  /** Whether there is something to say to a link that it does not have from here or from itself. */
  hasNews(link: Link): boolean {
    const start = this.#start(link, this.node.now());
    return this.journal.hasNews(start, this.journal.end, this.#except(link));
  }

  /** Whether a link was silent for so long that it is only asked now and then. */
  isGivenUp(link: Link, now: number): boolean {
    return now - link.outgoing.unackedSinceMs > PATIENCE_MS && now < link.outgoing.resendAtMs;
  }

  /** Sends everything new to a link, an acknowledgement at least. */
  push(link: Link, marks: Marks = {}): void {
    const now = this.node.now();
    const { journal } = this;
    const start = marks.again === true ? link.outgoing.acked : this.#start(link, now);
    const isTooMuch = marks.again === true && journal.end - start > REPEAT_VALUES_AT_MOST;
    const from = isTooMuch ? link.outgoing.sent : start;
    const to = isTooMuch ? from : journal.reach(from);
    const runs = journal.texts(from, to, this.#except(link));
    const push = {
      incarnation: journal.incarnation,
      from: from <= link.outgoing.base ? 0 : from,
      to,
      path: this.policy.pathFor(link),
      ack: link.incoming.ack(now),
      ask: marks.ask === true || link.outgoing.retries > 0 || (to < journal.end && !isTooMuch),
      gap: marks.gap === true,
      answers: marks.answers,
    };
    this.node.send(link.name, pushText(push, runs));
    link.noteSent(to, journal.end, runs.length > 0, now);
    if (marks.gap === true) link.incoming.reportedAtMs = now;
    this.expectAck(link, now);
  }

  /** Sends a push within the time that an acknowledgement may wait. */
  pushSoon(link: Link): void {
    this.pushBy(link, this.node.now() + this.#options.ackDelayMs);
  }

  /** Sends a push at `timeMs` unless one goes out before. */
  pushBy(link: Link, timeMs: number): void {
    link.incoming.ackAtMs = Math.min(link.incoming.ackAtMs, timeMs);
    this.#alarm.by(link.incoming.ackAtMs);
  }

  /**
   * Sends the counts of all that this node has, and from a position on what the other side may lack.
   * Returns the number that the answer will bear.
   */
  digest(link: Link, from: number): number {
    const { journal } = this;
    const id = ++this.counters.digest;
    const digest = {
      incarnation: journal.incarnation,
      id,
      at: journal.counted,
      path: this.policy.pathFor(link),
      counts: journal.counts(),
    };
    const runs = journal.texts(from, journal.reach(from), this.#except(link));
    this.node.send(link.name, digestText(digest, runs));
    link.outgoing.doubt();
    link.incoming.reportedAtMs = this.node.now();
    return id;
  }

  /** An acknowledgement rides on a push if there is one in time; else it comes after `ackDelayMs`. */
  expectAck(link: Link, now: number): void {
    const { outgoing } = link;
    if (outgoing.unackedSinceMs === Infinity || !this.policy.serves(link)) {
      outgoing.resendAtMs = Infinity;
      return;
    }
    const { ackDelayMs, retryMs } = this.#options;
    const { answerTimeoutMs } = this.roundTrips;
    const pause = Math.min(this.policy.usualPauseMs(link), ackDelayMs);
    const first = outgoing.unackedSinceMs + pause + answerTimeoutMs;
    const jitter = 1 + (this.node.random() % 256) / 1024;
    const isPatient = now - outgoing.unackedSinceMs < PATIENCE_MS;
    const pace = Math.max(retryMs, answerTimeoutMs);
    const retry = isPatient ? pace : Math.min(pace * 2 ** outgoing.retries, RETRY_AT_MOST_MS);
    outgoing.resendAtMs = outgoing.retries === 0 ? first : now + retry * jitter;
    this.#alarm.by(outgoing.resendAtMs);
  }

  /** Asks for an acknowledgement that is overdue. */
  resend(link: Link): void {
    if (!this.policy.serves(link)) {
      link.outgoing.settle();
      return;
    }
    this.counters.retransmission++;
    this.policy.overdue(link);
    link.outgoing.retry();
    this.push(link, { ask: true, again: true });
  }

  /**
   * Where the next push to a link begins: at what is not acknowledged, where loss, disorder or silence
   * was seen. So the first push that passes after a heal fills the other side at once.
   */
  #start(link: Link, now: number): number {
    const { outgoing } = link;
    const isShaky = outgoing.isRepeating(now) || outgoing.retries > 0 || this.roundTrips.areUneven;
    const canRepeat = this.journal.end - outgoing.acked <= REPEAT_VALUES_AT_MOST;
    return isShaky && canRepeat ? outgoing.acked : outgoing.sent;
  }

  #except(link: Link): Except {
    return { source: link.number, others: !this.#options.relays, known: link.outgoing.known };
  }
}
