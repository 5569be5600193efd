/**
 * A node's parent, and whether that is alive: the states are root, attached and suspecting.
 * README.md has a table of them.
 */

import { type Link } from "../replication/link.ts";
import { ROUND_TRIP_AT_MOST_MS, SLACK_MS } from "../replication/round-trips.ts";
import { type Sender } from "../replication/sender.ts";
import { type Layout } from "./layout.ts";
import { type Quiet } from "./quiet.ts";
import { type Seekers } from "./seekers.ts";
import { Watch } from "./watch.ts";

/** A parent is given up after so many questions where messages are known to get lost. */
const TRIES_WITH_LOSS = 3;

/** If a seek of another node is the reason, a parent that was ever heard is asked twice. */
const TRIES_AFTER_SEEK = 2;

/**
 * If so many other children of the parent are searching, one unanswered question is proof enough.
 */
const WITNESSES_AT_LEAST = 3;

type State = Root | Attached | Suspecting;

/** Without a parent: the root of the tree, or of a part that is cut off. */
interface Root {
  readonly kind: "root";
  readonly parent: undefined;
  readonly path: readonly string[];
  /** How far the last parent had acknowledged this node's journal. */
  readonly ackedBefore: number;
}

interface Attached {
  readonly kind: "attached";
  readonly parent: Link;
  readonly path: readonly string[];
}

/** The parent has been asked whether it is alive, and has not answered yet. */
interface Suspecting {
  readonly kind: "suspecting";
  readonly parent: Link;
  readonly path: readonly string[];
  readonly sinceMs: number;
  /** When the parent is asked again, or given up. */
  readonly untilMs: number;
  /** How many questions may stay without an answer, the present one included. */
  readonly triesLeft: number;
  /** Whether the parent had fallen silent; if not, it only owed an acknowledgement. */
  readonly isOfSilence: boolean;
}

export class Standing {
  readonly #sender: Sender;
  readonly #layout: Layout;
  readonly #quiet: Quiet;
  readonly #seekers: Seekers;
  readonly #me: string;
  readonly #watch = new Watch(SLACK_MS);
  #state: State;

  /**
   * At first a node is attached to its home, even before that is heard. Without one it is the root.
   */
  constructor(sender: Sender, layout: Layout, quiet: Quiet, seekers: Seekers) {
    const { node, links } = sender;
    this.#sender = sender;
    this.#layout = layout;
    this.#quiet = quiet;
    this.#seekers = seekers;
    this.#me = node.id;
    const home = layout.homeOf(node.id);
    const path = layout.pathOf(node.id);
    this.#state =
      home === undefined
        ? { kind: "root", parent: undefined, path, ackedBefore: 0 }
        : { kind: "attached", parent: links.to(home), path };
  }

  get parent(): Link | undefined {
    return this.#state.parent;
  }

  /** From this node up to the root. */
  get path(): readonly string[] {
    return this.#state.path;
  }

  get isRoot(): boolean {
    return this.#state.kind === "root";
  }

  get isSuspecting(): boolean {
    return this.#state.kind === "suspecting";
  }

  /** How far the parent, or the last one, has acknowledged this node's journal. */
  get ackedUpwards(): number {
    return this.#state.kind === "root"
      ? this.#state.ackedBefore
      : this.#state.parent.outgoing.acked;
  }

  /** The longest pause between the parent's pushes that is usual; Infinity while it is unknown. */
  get usualPauseMs(): number {
    return this.#watch.usualPauseMs;
  }

