/**
 * What a node knows of one other node: two positions in its own journal (sent, acknowledged), one in
 * the other's (had), and the times that go with them. A position means nothing without the
 * incarnation of its journal; a new incarnation of the other side begins a new epoch.
 */

import { type Ack } from "./wire.ts";

/** Pushes whose times are kept. */
const FLIGHTS_AT_MOST = 64;

/** A link that lost or reordered something will do so again. */
const REPEAT_MS = 10_000;

interface Flight {
  readonly to: number;
  readonly atMs: number;
  /** Sent twice, so that an acknowledgement says nothing of the time (Karn's algorithm). */
  isAgain: boolean;
}

export class Link {
  readonly name: string;
  /** Different for each link of a node. */
  readonly number: number;

  /** The path that the other side told last. */
  path: readonly string[] = [];
  heardAtMs: number;

  /** Up to here a digest said that the other side has everything; a push may begin with it. */
  base: number = 0;
  acked: number = 0;
  sent: number = 0;
  /** What a digest said beyond `base`, until what it lacked is acknowledged; empty for a node anew. */
  known: ReadonlyMap<number, number> | undefined;
  #knownTo = 0;
  /** When something unacknowledged is due to be asked for. */
  resendAtMs: number = Infinity;
  retries: number = 0;
  /** The end of the last push that had values. */
  #owed = 0;
  readonly #flights: Flight[] = [];
  #repeatUntilMs = -Infinity;
  #lossyUntilMs = -Infinity;

  /** The incarnation of the other side, once it is known. */
  incarnation: number | undefined;
  /** How far this node has the other's journal, and since when. */
  had: number = 0;
  #hadAtMs = 0;
  /** When what was received is acknowledged by itself. */
  ackAtMs: number = Infinity;
  /** When a gap counts. */
  gapAtMs: number = Infinity;
  /** When this node last reported a gap or sent a digest. */
  reportedAtMs: number = -Infinity;
  /** How far the journal goes beyond the gap. */
  gapTo: number = 0;

  constructor(name: string, number: number, nowMs: number) {
    this.name = name;
    this.number = number;
    this.heardAtMs = nowMs;
  }

  /** Notes whom a message is from. False if the other side has a new incarnation. */
  hear(incarnation: number, nowMs: number): boolean {
    this.heardAtMs = nowMs;
    if (incarnation === this.incarnation) return true;
    const isFirst = this.incarnation === undefined;
    this.incarnation = incarnation;
    this.had = 0;
    this.#hadAtMs = nowMs;
    this.ackAtMs = Infinity;
    this.gapAtMs = Infinity;
    this.gapTo = 0;
    if (!isFirst) this.#forget();
    return isFirst;
  }

  /** The other side has lost its memory: it has nothing, and not even its own values. */
  #forget(): void {
    this.base = 0;
    this.acked = 0;
    this.known = new Map();
    this.#knownTo = this.sent;
    this.settle();
  }

  /** Nothing is owed any more, or nobody is left to whom. */
  settle(): void {
    this.#flights.length = 0;
    this.resendAtMs = Infinity;
    this.retries = 0;
  }

  /** When the oldest unacknowledged push was sent. */
  get unackedSinceMs(): number {
    return this.#flights[0]?.atMs ?? Infinity;
  }

  isRepeating(nowMs: number): boolean {
    return nowMs < this.#repeatUntilMs;
  }

  /** Whether it loses messages again and again: a single gap may be the scar of a partition. */
  isLossy(nowMs: number): boolean {
    return nowMs < this.#lossyUntilMs;
  }

  /** A push was lost. */
  lose(nowMs: number): void {
    if (this.isRepeating(nowMs)) this.#lossyUntilMs = nowMs + REPEAT_MS;
    this.repeat(nowMs);
  }

  /** For a while each push begins at what is not acknowledged. */
  repeat(nowMs: number): void {
    this.#repeatUntilMs = nowMs + REPEAT_MS;
  }

  /** What is under way is sent again by other means: no round trip can be told from its answer. */
  doubt(): void {
    for (const flight of this.#flights) flight.isAgain = true;
  }

  /** Takes note of a push that was sent; one without values needs no acknowledgement. */
  push(to: number, hasValues: boolean, nowMs: number): void {
    this.sent = Math.max(this.sent, to);
    this.ackAtMs = Infinity;
    if (!hasValues) return;
    this.#owed = Math.max(this.#owed, to);
    const last = this.#flights.at(-1);
    if (last !== undefined && last.to >= to) last.isAgain = true;
    else if (this.#flights.length < FLIGHTS_AT_MOST) {
      this.#flights.push({ to, atMs: nowMs, isAgain: false });
    }
  }

  /**
   * Takes in how far the other side is: a maximum, and never beyond what was sent. Returns the round
   * trip in ms if the position is the end of a push that was sent once.
   */
  acknowledge(ack: Ack, nowMs: number): number | undefined {
    const position = Math.min(ack.position, this.sent);
    if (position <= this.acked) return undefined;
    this.acked = position;
    if (position >= this.#knownTo) this.known = undefined;
    let sample: number | undefined;
    while (this.#flights[0] !== undefined && this.#flights[0].to <= position) {
      const { to, atMs, isAgain } = this.#flights[0];
      if (to === position && !isAgain) sample = nowMs - atMs - ack.heldMs;
      this.#flights.shift();
    }
    this.retries = 0;
    this.resendAtMs = Infinity;
    if (position >= this.#owed) this.settle();
    else if (this.#flights.length === 0) {
      this.#flights.push({ to: this.#owed, atMs: nowMs, isAgain: true });
    }
    return sample;
  }

  /** Takes in a digest of the other side: it has all before `covered`, and what `known` says. */
  cover(covered: number, end: number, known: ReadonlyMap<number, number>): void {
    this.base = covered;
    this.acked = covered;
    this.sent = covered;
    this.known = covered < end ? known : undefined;
    this.#knownTo = end;
    this.settle();
  }

  /** Takes in what a push is good for. False if something before it is missing. */
  receive(from: number, to: number, nowMs: number): boolean {
    if (from > this.had) {
      this.gapTo = Math.max(this.gapTo, to);
      return false;
    }
    if (to > this.had) {
      this.had = to;
      this.#hadAtMs = nowMs;
    }
    if (this.had >= this.gapTo) this.gapAtMs = Infinity;
    return true;
  }

  /** What to tell the other side of its journal, undefined before it was heard. */
  ack(nowMs: number): Ack | undefined {
    if (this.incarnation === undefined) return undefined;
    const heldMs = Math.max(0, Math.round(nowMs - this.#hadAtMs));
    return { incarnation: this.incarnation, position: this.had, heldMs };
  }
}
