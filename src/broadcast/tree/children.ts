/**
 * The children of a node, to which it sends values. A node is a child if its path names this node
 * second. Nodes whose home is here are children even before they are heard, until they have another
 * parent.
 */

import { type Link } from "../replication/link.ts";
import { type Sender } from "../replication/sender.ts";
import { type Layout } from "./layout.ts";
import { type Quiet } from "./quiet.ts";
import { offerText } from "./wire.ts";

/** Children beyond those that the layout gives a node. */
export const ADOPTED_AT_MOST = 256;

export class Children {
  readonly #sender: Sender;
  readonly #layout: Layout;
  readonly #me: string;
  readonly #quiet: Quiet;
  readonly #links = new Map<string, Link>();
  #beatAtMs = Infinity;

  constructor(sender: Sender, layout: Layout, quiet: Quiet) {
    const { node, links } = sender;
    this.#sender = sender;
    this.#layout = layout;
    this.#me = node.id;
    this.#quiet = quiet;
    for (const name of layout.childrenOf(node.id)) this.#links.set(name, links.to(name));
  }

  get areNone(): boolean {
    return this.#links.size === 0;
  }

  has(name: string): boolean {
    return this.#links.has(name);
  }

  [Symbol.iterator](): Iterator<Link> {
    return this.#links.values();
  }

  /** Whether a node is a child, or may become one. */
  hasRoomFor(name: string): boolean {
    const isKnown = this.has(name) || this.#isAtHome(name);
    return isKnown || this.#links.size < this.#layout.fanout + ADOPTED_AT_MOST;
  }

  /** Takes in the path of another node. */
  heard(link: Link, path: readonly string[]): void {
    const { name } = link;
    const isChild = path[1] === this.#me && this.hasRoomFor(name);
    const isAlone = path.length === 1 && this.#isAtHome(name);
    if (isChild || isAlone) {
      this.#links.set(name, link);
      if (this.#beatAtMs === Infinity) this.#schedule(this.#sender.node.now());
    } else if (this.#links.delete(name)) link.outgoing.expectNothing();
  }

  /** News came, which the children will get; so a beat is due only after a silence. */
  newsCame(nowMs: number): void {
    if (!this.areNone) this.#schedule(nowMs);
  }

  get dueMs(): number {
    return this.#beatAtMs;
  }

  run(nowMs: number): void {
    this.#endLeases(nowMs);
    if (nowMs >= this.#beatAtMs) this.#beat(nowMs);
  }

  #schedule(nowMs: number): void {
    this.#beatAtMs = nowMs + this.#quiet.beatMs(nowMs);
  }

  /**
   * Sends a push without values to each child. Adopted children are asked whether they are still
   * there.
   */
  #beat(nowMs: number): void {
    this.#schedule(nowMs);
    for (const child of this.#links.values()) {
      if (!child.outgoing.isUnacked) this.#sender.push(child, { ask: !this.#isAtHome(child.name) });
    }
    this.#offerToAbsent();
  }

  /**
   * A node whose home is here may have another parent. If it was restarted meanwhile, that one has
   * dropped it, and nobody else would ever say anything to it.
   */
  #offerToAbsent(): void {
    const { node, links, policy } = this.#sender;
    for (const name of this.#layout.childrenOf(this.#me)) {
      if (!this.has(name)) node.send(name, offerText(policy.pathFor(links.to(name))));
    }
  }

  /**
   * An adopted child is dropped that owes an acknowledgement for twice the time that one may take: it
   * was asked for it.
   */
  #endLeases(nowMs: number): void {
    const leaseMs = 2 * this.#sender.ackTimeoutMs;
    for (const child of this.#links.values()) {
      if (this.#isAtHome(child.name) || nowMs < child.outgoing.unackedSinceMs + leaseMs) continue;
      this.#links.delete(child.name);
      child.outgoing.expectNothing();
    }
  }

  #isAtHome(name: string): boolean {
    return this.#layout.homeOf(name) === this.#me;
  }
}
