/**
 * The conversation on each link: pushes and acknowledgements, gaps and repair. It knows nothing of
 * the tree; whom to tell what, and when, is its listener's.
 */

import { ErrorCode, RpcError } from "../../node/errors.ts";
import { type Message } from "../../node/message.ts";
import { type Node } from "../../node/node.ts";
import { type StrategyContext } from "../strategy.ts";
import { type Value } from "../values.ts";
import { type Alarm } from "./alarm.ts";
import { type Counters } from "./counters.ts";
import { type Except, Journal } from "./journal.ts";
import { Link } from "./link.ts";
import { type Places } from "./places.ts";
import { PlainNodes } from "./plain.ts";
import { RoundTrips } from "./times.ts";
import { digestText, parseDigest, parsePush, type Push, pushText, type Run } from "./wire.ts";

export interface Listener {
  /** What this node says of its place in the tree to a link. */
  pathFor(link: Link): readonly string[];
  /** Whether values go to this link. */
  serves(link: Link): boolean;
  /** A message of a link told its path; `answered` is the digest of this node that it answers. */
  heard(link: Link, path: readonly string[], answered: number | undefined): void;
  /** New values came, by a link or from this node's clients; `isLate` if something was wrong before. */
  news(source: Link | undefined, isLate: boolean): void;
  /** The longest time between pushes that is usual on a link, as far as it is known. */
  pauseMs(link: Link): number;
  /** An acknowledgement was due and has not come: this node asks for it now. */
  overdue(link: Link): void;
}

export interface ExchangeParts {
  readonly places: Places;
  readonly alarm: Alarm;
  readonly counters: Counters;
  readonly listener: Listener;
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

export interface ExchangeOptions {
  /** How long an acknowledgement may wait for a push to travel with. */
  readonly ackDelayMs: number;
  /** Whether values that came from others are passed on; if not, only a digest fetches them. */
  readonly relays: boolean;
  /** How often a link is asked for an acknowledgement that is overdue, at most. */
  readonly retryMs: number;
}

/** What a busy machine may add to any answer. */
export const SLACK_MS = 100;

/** The round trip that is assumed before one is measured. */
const UNKNOWN_ROUND_TRIP_MS = 400;

/** For so long an overdue link is asked at a steady pace, and then less and less often, down to this. */
const PATIENCE_MS = 30_000;
const RETRY_AT_MOST_MS = 8000;

/** Who was silent for so long had nobody to talk to, or nothing to say. */
const RETURN_MS = 2000;

/** What is owed beyond this is sent when the other side answers, not before. */
const REPEAT_VALUES_AT_MOST = 1000;

export class Exchange {
  readonly node: Node;
  readonly places: Places;
  readonly journal: Journal;
  readonly roundTrips: RoundTrips = new RoundTrips();
  readonly counters: Counters;
  readonly links: Map<string, Link> = new Map();
  readonly #alarm: Alarm;
  readonly #listener: Listener;
  readonly #options: ExchangeOptions;
  readonly #isNode: (name: string) => boolean;
  readonly #plain: PlainNodes;

  constructor(context: StrategyContext, parts: ExchangeParts, options: ExchangeOptions) {
    this.node = context.node;
    this.places = parts.places;
    this.journal = new Journal(context.values, context.node.id, drawIncarnation(context.node));
    this.#alarm = parts.alarm;
    this.counters = parts.counters;
    this.#listener = parts.listener;
    this.#options = options;
    this.#isNode = (name) => this.places.rankOf(name) !== undefined;
    this.#plain = new PlainNodes(context.node, this.journal);
  }

  /** What is known of another node; made when it is first spoken of. */
  link(name: string): Link {
    let link = this.links.get(name);
    if (link === undefined) {
      link = new Link(name, this.places.rankOf(name) ?? 0, this.node.now());
      this.links.set(name, link);
    }
    return link;
  }

  /** How long an answer that is sent at once may take. */
  get answerMs(): number {
    const { typicalMs, spreadMs, areMany } = this.roundTrips;
    if (typicalMs === undefined) return UNKNOWN_ROUND_TRIP_MS + SLACK_MS;
    return typicalMs + (areMany ? 2 * spreadMs : typicalMs) + SLACK_MS;
  }

  /** Takes in a value from a client, or from a node that knows nothing of pushes. */
  received(value: Value, source: string, isNew: boolean): void {
    if (isNew) this.journal.add(value);
    const isPlain = this.#isNode(source) && this.links.get(source)?.incarnation === undefined;
    if (isPlain) this.#plain.heard(source, value);
    if (!isNew) return;
    this.#plain.tellNews();
    this.#listener.news(undefined, false);
  }

  /** Whether there is something to say to a link that it does not have from here or from itself. */
  hasNews(link: Link): boolean {
    return this.journal.hasNews(
      this.#start(link, this.node.now()),
      this.journal.end,
      this.#except(link),
    );
  }

