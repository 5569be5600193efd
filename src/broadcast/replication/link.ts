/**
 * What a node knows about one other node. A position means nothing without the incarnation of its
 * journal: after a restart of the other side all positions begin again.
 */

import { Incoming } from "./incoming.ts";
import { Outgoing } from "./outgoing.ts";
import { SLACK_MS } from "./round-trips.ts";
import { type Ack, type Echo } from "./wire.ts";

/**
 * A push says this often what its sender has, so that a mistake about a link lasts no longer. That is
 * one push in a hundred at a busy hub. It has some 40 bytes for each origin: where these are hundreds,
 * it comes more rarely.
 */
export const COMPARE_MS = 20_000;
export const COMPARE_ORIGIN_MS = 60;
export const COMPARE_AT_MOST_MS = 60_000;

export class Link {
  readonly name: string;
  /** Different for each link of a node. */
  readonly number: number;
  readonly outgoing: Outgoing;
  readonly incoming: Incoming = new Incoming();
  /** The last path that the other side sent. */
  path: readonly string[] = [];
  #heardAtMs: number;
  /** The clock of the other side in its latest message, and when that came. */
  #clockMs = -Infinity;
  #clockAtMs = 0;
  /** This node's clock as the other side last had it: each of its times tells one round trip. */
  #echoedMs = -Infinity;
  #incarnation: number | undefined;
  #countsSentAtMs: number;
  #countsHeardAtMs = -Infinity;

  constructor(name: string, number: number, journal: { readonly end: number }, nowMs: number) {
    this.name = name;
    this.number = number;
    this.outgoing = new Outgoing(journal);
    this.#heardAtMs = nowMs;
    this.#countsSentAtMs = nowMs;
  }

  /** When the other side was last heard; at first when the link was made. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** The incarnation of the other side; undefined until it has sent a push or a digest. */
  get incarnation(): number | undefined {
    return this.#incarnation;
  }

  /** A message came from the other side. Returns whether that has restarted since the last one. */
  hear(incarnation: number, nowMs: number): boolean {
    this.#heardAtMs = nowMs;
    if (incarnation === this.#incarnation) return false;
    const hasRestarted = this.#incarnation !== undefined;
    this.#incarnation = incarnation;
    this.#clockMs = -Infinity;
    this.incoming.restart();
    if (hasRestarted) this.outgoing.forget(nowMs);
    return hasRestarted;
  }

  /** The other side sent a message at this time of its clock; one that comes again counts once. */
  hearClock(clockMs: number, nowMs: number): void {
    if (clockMs <= this.#clockMs) return;
    this.#clockMs = clockMs;
    this.#clockAtMs = nowMs;
  }

  /**
   * How long it took until the other side had answered, without the time for which it held the answer.
   * Undefined if that is known already, or cannot be true.
   */
  roundTripMs({ clockMs, heldMs }: Echo, nowMs: number): number | undefined {
    const roundTripMs = nowMs - clockMs - heldMs;
    // Rounding takes less than this.
    if (clockMs <= this.#echoedMs || roundTripMs < -1) return undefined;
    this.#echoedMs = clockMs;
    return roundTripMs;
  }

  /** A push up to `to` was sent; it carried an acknowledgement as well. */
  pushed(to: number, hasValues: boolean, nowMs: number): void {
    this.outgoing.advance(to, hasValues, nowMs);
    this.incoming.cancelAck();
  }

  /** Whether the other side is to hear again what this node has of so many origins. */
  areCountsDue(origins: number, nowMs: number): boolean {
    const intervalMs = Math.max(COMPARE_MS, COMPARE_ORIGIN_MS * origins);
    return nowMs >= this.#countsSentAtMs + Math.min(intervalMs, COMPARE_AT_MOST_MS);
  }

  /** The other side was told what this node has. */
  countsSent(nowMs: number): void {
    this.#countsSentAtMs = nowMs;
  }

  /**
   * The other side says what it has. Returns whether to look at that: nobody honest says it again
   * within SLACK_MS, or while much is sent to it again, and it is dear to look at.
   */
  hearCounts(nowMs: number): boolean {
    if (nowMs < this.#countsHeardAtMs + SLACK_MS || !this.outgoing.mayStartAgain(nowMs))
      return false;
    this.#countsHeardAtMs = nowMs;
    return true;
  }

  /** What to tell the other side about its journal; undefined before it was heard. */
  ack(): Ack | undefined {
    if (this.#incarnation === undefined) return undefined;
    const { position } = this.incoming;
    return { incarnation: this.#incarnation, position };
  }

  /** What the other side is to learn a round trip from; undefined before it was heard. */
  echo(nowMs: number): Echo | undefined {
    if (this.#clockMs === -Infinity) return undefined;
    return { clockMs: this.#clockMs, heldMs: Math.round(nowMs - this.#clockAtMs) };
  }

  /** When the link next needs something to be done. */
  get dueMs(): number {
    const { ackAtMs, reportAtMs } = this.incoming;
    return Math.min(ackAtMs, reportAtMs, this.outgoing.retryAtMs);
  }

  /**
   * This node was not running: the other side is not late, and has time to answer until `untilMs`. Its
   * answers to what was said before tell no round trip.
   */
  forgiveDelay(nowMs: number, untilMs: number): void {
    this.#heardAtMs = nowMs;
    this.#echoedMs = nowMs;
    this.outgoing.forgiveDelay(nowMs, untilMs);
  }
}
