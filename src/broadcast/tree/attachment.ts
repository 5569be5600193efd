/**
 * A node's place in the tree: its parent, its way to the root. A parent is suspected, asked, given
 * up; an orphan seeks, joins the best that answers, and goes home when home answers. Every message
 * tells its sender's path, so a subscription is a path that says "you are my parent", and its end is
 * a path that says otherwise.
 */

import { type Link } from "../replication/link.ts";
import { type Policy } from "../replication/policy.ts";
import { SLACK_MS } from "../replication/round-trips.ts";
import { type Sender } from "../replication/sender.ts";
import { Children } from "./children.ts";
import { type TreeCounters } from "./counters.ts";
import { type Layout } from "./layout.ts";
import { Quiet } from "./quiet.ts";
import { ASKED_AT_MOST, ASKED_FIRST, candidates, rootRank, Search } from "./search.ts";
import { Seekers } from "./seekers.ts";
import { Watch } from "./watch.ts";
import { type Offer, SEEK } from "./wire.ts";

/** Questions to a parent before it is given up, where messages are known to get lost. */
const TRIES_WITH_LOSS = 3;

/** If so many nodes with the same home seek a parent, it is the parent that fails. */
const WITNESSES_AT_LEAST = 3;

/** A node that is a root only for want of a parent seeks again after this; then at growing intervals. */
const FIRST_SEEK_MS = 500;
const SEEK_AT_MOST_MS = 8000;

/** How often an orphan asks at home, at first. */
const SEEK_MS = 1000;
const HOME_PATIENCE = 30;

/** How long a node leaves its home alone that is heard but does not hear: a heal is soon noticed. */
const REJOIN_MS = 250;

/** Digests to a node that has made an offer: one of them, or its answer, may get lost. */
const JOIN_TRIES = 3;

/** This node has asked another to be its parent. */
interface Joining {
  readonly link: Link;
  /** The number that the answer will bear. */
  digest: number;
  readonly untilMs: number;
  readonly triesLeft: number;
}

export class Attachment implements Policy {
  readonly children: Children;
  readonly home: Link | undefined;
  parent: Link | undefined;
  readonly #sender: Sender;
  readonly #layout: Layout;
  readonly #counters: TreeCounters;
  readonly #me: string;
  readonly #rank: number;
  readonly #moved: () => void;
  readonly #watch: Watch = new Watch(SLACK_MS);
  readonly #quiet: Quiet = new Quiet();
  #path: readonly string[];
  /** Those to whom this node makes an offer as soon as it is sure of its own place. */
  readonly #seekers: Seekers;
  #search: Search | undefined;
  #joining: Joining | undefined;
  /** How far the parent that was left had this node's journal. */
  #ackedBefore = 0;
  #seekAtMs = Infinity;
  #seekTries = 0;
  #homeAtMs = Infinity;
  #homeTries = 0;
  #rejoinAtMs = -Infinity;

