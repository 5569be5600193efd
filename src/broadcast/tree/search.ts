/** An orphan's search: when it asks which nodes for a place, and which offer is the best. */

import { type Node } from "../../node/node.ts";
import { withJitter } from "./jitter.ts";
import { type Layout } from "./layout.ts";

/**
 * So many nodes are asked in a search: home, the lowest names, the rest at random. Few, since all ask
 * at once when the machine or the network stood still for a moment.
 */
export const ASKED = 8;
export const LOWEST = 4;

/** A root that found no parent searches again after this, then after twice as long, up to … */
const FIRST_PAUSE_MS = 2000;
const PAUSE_AT_MOST_MS = 8000;

/**
 * If the chosen node did not answer, the next search comes after this; doubled with each search.
 */
const FIRST_REPEAT_MS = 100;

/** While a root waits for the answer of a new parent it does not search for about this long. */
const JOIN_MS = 1000;

/** When the root of a part that is cut off searches for a parent. */
export class SearchSchedule {
  readonly #node: Node;
  #dueMs = Infinity;
  #searches = 0;

  constructor(node: Node) {
    this.#node = node;
  }

  /** When the next search is due; Infinity before the first. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** A search has begun; answers to it come until `untilMs`. */
  started(untilMs: number): void {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#searches, PAUSE_AT_MOST_MS);
    this.#searches++;
    this.#dueMs = untilMs + withJitter(pause, this.#node);
  }

  /** The search has found a node to join. */
  found(nowMs: number): void {
    this.#dueMs = Math.max(this.#dueMs, nowMs + withJitter(JOIN_MS, this.#node));
  }

  /** The node that was found did not answer. */
  failed(nowMs: number): void {
    const pause = withJitter(FIRST_REPEAT_MS * 2 ** this.#searches, this.#node);
    this.#dueMs = Math.min(this.#dueMs, nowMs + pause);
  }
}

/** The nodes that are asked for a place in the tree. */
export function candidates(layout: Layout, node: Node): string[] {
  const others = layout.names.filter((other) => other !== node.id);
  if (others.length <= ASKED) return others;
  const chosen = new Set(others.slice(0, LOWEST));
  const home = layout.homeOf(node.id);
  if (home !== undefined) chosen.add(home);
  while (chosen.size < ASKED) {
    const other = others[node.random() % others.length];
    if (other !== undefined) chosen.add(other);
  }
  return [...chosen];
}

interface Offered {
  readonly name: string;
  readonly path: readonly string[];
}

export class Search {
  readonly untilMs: number;
  readonly #layout: Layout;
  readonly #awaited: Set<string>;
  readonly #offers = new Map<string, Offered>();

  /** Home is not waited for: mostly its silence is the reason for the search. */
  constructor(layout: Layout, asked: readonly string[], home: string | undefined, untilMs: number) {
    this.#layout = layout;
    this.#awaited = new Set(asked);
    if (home !== undefined) this.#awaited.delete(home);
    this.untilMs = untilMs;
  }

  /** Takes in an offer. */
  add(name: string, path: readonly string[]): void {
    this.#awaited.delete(name);
    this.#offers.set(name, { name, path });
  }

  /**
   * Whether to wait no longer: all have answered, or the root of the layout or a child of it has.
   */
  get isDone(): boolean {
    if (this.#awaited.size === 0) return true;
    const best = this.best();
    return best !== undefined && this.#layout.rootRankOf(best.path) === 0 && best.path.length <= 2;
  }

  /** The lowest root, then the fewest hops, then the lowest name. */
  best(): Offered | undefined {
    let best: Offered | undefined;
    for (const offer of this.#offers.values()) {
      if (best === undefined || this.#compare(offer, best) < 0) best = offer;
    }
    return best;
  }

  #compare(one: Offered, other: Offered): number {
    const layout = this.#layout;
    return (
      layout.rootRankOf(one.path) - layout.rootRankOf(other.path) ||
      one.path.length - other.path.length ||
      layout.rankOf(one.name) - layout.rankOf(other.name)
    );
  }
}
