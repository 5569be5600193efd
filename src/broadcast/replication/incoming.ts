/**
 * What this node has received from one other node. All positions are in the other node's journal, so
 * a peer can claim any; they mean nothing without the incarnation of that journal.
 */

import { type Ack } from "./wire.ts";

export class Incoming {
  #incarnation: number | undefined;
  #position = 0;
  #reachedAtMs = 0;
  #gapTo = 0;
  /** When what was received is acknowledged by a message of its own. */
  ackAtMs: number = Infinity;
  /** When a gap is reported. */
  gapAtMs: number = Infinity;
  /** When this node last reported a gap or sent a digest. */
  reportedAtMs: number = -Infinity;

  /** The incarnation of the other side, once it is known. */
  get incarnation(): number | undefined {
    return this.#incarnation;
  }

  /** This node has the other's journal up to here, without a gap. */
  get position(): number {
    return this.#position;
  }

  /** How far the journal goes beyond the gap. */
  get gapTo(): number {
    return this.#gapTo;
  }

  /** The other side has a new incarnation: nothing of its new journal is here. */
  restart(incarnation: number, nowMs: number): void {
    this.#incarnation = incarnation;
    this.#position = 0;
    this.#reachedAtMs = nowMs;
    this.#gapTo = 0;
    this.ackAtMs = Infinity;
    this.gapAtMs = Infinity;
  }

  /** Takes in how far a push reaches. False if something before it is missing. */
  receive(from: number, to: number, nowMs: number): boolean {
    if (from > this.#position) {
      this.#gapTo = Math.max(this.#gapTo, to);
      return false;
    }
    if (to > this.#position) {
      this.#position = to;
      this.#reachedAtMs = nowMs;
    }
    if (this.#position >= this.#gapTo) this.gapAtMs = Infinity;
    return true;
  }

  /** What to tell the other side of its journal; undefined until it was heard. */
  ack(nowMs: number): Ack | undefined {
    if (this.#incarnation === undefined) return undefined;
    const heldMs = Math.max(0, Math.round(nowMs - this.#reachedAtMs));
    return { incarnation: this.#incarnation, position: this.#position, heldMs };
  }
}