  /** Calls `moved` when the path changes, so that the children hear of it. */
  constructor(sender: Sender, layout: Layout, counters: TreeCounters, moved: () => void) {
    const { id } = sender.node;
    this.#sender = sender;
    this.#layout = layout;
    this.#counters = counters;
    this.#moved = moved;
    this.#me = id;
    this.#rank = layout.placeOf(id);
    this.#path = layout.pathOf(id);
    this.#seekers = new Seekers(sender.node, layout);
    const home = layout.homeOf(id);
    this.home = home === undefined ? undefined : sender.links.to(home);
    this.parent = this.home;
    this.children = new Children(sender, layout, this.#quiet);
    sender.policy = this;
  }

  /** This node's way to the root; towards the one that it is about to join, the way by that one. */
  pathFor(link: Link): readonly string[] {
    if (this.#joining?.link === link) return [this.#me, ...link.path];
    return this.#path;
  }

  serves(link: Link): boolean {
    if (link === this.parent || this.children.has(link.name)) return true;
    return this.parent === undefined && link === this.home;
  }

  /**
   * Where new values go first: the parent. A root tells home, which may hear without being heard; if
   * it does not answer it is asked in time, and told all.
   */
  get upwards(): Link | undefined {
    return this.parent ?? (this.home?.outgoing.retries === 0 ? this.home : undefined);
  }

  get isRoot(): boolean {
    return this.parent === undefined;
  }

  /** The first push asks: where no round trip is known nobody can tell when an answer is late. */
  pushUp(link: Link): void {
    const isFirst = this.#sender.roundTrips.typicalMs === undefined;
    if (isFirst) this.suspect(link);
    this.#sender.push(link, { ask: isFirst });
  }

  /** Takes in the path of another node; `answered` is the digest that it answers. */
  heard(link: Link, path: readonly string[], answered: number | undefined): void {
    link.path = path;
    this.children.heard(link, path);
    if (path.includes(this.#me)) {
      if (link === this.parent) this.#loseParent(link);
    } else if (link === this.parent) {
      this.#follow(path);
      this.#endSuspicion(link);
    } else if (link === this.#joining?.link) {
      if (answered === this.#joining.digest) this.#attach(link);
    } else if (this.#isBetter(link, path)) this.#join(link);
  }

  /** New values came; if from the parent, it is alive and has things to say. */
  news(source: Link | undefined, now: number): void {
    this.#quiet.interrupt(now);
    this.children.news(now);
    if (source !== undefined && source === this.parent) this.#watch.beat(now);
  }

  /** Another node seeks a parent. A node in doubt of its own answers when it knows. */
  sought(seeker: string): void {
    if (!this.children.hasRoomFor(seeker)) return;
    const now = this.#sender.node.now();
    this.#askSilentParent(now);
    this.#seekers.add(seeker, now);
    if (!this.#watch.isSuspicious) this.#seekers.offerAll(this.#path);
  }

  offered(name: string, { path, heldMs }: Offer, now: number): void {
    const link = this.#sender.links.to(name);
    link.path = path;
    this.children.heard(link, path);
    if (path.includes(this.#me)) return;
    if (this.#search === undefined) {
      if (link !== this.parent && this.#isBetter(link, path)) this.#join(link);
      return;
    }
    const isFirst = this.#search.add(name, path);
    if (isFirst) this.#sender.roundTrips.add(now - this.#search.sinceMs - heldMs);
    if (this.#search.isDone) this.#choose(now);
  }

  /** The longest pause between a parent's pushes that is usual. */
  usualPauseMs(link: Link): number {
    return link === this.parent ? this.#watch.pauseMs : Infinity;
  }

  overdue(link: Link): void {
    this.suspect(link);
  }

  /** An overdue answer of this link is asked for. A parent that does not give it is left. */
  suspect(link: Link, triesAtLeast = 1, isOfSilence = false): void {
    if (link !== this.parent || this.#watch.isSuspicious) return;
    const now = this.#sender.node.now();
    const tries = this.#isReliable(link, now) ? triesAtLeast : TRIES_WITH_LOSS;
    this.#watch.suspect(now, this.#sender.roundTrips.answerTimeoutMs, tries, isOfSilence);
  }

  /** Another node seeks, so the parent may have failed: it is asked unless it was heard just now. */
  #askSilentParent(now: number): void {
    const { parent } = this;
    if (parent === undefined || this.#watch.isSuspicious) return;
    const pauseMs = Math.max(this.#sender.roundTrips.answerTimeoutMs, this.#watch.steadyMs);
    if (now <= parent.heardAtMs + pauseMs) return;
    this.#askParent(parent, parent.incoming.incarnation === undefined ? 1 : 2);
  }

  #askParent(link: Link, triesAtLeast?: number): void {
    this.suspect(link, triesAtLeast, true);
    this.#sender.push(link, { ask: true, again: true });
  }

  get dueMs(): number {
    const answer = Math.min(this.#search?.untilMs ?? Infinity, this.#joining?.untilMs ?? Infinity);
    const seek = Math.min(answer, this.#seekAtMs, this.#homeAtMs);
    return Math.min(this.#watchDueMs, seek, this.children.dueMs);
  }

  run(now: number): void {
    if (now >= this.#watchDueMs) this.#judgeParent(now);
    if (this.#search !== undefined && now >= this.#search.untilMs) this.#choose(now);
    if (this.#joining !== undefined && now >= this.#joining.untilMs) {
      this.#giveUpJoining(this.#joining, now);
    }
    if (now >= this.#seekAtMs) this.#seek(now);
    if (now >= this.#homeAtMs) this.#askHome(now);
    this.children.run(now);
  }

  /** This node has slept: the parent gets its full time to answer again. */
  resumeAfterSleep(now: number): void {
    this.#watch.resumeAfterSleep(now, this.#sender.roundTrips.answerTimeoutMs);
  }

  get #watchDueMs(): number {
    if (this.parent === undefined) return Infinity;
    if (this.#watch.isSuspicious) return this.#watch.judgedAtMs;
    const { heardAtMs } = this.parent;
    const beatMs = this.#quiet.beatMs(heardAtMs) + this.#sender.roundTrips.answerTimeoutMs;
    return heardAtMs + (this.#watch.alarmingMs ?? beatMs);
  }

  #rootRank(path: readonly string[]): number {
    return rootRank(this.#layout, path);
  }

  /** Home is better than any other place under the same root; a lower root is better than a higher. */
  #isBetter(link: Link, path: readonly string[]): boolean {
    if (this.#rank === 0) return false;
    const root = this.#rootRank(path);
    const mine = this.#rootRank(this.#path);
    if (link === this.home) return root <= mine && this.#sender.node.now() >= this.#rejoinAtMs;
    return root < mine && this.#search === undefined && this.#joining === undefined;
  }

  #follow(path: readonly string[]): void {
    const isSame =
      path.length + 1 === this.#path.length &&
      path.every((name, place) => name === this.#path[place + 1]);
    if (isSame) return;
    this.#path = [this.#me, ...path];
    this.#moved();
  }

  /** Ends a suspicion that the parent has answered. */
  #endSuspicion(parent: Link): void {
    if (this.#watch.clear(parent.outgoing.unackedSinceMs)) this.#seekers.offerAll(this.#path);
  }

  /** The parent has been silent for too long, or has not answered. */
  #judgeParent(now: number): void {
    const { parent } = this;
    if (parent === undefined) return;
    if (!this.#watch.isSuspicious) this.#askParent(parent);
    else if (this.#isConfirmedBySeekers(parent, now)) this.#loseParent(parent);
    else if (!this.#watch.retry(now, this.#sender.roundTrips.answerTimeoutMs))
      this.#loseParent(parent);
    else this.#sender.push(parent, { ask: true, again: true });
  }

  /** Whether several nodes with the same home seek: then the parent failed, and no question got lost. */
  #isConfirmedBySeekers(parent: Link, now: number): boolean {
    if (!this.#isReliable(parent, now)) return false;
    return this.#seekers.countWithHome(parent.name) >= WITNESSES_AT_LEAST;
  }

  #isReliable(link: Link, now: number): boolean {
    return !link.outgoing.isLossy(now) && !this.#sender.roundTrips.areUneven;
  }

  #loseParent(parent: Link): void {
    const now = this.#sender.node.now();
    this.#counters.failover++;
    this.#ackedBefore = parent.outgoing.acked;
    parent.outgoing.settle();
    this.parent = undefined;
    this.#watch.reset();
    this.#joining = undefined;
    this.#path = [this.#me];
    this.#seekTries = 0;
    this.#homeTries = 0;
    this.#homeAtMs = now + this.#jittered(SEEK_MS);
    this.#moved();
    this.#seekers.offerAll(this.#path);
    this.#seek(now);
  }

  /** Asks few at first, for mostly one of them can help; then all. */
  #seek(now: number): void {
    const { node } = this.#sender;
    const { answerTimeoutMs } = this.#sender.roundTrips;
    const atMost = this.#seekTries === 0 ? ASKED_FIRST : ASKED_AT_MOST;
    const names = candidates(this.#layout, this.#me, atMost, () => node.random());
    node.send(names, SEEK);
    this.#search = new Search(this.#layout, names, this.home?.name, now, now + answerTimeoutMs);
    const wait = Math.min(FIRST_SEEK_MS * 2 ** this.#seekTries, SEEK_AT_MOST_MS);
    this.#seekTries++;
    this.#seekAtMs = now + answerTimeoutMs + this.#jittered(wait);
  }

  /** Joins the best that answered, or stays a root. */
  #choose(now: number): void {
    const best = this.#search?.best();
    this.#search = undefined;
    if (best === undefined || this.#rootRank(best.path) >= this.#rootRank(this.#path)) return;
    this.#seekAtMs = Math.max(this.#seekAtMs, now + this.#jittered(SEEK_MS));
    this.#join(this.#sender.links.to(best.name));
  }

  /** Subscribes: a digest whose path names the new parent, with what the old one did not acknowledge. */
  #join(link: Link, triesLeft = JOIN_TRIES - 1): void {
    const { node, journal } = this.#sender;
    const now = node.now();
    this.#search = undefined;
    this.#joining = {
      link,
      digest: 0,
      untilMs: now + this.#sender.roundTrips.answerTimeoutMs,
      triesLeft,
    };
    const from =
      link === this.home ? link.outgoing.acked : (this.parent?.outgoing.acked ?? this.#ackedBefore);
    this.#joining.digest = this.#sender.digest(link, from);
    link.noteSent(journal.counted, journal.end, false, now);
  }

  /** A home that is heard but does not answer is asked again soon; another at once, then all are. */
  #giveUpJoining({ link, triesLeft }: Joining, now: number): void {
    this.#joining = undefined;
    if (link === this.home) this.#rejoinAtMs = now + REJOIN_MS;
    else if (triesLeft > 0) this.#join(link, triesLeft - 1);
    else if (this.parent === undefined && this.#search === undefined) {
      const wait = this.#jittered(SLACK_MS * 2 ** this.#seekTries);
      this.#seekAtMs = Math.min(this.#seekAtMs, now + wait);
    }
  }

  /** The new parent has answered. Only now does the old one hear that it was left. */
  #attach(link: Link): void {
    const old = this.parent;
    const { node } = this.#sender;
    this.parent = link;
    this.#watch.reset();
    this.#joining = undefined;
    this.#search = undefined;
    this.#seekAtMs = Infinity;
    if (link === this.home) this.#counters.goingHome++;
    else this.#counters.adoption++;
    this.#homeAtMs = link === this.home ? Infinity : node.now() + this.#jittered(SEEK_MS);
    this.#path = [this.#me, ...link.path];
    if (old !== undefined) {
      old.outgoing.settle();
      this.#sender.push(old);
    }
    this.#moved();
    this.#seekers.offerAll(this.#path);
    if (this.#sender.hasNews(link)) this.#sender.push(link);
  }

  /** Asks at home whether it is there again, and a node at random whether there is a lower root. */
  #askHome(now: number): void {
    const { node } = this.#sender;
    const { names } = this.#layout;
    if (this.home === undefined || this.parent === this.home) {
      this.#homeAtMs = Infinity;
      return;
    }
    this.#homeTries++;
    const wait = this.#homeTries < HOME_PATIENCE ? SEEK_MS : SEEK_AT_MOST_MS;
    this.#homeAtMs = now + this.#jittered(wait);
    const other = names[node.random() % names.length];
    const isOther = this.#homeTries % 4 === 0 && other !== undefined && other !== this.#me;
    node.send(isOther ? other : this.home.name, SEEK);
  }

  /** Three quarters to five quarters of a time: nodes that were cut off together ask apart. */
  #jittered(timeMs: number): number {
    return timeMs * (0.75 + (this.#sender.node.random() % 512) / 1024);
  }
}