  /** Whether a link was silent for so long that it is only asked now and then. */
  isGivenUp(link: Link, now: number): boolean {
    return now - link.unackedSinceMs > PATIENCE_MS && now < link.resendAtMs;
  }

  /** Sends everything new to a link, an acknowledgement at least. */
  push(link: Link, marks: Marks = {}): void {
    const now = this.node.now();
    const { journal } = this;
    const start = marks.again === true ? link.acked : this.#start(link, now);
    const isTooMuch = marks.again === true && journal.end - start > REPEAT_VALUES_AT_MOST;
    const from = isTooMuch ? link.sent : start;
    const to = isTooMuch ? from : journal.reach(from);
    const runs = journal.texts(from, to, this.#except(link));
    const push = {
      of: journal.incarnation,
      from: from <= link.base ? 0 : from,
      to,
      path: this.#listener.pathFor(link),
      ack: link.ack(now),
      ask: marks.ask === true || link.retries > 0 || (to < journal.end && !isTooMuch),
      gap: marks.gap,
      re: marks.answers,
    };
    this.node.send(link.name, pushText(push, runs));
    link.push(to, runs.length > 0, now);
    if (marks.gap === true) link.reportedAtMs = now;
    this.#expectAck(link, now);
  }

  /** Sees to a push within the time that an acknowledgement may wait. */
  pushSoon(link: Link): void {
    this.#pushBy(link, this.node.now() + this.#options.ackDelayMs);
  }

  /**
   * Sends all that this node has, and from a position on what the other side may lack. Returns the
   * number that the answer will bear.
   */
  digest(link: Link, from: number): number {
    const { journal } = this;
    const id = ++this.counters.digest;
    const digest = {
      of: journal.incarnation,
      id,
      at: journal.counted,
      path: this.#listener.pathFor(link),
      counts: journal.counts(),
    };
    const runs = journal.texts(from, journal.reach(from), this.#except(link));
    this.node.send(link.name, digestText(digest, runs));
    link.doubt();
    link.reportedAtMs = this.node.now();
    return id;
  }

  onPush(message: Message): void {
    const push = parsePush(message.body, this.#isNode);
    const link = this.#sender(message);
    const now = this.node.now();
    const isLate = now > link.heardAtMs + RETURN_MS;
    this.#hear(link, push.of, now);
    if (push.ack?.incarnation === this.journal.incarnation) {
      const sample = link.acknowledge(push.ack, now);
      if (sample !== undefined) this.roundTrips.add(sample);
      this.#expectAck(link, now);
      if (push.gap === true) this.#repeat(link, now);
    }
    const isNew = this.#merge(push.runs, link);
    this.#receive(link, push, now, isNew);
    this.#listener.heard(link, push.path, push.re);
    if (isNew) this.#listener.news(link, isLate);
    const isBulk = link.known !== undefined && link.acked === link.sent;
    const isRepair = push.gap === true && this.#listener.serves(link);
    if (push.ask === true || isRepair || isBulk) this.push(link);
  }

  onDigest(message: Message): void {
    const digest = parseDigest(message.body, this.#isNode);
    const link = this.#sender(message);
    const now = this.node.now();
    this.#hear(link, digest.of, now);
    const isNew = this.#merge(digest.runs, link);
    const known = this.journal.known(digest.counts);
    link.cover(this.journal.covered(known), this.journal.end, known);
    if (link.known !== undefined) link.repeat(now);
    const isBehind = this.journal.lacks(digest.counts);
    if (!isBehind) link.receive(0, digest.at, now);
    this.#listener.heard(link, digest.path, undefined);
    if (isNew) this.#listener.news(link, true);
    this.push(link, { answers: digest.id });
    if (isBehind && now >= link.reportedAtMs + this.answerMs) this.digest(link, this.journal.end);
  }

  /** The earliest time at which `run` has something to do. */
  get dueMs(): number {
    let due = Infinity;
    for (const link of this.links.values()) {
      due = Math.min(due, link.ackAtMs, link.gapAtMs, link.resendAtMs);
    }
    return due;
  }

  /** Does what is due: acknowledgements by themselves, reports of gaps, questions that are overdue. */
  run(now: number): void {
    for (const link of this.links.values()) {
      if (now >= link.gapAtMs) this.#reportGap(link, now);
      if (now >= link.resendAtMs) this.#resend(link);
      if (now >= link.ackAtMs) {
        link.ackAtMs = Infinity;
        if (this.#listener.serves(link)) this.push(link);
      }
    }
  }

  /** After a sleep nobody is late but this node: every time limit begins anew. */
  restart(now: number): void {
    for (const link of this.links.values()) {
      link.heardAtMs = now;
      if (link.resendAtMs < now) link.resendAtMs = now + this.answerMs;
    }
  }

  #sender({ src }: Message): Link {
    if (!this.#isNode(src) || src === this.node.id) {
      throw new RpcError(ErrorCode.malformedRequest, `${src} is not another node`);
    }
    return this.link(src);
  }

  #hear(link: Link, incarnation: number, now: number): void {
    if (link.incarnation === undefined) this.#plain.forget(link.name);
    if (!link.hear(incarnation, now)) this.counters.epoch++;
  }

  #merge(runs: readonly Run[], link: Link): boolean {
    const before = this.journal.end;
    for (const run of runs) {
      if (this.journal.isFromAnotherSelf(run)) this.journal.renew(drawIncarnation(this.node));
      this.journal.merge(run, link.rank);
    }
    const isNew = this.journal.end > before;
    if (runs.length > 0 && !isNew) this.counters.duplicate++;
    if (isNew) this.#plain.tellNews();
    return isNew;
  }

  /**
   * Where the next push to a link begins: where loss, disorder or silence was seen, at what is not
   * acknowledged. So the first push that passes after a heal fills the other side at once.
   */
  #start(link: Link, now: number): number {
    const isShaky = link.isRepeating(now) || link.retries > 0 || this.isUneven;
    const canRepeat = this.journal.end - link.acked <= REPEAT_VALUES_AT_MOST;
    return isShaky && canRepeat ? link.acked : link.sent;
  }

  /** Whether latencies vary so much that messages overtake each other. */
  get isUneven(): boolean {
    const { typicalMs = 0, spreadMs } = this.roundTrips;
    return spreadMs > typicalMs / 4 && spreadMs > SLACK_MS / 2;
  }

  #except(link: Link): Except {
    const { known } = link;
    return { source: link.rank, others: !this.#options.relays, known };
  }

  /** An acknowledgement rides on a push if there is one in time; else it comes after `ackDelayMs`. */
  #expectAck(link: Link, now: number): void {
    if (link.unackedSinceMs === Infinity || !this.#listener.serves(link)) {
      link.resendAtMs = Infinity;
      return;
    }
    const { ackDelayMs, retryMs } = this.#options;
    const pause = Math.min(this.#listener.pauseMs(link), ackDelayMs);
    const first = link.unackedSinceMs + pause + this.answerMs;
    const jitter = 1 + (this.node.random() % 256) / 1024;
    const isPatient = now - link.unackedSinceMs < PATIENCE_MS;
    const pace = Math.max(retryMs, this.answerMs);
    const retry = isPatient ? pace : Math.min(pace * 2 ** link.retries, RETRY_AT_MOST_MS);
    link.resendAtMs = link.retries === 0 ? first : now + retry * jitter;
    this.#alarm.by(link.resendAtMs);
  }

  #resend(link: Link): void {
    if (!this.#listener.serves(link)) {
      link.settle();
      return;
    }
    this.counters.retransmission++;
    this.#listener.overdue(link);
    link.retries++;
    this.push(link, { ask: true, again: true });
  }

