/**
 * The receiving half of the conversation on each link: takes in pushes and digests, and answers
 * them. It knows nothing about the tree; the strategy's policy says how to treat a link.
 */

import { malformed } from "../../node/errors.ts";
import { type Message } from "../../node/message.ts";
import { type Node } from "../../node/node.ts";
import { type Verbs } from "../strategy.ts";
import { Alarm, type Timed } from "./alarm.ts";
import { Counters } from "./counters.ts";
import { type Journal } from "./journal.ts";
import { type Link } from "./link.ts";
import { type Links } from "./links.ts";
import { type RoundTrips, SLACK_MS } from "./round-trips.ts";
import { REPEAT_VALUES_AT_MOST, Sender, type SenderOptions } from "./sender.ts";
import {
  type Ack,
  type Echo,
  type Heading,
  parseDigest,
  parsePush,
  type Push,
  type Run,
} from "./wire.ts";

/** A push or a digest that was taken in. The strategy looks at it, and then has it answered. */
export type Arrival = PushArrival | DigestArrival;

interface AnyArrival {
  readonly link: Link;
  /** The sender's path. */
  readonly path: readonly string[];
  /** The digest of this node that it answers. */
  readonly answers?: number | undefined;
  /** Whether it brought new values. */
  readonly hasNews: boolean;
  /** Whether its values come later than they should, since something was wrong before. */
  readonly isLate: boolean;
  /** Whether the other side says that it has something that is not here. */
  readonly isBehind: boolean;
}

interface PushArrival extends AnyArrival {
  readonly kind: "push";
  readonly ask: boolean;
  readonly gap: boolean;
  /** Whether the other side has no place for this node. */
  readonly full: boolean;
}

interface DigestArrival extends AnyArrival {
  readonly kind: "digest";
  readonly id: number;
}

/**
 * A link that was silent for so long was cut, or had nothing to say. More than the tree's
 * acknowledgement delay: a link on which values arrive is not silent for longer than that.
 */
export const RETURN_MS = 2000;

/** A gap that was reported so often is no gap, or the other side does not know what to send. */
const REPORTS_AT_MOST = 3;

export class Exchange implements Timed {
  readonly alarm: Alarm;
  readonly sender: Sender;
  readonly #node: Node;
  readonly #counters: Counters;
  readonly #options: SenderOptions;
  readonly #journal: Journal;
  readonly #links: Links;
  readonly #roundTrips: RoundTrips;
  readonly #isNode: (name: string) => boolean;

  constructor(context: Verbs, options: SenderOptions, counters: Counters = new Counters()) {
    const { node } = context;
    this.alarm = new Alarm(node);
    this.sender = new Sender(context, this.alarm, counters, options);
    this.#node = node;
    this.#counters = counters;
    this.#options = options;
    this.#journal = this.sender.journal;
    this.#links = this.sender.links;
    this.#roundTrips = this.sender.roundTrips;
    this.#isNode = (name) => node.isNode(name);
    this.alarm.add(this);
  }

