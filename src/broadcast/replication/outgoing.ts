/**
 * What this node has sent to one other node, and what of it was acknowledged. All positions are in
 * this node's own journal: 0 ≤ base ≤ acked ≤ sent ≤ the journal's end.
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

export class Outgoing {
  #base = 0;
  #acked = 0;
  #sent = 0;
  #known: ReadonlyMap<number, number> | undefined;
  #knownTo = 0;
  /** The end of the last push that had values. */
  #owed = 0;
  readonly #flights: Flight[] = [];
  #repeatUntilMs = -Infinity;
  #lossyUntilMs = -Infinity;
  #retries = 0;
  /** When something unacknowledged is due to be asked for. */
  resendAtMs: number = Infinity;

  /** Up to here a digest said that the other side has everything; a push may begin with it. */
  get base(): number {
    return this.#base;
  }

  /** Up to here the other side has said that it has everything. */
  get acked(): number {
    return this.#acked;
  }

  /** Up to here everything was sent. */
  get sent(): number {
    return this.#sent;
  }

  /**
   * What the other side has beyond `base` by its digest, until what it lacked is acknowledged. Empty
   * for a node that was restarted.
   */
  get known(): ReadonlyMap<number, number> | undefined {
    return this.#known;
  }

  /** How often an overdue acknowledgement was asked for since the last one came. */
  get retries(): number {
    return this.#retries;
  }

  /** When the oldest unacknowledged push was sent. */
  get unackedSinceMs(): number {
    return this.#flights[0]?.atMs ?? Infinity;
  }

  isRepeating(nowMs: number): boolean {
    return nowMs < this.#repeatUntilMs;
  }

  /** Whether it loses messages again and again. A single gap may come from a partition that healed. */
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

  /** An overdue acknowledgement is asked for. */
  retry(): void {
    this.#retries++;
  }

  /** A digest repeats what is under way: its answer tells nothing about a round trip. */
  doubt(): void {
    for (const flight of this.#flights) flight.isAgain = true;
  }

  /** Notes that everything up to `to` was sent. A push without values needs no acknowledgement. */
  noteSent(to: number, end: number, hasValues: boolean, nowMs: number): void {
    this.#sent = Math.max(this.#sent, to);
    this.#check(end);
    if (!hasValues) return;
    this.#owed = Math.max(this.#owed, to);
    const last = this.#flights.at(-1);
    if (last !== undefined && last.to >= to) last.isAgain = true;
    else if (this.#flights.length < FLIGHTS_AT_MOST) {
      this.#flights.push({ to, atMs: nowMs, isAgain: false });
    }
  }

  /**
   * Takes in an acknowledgement. A peer may claim any position: it never counts beyond what was sent,
   * and never takes anything back. Returns the round trip in ms if the position is the end of a push
   * that was sent once.
   */
  acknowledge(ack: Ack, nowMs: number): number | undefined {
    const position = Math.min(ack.position, this.#sent);
    if (position <= this.#acked) return undefined;
    this.#acked = position;
    if (position >= this.#knownTo) this.#known = undefined;
    let sample: number | undefined;
    while (this.#flights[0] !== undefined && this.#flights[0].to <= position) {
      const { to, atMs, isAgain } = this.#flights[0];
      if (to === position && !isAgain) sample = nowMs - atMs - ack.heldMs;
      this.#flights.shift();
    }
    this.#retries = 0;
    this.resendAtMs = Infinity;
    if (position >= this.#owed) this.settle();
    else if (this.#flights.length === 0) {
      this.#flights.push({ to: this.#owed, atMs: nowMs, isAgain: true });
    }
    return sample;
  }

  /** The other side has, by its digest, all before `covered` and what `known` says up to `end`. */
  cover(covered: number, end: number, known: ReadonlyMap<number, number>): void {
    this.#base = covered;
    this.#acked = covered;
    this.#sent = covered;
    this.#known = covered < end ? known : undefined;
    this.#knownTo = end;
    this.#check(end);
    this.settle();
  }

  /** The other side has lost its memory: it has nothing, not even its own values. */
  forget(): void {
    this.#base = 0;
    this.#acked = 0;
    this.#known = new Map();
    this.#knownTo = this.#sent;
    this.settle();
  }

  /** Everything is acknowledged, or this node no longer serves the other. */
  settle(): void {
    this.#flights.length = 0;
    this.resendAtMs = Infinity;
    this.#retries = 0;
  }

  #check(end: number): void {
    const isOrdered =
      0 <= this.#base &&
      this.#base <= this.#acked &&
      this.#acked <= this.#sent &&
      this.#sent <= end;
    if (isOrdered) return;
    const positions = `base ${this.#base}, acked ${this.#acked}, sent ${this.#sent}, end ${end}`;
    throw new Error(`The positions of a link are out of order: ${positions}`);
  }
}
