/**
 * How a node gets another parent: the states are settled, searching and joining. README.md has a
 * table of them.
 */

import { type Link } from "../replication/link.ts";
import { type Sender } from "../replication/sender.ts";
import { type Layout } from "./layout.ts";
import { candidates, Search, SearchSchedule } from "./search.ts";
import { type Standing } from "./standing.ts";
import { WayHome } from "./way-home.ts";
import { SEEK } from "./wire.ts";

/** Digests to a node that has made an offer: one of them, or its answer, may get lost. */
const JOIN_TRIES = 3;

type State = Settled | Searching | Joining;

interface Settled {
  readonly kind: "settled";
  readonly search: undefined;
}

/** Other nodes have been asked for a place. Only a root searches. */
interface Searching {
  readonly kind: "searching";
  readonly search: Search;
}

/** Another node has been asked to be the parent, with a digest. */
interface Joining {
  readonly kind: "joining";
  readonly link: Link;
  readonly untilMs: number;
  /** So many digests may follow if this one is not answered. */
  readonly triesLeft: number;
  /** A root goes on searching on its schedule while it waits for the answer. */
  readonly search: Search | undefined;
}

const SETTLED: Settled = { kind: "settled", search: undefined };

export class Move {
  readonly #sender: Sender;
  readonly #layout: Layout;
  readonly #standing: Standing;
  readonly #home: Link | undefined;
  readonly #wayHome: WayHome;
  #schedule: SearchSchedule;
  #state: State = SETTLED;
  /** The node that was last asked to be the parent, and the number of the first digest to it. */
  #asked: { readonly link: Link; readonly digest: number } | undefined;

  constructor(sender: Sender, layout: Layout, standing: Standing, home: Link | undefined) {
    this.#sender = sender;
    this.#layout = layout;
    this.#standing = standing;
    this.#home = home;
    this.#wayHome = new WayHome(sender.node, layout);
    this.#schedule = new SearchSchedule(sender.node);
  }

  /** Whether this node has asked the other one to be its parent. */
  isTo(link: Link): boolean {
    return this.#state.kind === "joining" && link === this.#state.link;
  }