  /** Takes in a push. Throws error 12 if it is malformed; then nothing of it counts. */
  receivePush(message: Message): Arrival {
    const push = parsePush(message.body, this.#isNode);
    const link = this.#linkOf(message);
    const now = this.#node.now();
    const isLate = now > link.heardAtMs + RETURN_MS;
    const { path, answers, ask, gap, full, ack, echo } = push;
    this.#hear(link, push, now);
    if (ack?.incarnation === this.#journal.incarnation) {
      if (echo !== undefined) this.#measure(link, echo, now);
      this.#acknowledge(link, ack, gap, now);
    }
    const { hasNews, isWhole } = this.#merge(push.runs, link);
    if (isWhole && this.#isComplete(link, push)) {
      if (answers !== undefined) link.incoming.closeGap();
      this.#ackSoon(link, push, hasNews);
    } else this.#noteGap(link, push);
    if (link.incoming.gapLength > 0) this.#reportLater(link, push, now);
    const isBehind = this.#compare(link, push, now);
    return { kind: "push", link, path, answers, hasNews, isLate, isBehind, ask, gap, full };
  }

  /** Takes in a digest. Throws error 12 if it is malformed; then nothing of it counts. */
  receiveDigest(message: Message): Arrival {
    const digest = parseDigest(message.body, this.#isNode);
    const { id, at, path, counts, runs } = digest;
    const link = this.#linkOf(message);
    const now = this.#node.now();
    this.#hear(link, digest, now);
    const { hasNews } = this.#merge(runs, link);
    const arrival = { kind: "digest", link, path, hasNews, isLate: true, id } as const;
    if (!link.hearCounts(now)) return { ...arrival, isBehind: false };
    link.outgoing.cover(this.#journal.covered(counts), this.#journal.known(counts));
    if (link.outgoing.known !== undefined) link.outgoing.repeat(now);
    const isBehind = this.#journal.lacks(counts);
    if (isBehind) link.incoming.missed(at);
    else if (at <= this.#journal.end) link.incoming.receive(0, at);
    return { ...arrival, isBehind };
  }

  /** Answers what was taken in, if it needs an answer now. */
  answer(arrival: Arrival): void {
    const { link } = arrival;
    if (arrival.kind === "push") {
      const isRepair = arrival.gap && this.sender.policy.serves(link);
      if (arrival.ask || isRepair || link.outgoing.lacksMore) this.sender.push(link);
    } else this.sender.push(link, { answers: arrival.id });
    if (!arrival.isBehind) return;
    const { incoming } = link;
    const now = this.#node.now();
    const mayAsk = now >= incoming.askedAtMs + this.#roundTrips.answerTimeoutMs;
    if (mayAsk) this.sender.digest(link, this.#journal.end);
    // The digest, or what answers it, may get lost.
    incoming.reportBy(incoming.askedAtMs + this.#reportPaceMs);
    this.alarm.by(incoming.reportAtMs);
  }

  get dueMs(): number {
    let due = Infinity;
    for (const link of this.#links.values()) due = Math.min(due, link.dueMs);
    return due;
  }

  /** Sends acknowledgements that found no push, reports gaps, asks for overdue acknowledgements. */
  run(now: number, hasSlept: boolean): void {
    if (hasSlept) this.#forgiveDelays(now);
    for (const link of this.#links.values()) {
      if (now >= link.incoming.reportAtMs) this.#reportGap(link, now);
      if (now >= link.outgoing.retryAtMs) this.sender.retry(link);
      if (now >= link.incoming.ackAtMs) {
        link.incoming.cancelAck();
        if (this.sender.policy.serves(link)) this.sender.push(link);
      }
    }
  }

  #forgiveDelays(now: number): void {
    const untilMs = now + this.#roundTrips.answerTimeoutMs;
    for (const link of this.#links.values()) link.forgiveDelay(now, untilMs);
  }

  #linkOf({ src }: Message): Link {
    if (!this.#node.isOther(src)) throw malformed(`${src} is not another node`);
    return this.#links.to(src);
  }

  #hear(link: Link, { incarnation, clockMs }: Heading, now: number): void {
    const hasRestarted = link.hear(incarnation, now);
    link.hearClock(clockMs, now);
    if (!hasRestarted) return;
    this.#counters.restart++;
    if (this.sender.policy.serves(link)) this.sender.expectAck(link, now);
    else link.outgoing.expectNothing();
  }

  /** An answer that waited for this node to go on tells no round trip. */
  #measure(link: Link, echo: Echo, now: number): void {
    const roundTripMs = link.roundTripMs(echo, now);
    if (roundTripMs !== undefined && !this.alarm.isLate(now)) this.#roundTrips.add(roundTripMs);
  }

  /** The other side may claim more than it was sent: that much counts. */
  #acknowledge(link: Link, ack: Ack, hasGap: boolean, now: number): void {
    const position = Math.min(ack.position, link.outgoing.sent);
    link.outgoing.acknowledge(position, now);
    this.sender.expectAck(link, now);
    if (!hasGap) return;
    link.outgoing.rewind(position);
    this.#counters.repair++;
    link.outgoing.lost(now);
  }

  #merge(runs: readonly Run[], link: Link): { hasNews: boolean; isWhole: boolean } {
    const before = this.#journal.end;
    let isWhole = true;
    for (const run of runs) isWhole = this.#journal.merge(run, link.number) && isWhole;
    const hasNews = this.#journal.end > before;
    if (runs.length > 0 && !hasNews) this.#counters.duplicate++;
    return { hasNews, isWhole };
  }

  /**
   * Takes note of how far a push brings this node in the other's journal. Returns whether nothing
   * before it is missing. A push that was meant for an earlier incarnation of this node leaves out
   * what that one had, or had said. And whoever has another's journal up to a position has at least
   * so many entries itself: a position beyond that is a mistake or a lie.
   */
  #isComplete(link: Link, push: Push): boolean {
    const { from, to } = push;
    const atMost = this.#journal.end + (this.#options.relays ? 0 : REPEAT_VALUES_AT_MOST);
    return this.#isForMe(push) && to <= atMost && link.incoming.receive(from, to);
  }

  #isForMe({ ack }: Push): boolean {
    return ack === undefined || ack.incarnation === this.#journal.incarnation;
  }

  #ackSoon(link: Link, { runs }: Push, hasNews: boolean): void {
    const delayMs = hasNews ? this.#options.ackDelayMs : SLACK_MS;
    if (runs.length > 0) this.sender.pushBy(link, this.#node.now() + delayMs);
  }

  #noteGap(link: Link, { to }: Push): void {
    this.#counters.gap++;
    link.incoming.missed(to);
  }