  #repeat(link: Link, now: number): void {
    this.counters.repair++;
    link.lose(now);
  }

  /** An acknowledgement of an acknowledgement is not owed, so only values are. */
  #receive(link: Link, push: Push, now: number, isNew: boolean): void {
    if (!link.receive(this.#isForMe(push) ? push.from : Infinity, push.to, now)) {
      this.counters.gap++;
      const spread = this.isUneven ? 2 * this.roundTrips.spreadMs : 0;
      const soonest = Math.max(now + spread, link.reportedAtMs + this.answerMs);
      if (link.gapAtMs === Infinity) link.gapAtMs = soonest;
      this.#alarm.by(link.gapAtMs);
    } else if (push.runs.length > 0) {
      const delay = isNew ? this.#options.ackDelayMs : SLACK_MS;
      this.#pushBy(link, now + delay);
    }
  }

  #pushBy(link: Link, timeMs: number): void {
    link.ackAtMs = Math.min(link.ackAtMs, timeMs);
    this.#alarm.by(link.ackAtMs);
  }

  /** What an earlier life of this node had, or had said, is left out of a push that was meant for it. */
  #isForMe({ ack }: Push): boolean {
    return ack === undefined || ack.incarnation === this.journal.incarnation;
  }

  /** A small gap is repeated from the position that this node has; for more, or all, a digest is better. */
  #reportGap(link: Link, now: number): void {
    link.gapAtMs = Infinity;
    if (!this.#listener.serves(link) || link.gapTo <= link.had) return;
    if (link.had === 0 || link.gapTo - link.had > REPEAT_VALUES_AT_MOST) {
      this.digest(link, this.journal.end);
    } else this.push(link, { gap: true });
    link.reportedAtMs = now;
  }
}

/** 48 random bits: two lives of a node, or two nodes of one name, do not meet in them. */
function drawIncarnation(node: Node): number {
  return node.random() * 2 ** 16 + (node.random() >>> 16);
}