  /** When the parent has been silent for too long, or has not answered. */
  get dueMs(): number {
    const state = this.#state;
    if (state.kind === "root") return Infinity;
    if (state.kind === "suspecting") return state.untilMs;
    const { heardAtMs } = state.parent;
    const beatMs = this.#quiet.beatMs(heardAtMs) + this.#sender.roundTrips.answerTimeoutMs;
    return heardAtMs + (this.#watch.alarmingMs ?? beatMs);
  }

  /** The parent sent news. */
  newsCame(now: number): void {
    this.#watch.newsCame(now);
  }

  /** Another node has lost its parent. If this node's was not heard just now it is asked. */
  checkSilence(now: number): void {
    if (this.#state.kind !== "attached") return;
    const { parent } = this.#state;
    const { answerTimeoutMs } = this.#sender.roundTrips;
    if (now <= parent.heardAtMs + Math.max(answerTimeoutMs, this.#watch.steadyMs)) return;
    const tries = parent.incarnation === undefined ? 1 : TRIES_AFTER_SEEK;
    this.#becomeSuspecting(parent, tries, true);
    this.#ask(parent);
  }

  /** An acknowledgement of the parent is overdue, and it is asked for. */
  overdue(): void {
    if (this.#state.kind === "attached") this.#becomeSuspecting(this.#state.parent, 1, false);
  }

  /** Called when `dueMs` is over: asks the parent. False if it has to be given up. */
  judge(now: number): boolean {
    const state = this.#state;
    if (state.kind === "root") return true;
    if (state.kind === "suspecting") {
      const { sinceMs, triesLeft } = state;
      const latestMs = sinceMs + ROUND_TRIP_AT_MOST_MS;
      if (triesLeft === 1 || now >= latestMs || this.#isProven(state.parent, now)) return false;
      const untilMs = Math.min(now + this.#patienceMs, latestMs);
      this.#state = { ...state, triesLeft: triesLeft - 1, untilMs };
    } else this.#becomeSuspecting(state.parent, 1, true);
    this.#ask(state.parent);
    return true;
  }

  /** This node was not running for a while: its parent gets the time to answer once more. */
  slept(now: number): void {
    if (this.#state.kind !== "suspecting") return;
    this.#state = { ...this.#state, untilMs: now + this.#patienceMs };
  }

  /** The parent sent its path. Returns whether that changes this node's. */
  follow(path: readonly string[]): boolean {
    const state = this.#state;
    const isSame =
      path.length + 1 === state.path.length &&
      path.every((name, place) => name === state.path[place + 1]);
    if (isSame || state.kind === "root") return false;
    this.#state = { ...state, path: [this.#me, ...path] };
    return true;
  }

  /**
   * Suspecting → attached, if what was heard of the parent proves that it is alive; returns whether
   * it does. A parent that had fallen silent need not acknowledge: it, or the network, stood still.
   */
  trust(): boolean {
    if (this.#state.kind !== "suspecting") return false;
    const { parent, path, sinceMs, isOfSilence } = this.#state;
    const hasAnswered = parent.outgoing.unackedSinceMs > sinceMs;
    if (!hasAnswered && !isOfSilence) return false;
    this.#state = { kind: "attached", parent, path };
    if (hasAnswered) this.#watch.answered();
    return true;
  }

  /** Any → attached. */
  becomeAttached(parent: Link): void {
    this.#state = { kind: "attached", parent, path: [this.#me, ...parent.path] };
    this.#watch.reset();
  }

  /** Attached or suspecting → root. The parent is given up. */
  becomeRoot(): void {
    const { parent } = this.#state;
    if (parent === undefined) throw new Error("Cannot lose a parent without having one");
    const path = [this.#me];
    this.#state = { kind: "root", parent: undefined, path, ackedBefore: parent.outgoing.acked };
    parent.outgoing.expectNothing();
    this.#watch.reset();
  }

  /** Attached → suspecting. The parent is asked by whoever calls this. */
  #becomeSuspecting(parent: Link, triesAtLeast: number, isOfSilence: boolean): void {
    const { path } = this.#state;
    const sinceMs = this.#sender.node.now();
    const untilMs = sinceMs + this.#patienceMs;
    const triesLeft = this.#isReliable(parent, sinceMs) ? triesAtLeast : TRIES_WITH_LOSS;
    this.#state = {
      kind: "suspecting",
      parent,
      path,
      sinceMs,
      untilMs,
      triesLeft,
      isOfSilence,
    };
    this.#watch.interrupt();
  }

  #ask(parent: Link): void {
    this.#sender.push(parent, { ask: true, again: true });
  }

  /** Whether enough other children of the parent miss it, so that not just a question got lost. */
  #isProven(parent: Link, now: number): boolean {
    if (!this.#isReliable(parent, now)) return false;
    return this.#seekers.countBelow(parent.name, this.#layout) >= WITNESSES_AT_LEAST;
  }

  #isReliable(link: Link, now: number): boolean {
    return !link.outgoing.isLossy(now) && !this.#sender.roundTrips.areUneven;
  }

  get #patienceMs(): number {
    return this.#sender.roundTrips.patienceMs;
  }
}