  /**
   * What seems to be missing may have been overtaken. As long as some of it comes, it is waited for. What
   * an earlier incarnation of this node had does not come.
   */
  #reportLater({ incoming }: Link, push: Push, now: number): void {
    const isForMe = this.#isForMe(push);
    const { areSteady, answerTimeoutMs } = this.#roundTrips;
    const overtakenMs = areSteady || !isForMe ? 0 : answerTimeoutMs;
    incoming.reportBy(Math.max(now + overtakenMs, incoming.askedAtMs + answerTimeoutMs));
    this.alarm.by(incoming.reportAtMs);
  }

  /**
   * Compares what the other side says that it has with what each is believed to have. A mistake of
   * either, or a lie about either, ends here. Returns whether this node lacks something.
   */
  #compare(link: Link, { counts, to }: Push, now: number): boolean {
    const { outgoing, incoming } = link;
    if (counts === undefined || !link.hearCounts(now)) return false;
    const covered = this.#journal.covered(counts);
    if (covered < outgoing.acked || outgoing.known !== undefined) {
      outgoing.cover(covered, this.#journal.known(counts));
      outgoing.repeat(now);
    }
    // Mostly a push is about to go out, and then none is added.
    if (covered < this.#journal.end) this.sender.pushSoon(link);
    if (incoming.position < to || !this.#journal.lacks(counts)) return false;
    incoming.distrust(to);
    return true;
  }

  /**
   * A small gap is sent again from the position that this node has. For more a digest is better, and
   * for what seems to be missing but does not come.
   */
  #reportGap(link: Link, now: number): void {
    const { incoming } = link;
    incoming.cancelReport();
    if (!this.sender.policy.serves(link) || incoming.gapLength === 0) return;
    const isLarge = incoming.position === 0 || incoming.gapLength > REPEAT_VALUES_AT_MOST;
    if (isLarge || incoming.reports >= REPORTS_AT_MOST) {
      this.sender.digest(link, this.#journal.end);
    } else this.sender.push(link, { gap: true });
    incoming.asked(now);
    incoming.reportAgain(this.#reportPaceMs, now);
  }

  get #reportPaceMs(): number {
    return Math.max(this.#options.retryMs, this.#roundTrips.answerTimeoutMs);
  }
}
