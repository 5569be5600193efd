/**
 * The sending half of the conversation on each link: pushes, digests, and retries of what was not
 * acknowledged. The strategy decides which links get values, and when.
 */

import { type Node } from "../../node/node.ts";
import { type Verbs } from "../strategy.ts";
import { type Alarm } from "./alarm.ts";
import { type Counters } from "./counters.ts";
import { drawIncarnation } from "./incarnation.ts";
import { type Except, Journal } from "./journal.ts";
import { type Link } from "./link.ts";
import { Links } from "./links.ts";
import { type Count } from "./origin.ts";
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
  /** What is not acknowledged is sent again, up to a limit. */
  readonly again?: boolean;
}

/**
 * If the other side may lack more, it is sent when that has answered, not before. Below
 * VALUES_AT_MOST, so that what is repeated fits in a message.
 */
export const REPEAT_VALUES_AT_MOST = 1000;

export class Sender {
  readonly node: Node;
  readonly journal: Journal;
  readonly links: Links;
  readonly roundTrips: RoundTrips = new RoundTrips();
  readonly counters: Counters;
  /** All links are served unless a strategy sets another policy. */
  policy: Policy;
  readonly #alarm: Alarm;
  readonly #options: SenderOptions;

  constructor(
    { node, values, archive }: Verbs,
    alarm: Alarm,
    counters: Counters,
    options: SenderOptions,
  ) {
    this.node = node;
    const incarnation = archive?.incarnation ?? drawIncarnation(node);
    this.journal = new Journal(values, node.id, incarnation, archive);
    this.links = new Links(node, this.journal);
    this.counters = counters;
    this.policy = new ServeAll(node.id);
    this.#alarm = alarm;
    this.#options = options;
  }

  /**
   * Whether this node knows values that it has not sent to a link and that did not come from it.
   */
  hasNews(link: Link): boolean {
    const start = this.#start(link, false, this.node.now());
    return this.journal.hasNews(start, this.journal.end, this.#except(link));
  }

  /** Sends everything new to a link, and at least an acknowledgement. */
  push(link: Link, marks: Marks = {}): void {
    const now = this.node.now();
    const { journal } = this;
    const { outgoing } = link;
    const isAgain = marks.again === true;
    const isTooMuch = isAgain && journal.end - outgoing.acked > REPEAT_VALUES_AT_MOST;
    const from = this.#start(link, isAgain, now);
    const to = isTooMuch ? from : journal.reach(from);
    const isCutShort = to < journal.end && !isTooMuch;
    const runs = journal.texts(from, to, this.#except(link));
    const push = {
      incarnation: journal.incarnation,
      clockMs: Math.floor(now),
      from: from <= outgoing.base ? 0 : from,
      to,
      path: this.policy.pathFor(link),
      ack: link.ack(),
      echo: link.echo(now),
      ask: marks.ask === true || outgoing.isOverdue || isCutShort,
      gap: marks.gap === true,
      full: this.policy.hasNoPlaceFor(link),
      answers: marks.answers,
      counts: this.#countsFor(link, to, now),
    };
    const text = pushText(push, runs);
    this.node.send(link.name, text);
    outgoing.began(from, text.length, isCutShort, now);
    link.pushed(to, runs.length > 0, now);
    if (marks.gap === true) link.incoming.asked(now);
    this.expectAck(link, now);
  }

  /** Sends a push within the time that an acknowledgement may wait. */
  pushSoon(link: Link): void {
    this.pushBy(link, this.node.now() + this.#options.ackDelayMs);
  }

  /** Sends a push at `timeMs` unless one goes out before. */
  pushBy(link: Link, timeMs: number): void {
    link.incoming.ackBy(timeMs);
    this.#alarm.by(link.incoming.ackAtMs);
  }

  /**
   * Sends the counts of all that this node has, and from a position on what the other side may
   * lack. If that is much, it follows when the other side has said what it lacks: a node that comes
   * back would send all that it knows. Returns the number that the answer will bear.
   */
  digest(link: Link, from: number, path: readonly string[] = this.policy.pathFor(link)): number {
    const { journal } = this;
    const id = ++this.counters.digest;
    const now = this.node.now();
    const digest = {
      incarnation: journal.incarnation,
      clockMs: Math.floor(now),
      id,
      at: journal.counted,
      path,
      counts: journal.counts(),
    };
    const start = journal.end - from > REPEAT_VALUES_AT_MOST ? journal.end : from;
    const runs = journal.texts(start, journal.reach(start), this.#except(link));
    this.node.send(link.name, digestText(digest, runs));
    link.incoming.asked(now);
    link.countsSent(now);
    return id;
  }

  /**
   * To be called when a node with values of earlier lives comes up: digests find out what it lacks, and
   * what the others do. So nothing is sent for a second time.
   */
  resume(links: Iterable<Link>): void {
    const { journal } = this;
    if (journal.end === 0) return;
    for (const link of links) {
      this.digest(link, journal.end);
      link.pushed(journal.counted, false, this.node.now());
    }
  }

  /** How long an acknowledgement may take of a node that lives. */
  get ackTimeoutMs(): number {
    return this.#options.ackDelayMs + this.roundTrips.patienceMs;
  }

  /**
   * Expects an acknowledgement of what was sent. It rides on a push if there is one in time, else
   * it comes after `ackDelayMs`; when it is overdue it is asked for.
   */
  expectAck(link: Link, now: number): void {
    const { outgoing } = link;
    if (!outgoing.isUnacked || !this.policy.serves(link)) {
      outgoing.cancelRetry();
      return;
    }
    const { ackDelayMs, retryMs } = this.#options;
    const { answerTimeoutMs } = this.roundTrips;
    const pauseMs = Math.min(this.policy.usualPauseMs(link), ackDelayMs);
    const firstMs = outgoing.unackedSinceMs + pauseMs + answerTimeoutMs;
    const jitter = 1 + (this.node.random() % 256) / 1024;
    outgoing.scheduleRetry(firstMs, Math.max(retryMs, answerTimeoutMs), jitter, now);
    this.#alarm.by(outgoing.retryAtMs);
  }

  /** Asks for an acknowledgement that is overdue. */
  retry(link: Link): void {
    if (!this.policy.serves(link)) {
      link.outgoing.expectNothing();
      return;
    }
    this.counters.retransmission++;
    this.policy.overdue(link);
    link.outgoing.retry();
    this.push(link, { ask: true, again: true });
  }

  /**
   * Where the next push to a link begins: at what is not acknowledged if that was asked for, or where
   * loss, disorder or silence was seen. So the first push that passes after a heal fills the other
   * side at once.
   */
  #start({ outgoing }: Link, isAgain: boolean, now: number): number {
    const isShaky =
      isAgain || outgoing.isRepeating(now) || outgoing.isOverdue || this.roundTrips.areUneven;
    const isLittle = this.journal.end - outgoing.acked <= REPEAT_VALUES_AT_MOST;
    return isShaky && isLittle && outgoing.mayRepeat(now) ? outgoing.acked : outgoing.sent;
  }

  /** What this node has, for a push that brings the other side as far: then both can compare. */
  #countsFor(link: Link, to: number, now: number): readonly Count[] | undefined {
    const mayCompare = this.#options.relays && to === this.journal.end && this.policy.serves(link);
    if (!mayCompare || !link.areCountsDue(this.journal.originCount, now)) return undefined;
    link.countsSent(now);
    return this.journal.counts();
  }

  #except(link: Link): Except {
    return {
      source: link.number,
      others: !this.#options.relays,
      known: link.outgoing.known,
    };
  }
}
