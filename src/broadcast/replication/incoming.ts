/**
 * What comes in on a link: how far this node has the other side's journal, when to acknowledge
 * that, and what is missing. Positions are those of the other side's journal.
 */

import { RETRY_AT_MOST_MS } from "./outgoing.ts";

/** So many pushes may overtake another, and need not come again. */
const EARLY_AT_MOST = 64;

interface Span {
  readonly from: number;
  readonly to: number;
}

export class Incoming {
  #position = 0;
  /** Pushes that overtook the one before them. */
  #early: Span[] = [];
  #ackAtMs = Infinity;
  /** How far the journal goes beyond a gap. */
  #gapEnd = 0;
  #reportAtMs = Infinity;
  /** How often the gap was reported since the position moved. */
  #reports = 0;
  #askedAtMs = -Infinity;

  /** This node has everything before this position. */
  get position(): number {
    return this.#position;
  }

  /** When an acknowledgement is sent by itself. */
  get ackAtMs(): number {
    return this.#ackAtMs;
  }

  /** When a gap is reported. */
  get reportAtMs(): number {
    return this.#reportAtMs;
  }

  /** When this node last reported a gap or sent a digest. */
  get askedAtMs(): number {
    return this.#askedAtMs;
  }

  /** How often the gap was reported since it last became smaller. */
  get reports(): number {
    return this.#reports;
  }

  /** How many entries may be missing or came early: 0 without a gap. */
  get gapLength(): number {
    return Math.max(0, this.#gapEnd - this.#position);
  }

  /** The other side has a new incarnation, and so another journal. */
  restart(): void {
    this.#position = 0;
    this.#ackAtMs = Infinity;
    this.#reportAtMs = Infinity;
    this.#reports = 0;
    this.#gapEnd = 0;
    this.#early = [];
  }

  /** Takes in a push from `from` to `to`. False if something before it is missing. */
  receive(from: number, to: number): boolean {
    if (from > this.#position) {
      this.missed(to);
      if (this.#early.length < EARLY_AT_MOST) this.#early.push({ from, to });
      return false;
    }
    if (to > this.#position) {
      this.#position = to;
      this.#catchUp();
      this.#reports = 0;
      this.#reportAtMs = Infinity;
    }
    return true;
  }

  /** Goes on through the pushes that came early. */
  #catchUp(): void {
    const early = this.#early.toSorted((one, other) => one.from - other.from);
    for (const { from, to } of early) {
      if (from <= this.#position) this.#position = Math.max(this.#position, to);
    }
    this.#early = early.filter(({ from }) => from > this.#position);
  }

  /** Something before a push that ends at `to` is missing. */
  missed(to: number): void {
    this.#gapEnd = Math.max(this.#gapEnd, to);
  }

  /** An acknowledgement is due at `timeMs`. */
  ackBy(timeMs: number): void {
    this.#ackAtMs = Math.min(this.#ackAtMs, timeMs);
  }

  /** An acknowledgement was sent, or is not wanted. */
  cancelAck(): void {
    this.#ackAtMs = Infinity;
  }

  /** The gap is to be reported at `timeMs`, unless a time was set before. */
  reportBy(timeMs: number): void {
    if (this.#reportAtMs === Infinity) this.#reportAtMs = timeMs;
  }

  /**
   * The gap has been reported. The report or its answer may get lost, so it is reported again after
   * `paceMs`, and then more and more rarely, until it is closed.
   */
  reportAgain(paceMs: number, nowMs: number): void {
    this.#reportAtMs = nowMs + Math.min(paceMs * 2 ** this.#reports, RETRY_AT_MOST_MS);
    this.#reports++;
  }

  /** The gap is not to be reported. */
  cancelReport(): void {
    this.#reportAtMs = Infinity;
  }

  /** The other side was asked for what is missing. */
  asked(nowMs: number): void {
    this.#askedAtMs = nowMs;
  }

  /** The other side has sent all that it has: what else seemed to be missing never was. */
  closeGap(): void {
    this.#gapEnd = this.#position;
    this.#reportAtMs = Infinity;
  }

  /** Something before a push that ends at `to` is missing, although no gap was seen. */
  distrust(to: number): void {
    this.#position = 0;
    this.#early = [];
    this.missed(to);
  }
}
