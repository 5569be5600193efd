/**
 * What a node knows of one other node: what it sent to it, what it received from it. Each side has
 * positions of one journal and the times that belong to them.
 */

import { Incoming } from "./incoming.ts";
import { Outgoing } from "./outgoing.ts";

export class Link {
  readonly name: string;
  /** Different for each link of a node. */
  readonly number: number;
  readonly outgoing: Outgoing = new Outgoing();
  readonly incoming: Incoming = new Incoming();
  /** The path that the other side told last. */
  path: readonly string[] = [];
  heardAtMs: number;

  constructor(name: string, number: number, nowMs: number) {
    this.name = name;
    this.number = number;
    this.heardAtMs = nowMs;
  }

  /** Notes the sender of a message. False if the other side was restarted: positions start again. */
  hear(incarnation: number, nowMs: number): boolean {
    this.heardAtMs = nowMs;
    const known = this.incoming.incarnation;
    if (incarnation === known) return true;
    this.incoming.restart(incarnation, nowMs);
    if (known === undefined) return true;
    this.outgoing.forget();
    return false;
  }

  /** Notes that a push up to `to` was sent. It also acknowledged what was received. */
  noteSent(to: number, end: number, hasValues: boolean, nowMs: number): void {
    this.outgoing.noteSent(to, end, hasValues, nowMs);
    this.incoming.ackAtMs = Infinity;
  }
}
