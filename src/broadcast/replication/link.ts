/**
 * What a node knows about one other node. A position means nothing without the incarnation of its
 * journal: after a restart of the other side all positions begin again.
 */

import { Incoming } from "./incoming.ts";
import { Outgoing } from "./outgoing.ts";
import { type Ack } from "./wire.ts";

export class Link {
  readonly name: string;
  /** Different for each link of a node. */
  readonly number: number;
  readonly outgoing: Outgoing;
  readonly incoming: Incoming = new Incoming();
  /** The last path that the other side sent. */
  path: readonly string[] = [];
  #heardAtMs: number;
  #incarnation: number | undefined;

  constructor(name: string, number: number, journal: { readonly end: number }, nowMs: number) {
    this.name = name;
    this.number = number;
    this.outgoing = new Outgoing(journal);
    this.#heardAtMs = nowMs;
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
    this.incoming.restart(nowMs);
    if (hasRestarted) this.outgoing.forget(nowMs);
    return hasRestarted;
  }

  /** A push up to `to` was sent; it carried an acknowledgement as well. */
  pushed(to: number, hasValues: boolean, nowMs: number): void {
    this.outgoing.advance(to, hasValues, nowMs);
    this.incoming.cancelAck();
  }

  /** What to tell the other side about its journal; undefined before it was heard. */
  ack(nowMs: number): Ack | undefined {
    if (this.#incarnation === undefined) return undefined;
    const { position } = this.incoming;
    return { incarnation: this.#incarnation, position, heldMs: this.incoming.heldMs(nowMs) };
  }

  /** When the link next needs something to be done. */
  get dueMs(): number {
    const { ackAtMs, reportAtMs } = this.incoming;
    return Math.min(ackAtMs, reportAtMs, this.outgoing.retryAtMs);
  }

  /**
   * This node was not running: the other side is not late, and has time to answer until `untilMs`.
   */
  forgiveDelay(nowMs: number, untilMs: number): void {
    this.#heardAtMs = nowMs;
    this.outgoing.forgiveDelay(nowMs, untilMs);
  }
}