  /**
   * Whether a message that answers this digest makes its sender the parent. It may answer an earlier
   * one: where a round trip takes longer than before, no answer comes before the next digest is sent.
   */
  isAccepted(link: Link, digest: number | undefined): boolean {
    if (!this.isTo(link) || this.#asked?.link !== link || digest === undefined) return false;
    return digest >= this.#asked.digest;
  }

  get dueMs(): number {
    const state = this.#state;
    const searchMs = state.search?.untilMs ?? Infinity;
    const joiningMs = state.kind === "joining" ? state.untilMs : Infinity;
    return Math.min(searchMs, joiningMs, this.#schedule.dueMs, this.#wayHome.dueMs);
  }

  run(now: number): void {
    const { search } = this.#state;
    if (search !== undefined && now >= search.untilMs) this.#endSearch(search, now);
    if (this.#state.kind === "joining" && now >= this.#state.untilMs) {
      this.#joinAgain(this.#state, now);
    }
    if (now >= this.#schedule.dueMs) this.search(now);
    if (now >= this.#wayHome.dueMs) this.#askHome(now);
  }

  /**
   * Another node was heard: it is joined if it is better than the present parent. It is asked once,
   * even if much comes from it at once, as after a pause.
   */
  consider(link: Link, path: readonly string[]): void {
    if (!this.isTo(link) && this.#isBetter(link, path)) this.#join(link, JOIN_TRIES);
  }

  /** Another node offers a place. */
  offered(link: Link, path: readonly string[], now: number): void {
    const { search } = this.#state;
    if (search === undefined) {
      if (link !== this.#standing.parent) this.consider(link, path);
      return;
    }
    search.add(link.name, path);
    if (search.isDone) this.#endSearch(search, now);
  }

  /** Any → settled. The parent is lost; a search follows when the children have been told. */
  orphaned(now: number): void {
    this.#state = SETTLED;
    this.#asked = undefined;
    this.#schedule = new SearchSchedule(this.#sender.node);
    this.#wayHome.begin(now);
  }

  /** Joining → settled. The node has a new parent. */
  arrived(parent: Link, now: number): void {
    this.#state = SETTLED;
    this.#asked = undefined;
    this.#schedule = new SearchSchedule(this.#sender.node);
    if (parent === this.#home) this.#wayHome.end();
    else this.#wayHome.stayAway(now);
  }

  /** Joining → as it was before: the other node has no place, or is below this one. */
  refused(link: Link, now: number): void {
    const state = this.#state;
    if (state.kind === "joining" && state.link === link) {
      this.#joinAgain({ ...state, triesLeft: 0 }, now);
    }
  }

  /** Settled → searching. A digest that a root has sent before may still be answered. */
  search(now: number): void {
    const { node, roundTrips } = this.#sender;
    const names = candidates(this.#layout, node);
    const untilMs = now + roundTrips.lateAnswerMs;
    const search = new Search(this.#layout, names, this.#home?.name, untilMs);
    node.send(names, SEEK);
    this.#schedule.started(untilMs);
    const state = this.#state;
    this.#state = state.kind === "joining" ? { ...state, search } : { kind: "searching", search };
  }

  /** Searching → joining the best that answered, or settled as a root. */
  #endSearch(search: Search, now: number): void {
    const best = search.best();
    const state = this.#state;
    this.#state = state.kind === "joining" ? { ...state, search: undefined } : SETTLED;
    if (best === undefined || !this.#isLower(best.path)) return;
    this.#schedule.found(now);
    this.#join(this.#sender.links.to(best.name), JOIN_TRIES);
  }

  /** Any → joining. The digest brings what the old parent did not acknowledge. */
  #join(link: Link, tries: number): void {
    const { node, journal, roundTrips } = this.#sender;
    const now = node.now();
    const from = link === this.#home ? link.outgoing.acked : this.#standing.ackedUpwards;
    const digest = this.#sender.digest(link, from, this.pathBy(link));
    if (this.#asked?.link !== link) this.#asked = { link, digest };
    const untilMs = now + roundTrips.lateAnswerMs;
    const triesLeft = tries - 1;
    this.#state = { kind: "joining", link, untilMs, triesLeft, search: undefined };
    link.pushed(journal.counted, false, now);
  }

  /** Joining → joining again, or as it was before: the digest was not answered. */
  #joinAgain({ link, triesLeft, search }: Joining, now: number): void {
    this.#state = search === undefined ? SETTLED : { kind: "searching", search };
    if (link === this.#home) this.#wayHome.homeIsDeaf(now);
    else if (triesLeft > 0) this.#join(link, triesLeft);
    else if (this.#standing.isRoot && search === undefined) this.#schedule.failed(now);
  }

  /** This node's path if the other one is its parent. */
  pathBy(link: Link): readonly string[] {
    return [this.#sender.node.id, ...link.path];
  }

  /**
   * Home is better than any other place under the same root; a lower root is better than a higher.
   */
  #isBetter(link: Link, path: readonly string[]): boolean {
    if (this.#home === undefined) return false;
    if (link !== this.#home) return this.#state.kind === "settled" && this.#isLower(path);
    const root = this.#layout.rootRankOf(path);
    const mine = this.#layout.rootRankOf(this.#standing.path);
    return root <= mine && this.#wayHome.isOpen(this.#sender.node.now());
  }

  /** Whether a path leads to a lower root than this node's. */
  #isLower(path: readonly string[]): boolean {
    return this.#layout.rootRankOf(path) < this.#layout.rootRankOf(this.#standing.path);
  }

  #askHome(now: number): void {
    if (this.#home === undefined) throw new Error("Cannot ask at home: the root has none");
    this.#sender.node.send(this.#wayHome.next(this.#home.name, now), SEEK);
  }
}
