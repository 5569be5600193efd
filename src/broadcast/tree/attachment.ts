/**
 * A node's place in the tree: its parent (standing.ts), how it gets another one (move.ts), and its
 * children (children.ts). Every message carries its sender's path to the root. A node
 * subscribes to another with a path that names it second, and ends that with any other path.
 */

import { type Arrival } from "../replication/exchange.ts";
import { type Link } from "../replication/link.ts";
import { type Policy } from "../replication/policy.ts";
import { type Sender } from "../replication/sender.ts";
import { Children } from "./children.ts";
import { type TreeCounters } from "./counters.ts";
import { type Layout } from "./layout.ts";
import { Move } from "./move.ts";
import { Quiet } from "./quiet.ts";
import { Seekers } from "./seekers.ts";
import { Standing } from "./standing.ts";

export class Attachment implements Policy {
  readonly children: Children;
  /** The parent of this node when nothing is wrong; the root of the layout has none. */
  readonly home: Link | undefined;
  readonly #sender: Sender;
  readonly #counters: TreeCounters;
  readonly #me: string;
  readonly #pathChanged: () => void;
  readonly #quiet = new Quiet();
  readonly #seekers: Seekers;
  readonly #standing: Standing;
  readonly #move: Move;

  /** Calls `pathChanged` when this node's path changes, so that its children hear about it. */
  constructor(sender: Sender, layout: Layout, counters: TreeCounters, pathChanged: () => void) {
    this.#sender = sender;
    this.#counters = counters;
    this.#me = sender.node.id;
    this.#pathChanged = pathChanged;
    this.#seekers = new Seekers(sender.node);
    this.#standing = new Standing(sender, layout, this.#quiet, this.#seekers);
    this.home = this.#standing.parent;
    this.#move = new Move(sender, layout, this.#standing, this.home);
    this.children = new Children(sender, layout, this.#quiet);
    sender.policy = this;
  }

  get parent(): Link | undefined {
    return this.#standing.parent;
  }

  get isRoot(): boolean {
    return this.#standing.isRoot;
  }

  /**
   * Where new values go first: to the parent. A root sends them home, which may hear without being
   * heard, as long as home owes no answer; from then on overdue pushes bring them.
   */
  get upwards(): Link | undefined {
    return this.parent ?? (this.home?.outgoing.isOverdue === true ? undefined : this.home);
  }

  /** A node that is to be the parent hears the path that leads through it. */
  pathFor(link: Link): readonly string[] {
    return this.#move.isTo(link) ? this.#move.pathBy(link) : this.#standing.path;
  }

  serves(link: Link): boolean {
    if (link === this.parent || this.children.has(link.name)) return true;
    return this.isRoot && link === this.home;
  }

  hasNoPlaceFor(link: Link): boolean {
    return link.path[1] === this.#me && !this.children.has(link.name);
  }

  usualPauseMs(link: Link): number {
    return link === this.parent ? this.#standing.usualPauseMs : Infinity;
  }

  overdue(link: Link): void {
    if (link === this.parent) this.#standing.overdue();
  }

  get dueMs(): number {
    return Math.min(this.#standing.dueMs, this.#move.dueMs, this.children.dueMs);
  }

  run(now: number): void {
    if (now >= this.#standing.dueMs && !this.#standing.judge(now)) this.#becomeOrphan();
    this.#move.run(now);
    this.children.run(now);
  }

  /** The node has started: its parent is to be heard as often as after news. */
  started(now: number): void {
    this.#quiet.newsCame(now);
  }

  /** This node was not running for a while. */
  slept(now: number): void {
    this.#standing.slept(now);
  }

  /** Sends new values up. The first push asks: a round trip becomes known, or the parent is missed. */
  pushUp(link: Link): void {
    const isUnknown = this.#sender.roundTrips.typicalMs === undefined;
    const ask = isUnknown && !this.#standing.isSuspecting;
    if (ask) this.overdue(link);
    this.#sender.push(link, { ask });
  }

  /** New values came; from the parent they show that it is alive. */
  newsCame(source: Link | undefined, now: number): void {
    this.#quiet.newsCame(now);
    this.children.newsCame(now);
    if (source !== undefined && source === this.parent) this.#standing.newsCame(now);
  }

  /** Takes in the path of another node, and whether it is, or becomes, the parent. */
  heard(arrival: Arrival): void {
    const { link, path, answers } = arrival;
    link.path = path;
    this.children.heard(link, path);
    const isFull = arrival.kind === "push" && arrival.full;
    if (isFull || path.includes(this.#me)) {
      if (link === this.parent) this.#becomeOrphan();
      else this.#move.refused(link, this.#sender.node.now());
    } else if (link === this.parent) {
      if (this.#standing.follow(path)) this.#pathChanged();
      if (this.#standing.trust()) this.#answerSeekers();
    } else {
      this.#move.consider(link, path);
      if (this.#move.isAccepted(link, answers)) this.#attach(link);
    }
  }

  /** Another node asks for a place. A node that suspects its own parent answers when it knows. */
  sought(seeker: string): void {
    if (!this.children.hasRoomFor(seeker)) return;
    const now = this.#sender.node.now();
    this.#standing.checkSilence(now);
    this.#seekers.add(seeker);
    if (!this.#standing.isSuspecting) this.#answerSeekers();
  }

  /** Another node offers a place. */
  offered(link: Link, path: readonly string[], now: number): void {
    link.path = path;
    this.children.heard(link, path);
    if (!path.includes(this.#me)) this.#move.offered(link, path, now);
  }

  #becomeOrphan(): void {
    const now = this.#sender.node.now();
    this.#counters.failover++;
    this.#standing.becomeRoot();
    this.#move.orphaned(now);
    this.#pathChanged();
    this.#answerSeekers();
    this.#move.search(now);
  }

  /**
   * The new parent has answered. Only now is the old one left: it gets a push with the new path.
   */
  #attach(link: Link): void {
    const old = this.parent;
    if (link === this.home) this.#counters.goingHome++;
    else this.#counters.adoption++;
    this.#standing.becomeAttached(link);
    this.#move.arrived(link, this.#sender.node.now());
    if (old !== undefined) {
      old.outgoing.expectNothing();
      this.#sender.push(old);
    }
    this.#pathChanged();
    this.#answerSeekers();
    if (this.#sender.hasNews(link)) this.#sender.push(link);
  }

  #answerSeekers(): void {
    this.#seekers.offer(this.#standing.path);
  }
}
