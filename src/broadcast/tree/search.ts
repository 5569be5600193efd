/** An orphan's search: whom it asks, what they offer, which offer is the best. */

import { type Layout } from "./layout.ts";

/**
 * So many nodes are asked at first: home, the lowest names, the rest at random. If half are cut off,
 * and half of the others have no way to the root, one search of 200 finds none.
 */
export const ASKED_FIRST = 20;

/** Below ASKED_FIRST, so that home and some at random are asked, too. */
export const LOWEST = 8;

/** Later all are asked, but no more than this. */
export const ASKED_AT_MOST = 64;

/** From whom a node may hope for a place in the tree. */
export function candidates(
  layout: Layout,
  name: string,
  atMost: number,
  random: () => number,
): string[] {
  const others = layout.names.filter((other) => other !== name);
  if (others.length <= atMost) return others;
  const chosen = new Set(others.slice(0, LOWEST));
  const home = layout.homeOf(name);
  if (home !== undefined) chosen.add(home);
  while (chosen.size < atMost) {
    const other = others[random() % others.length];
    if (other !== undefined) chosen.add(other);
  }
  return [...chosen];
}

/** How low a path's root is, 0 for the lowest. */
export function rootRank(layout: Layout, path: readonly string[]): number {
  const root = path.at(-1);
  if (root === undefined) throw new Error("A path has no root: it is empty");
  return layout.placeOf(root);
}

export class Search {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly #layout: Layout;
  readonly #awaited: Set<string>;
  readonly #offers = new Map<string, readonly string[]>();

  /** Home is not waited for: mostly its silence is the reason of the search. */
  constructor(
    layout: Layout,
    asked: readonly string[],
    home: string | undefined,
    sinceMs: number,
    untilMs: number,
  ) {
    this.#layout = layout;
    this.#awaited = new Set(asked);
    if (home !== undefined) this.#awaited.delete(home);
    this.sinceMs = sinceMs;
    this.untilMs = untilMs;
  }

  /** Takes in an offer. False if that node has made one before. */
  add(name: string, path: readonly string[]): boolean {
    const isFirst = !this.#offers.has(name);
    this.#awaited.delete(name);
    this.#offers.set(name, path);
    return isFirst;
  }

  /** Whether there is nothing to wait for: all have answered, or the root itself or a child of it. */
  get isDone(): boolean {
    if (this.#awaited.size === 0) return true;
    const best = this.best();
    return best !== undefined && rootRank(this.#layout, best.path) === 0 && best.path.length <= 2;
  }

  /** The lowest root, then the fewest hops, then the lowest name. */
  best(): { readonly name: string; readonly path: readonly string[] } | undefined {
    let best: { name: string; path: readonly string[] } | undefined;
    for (const [name, path] of this.#offers) {
      if (best === undefined || this.#compare(name, path, best.name, best.path) < 0) {
        best = { name, path };
      }
    }
    return best;
  }

  #compare(
    one: string,
    onePath: readonly string[],
    other: string,
    otherPath: readonly string[],
  ): number {
    return (
      rootRank(this.#layout, onePath) - rootRank(this.#layout, otherPath) ||
      onePath.length - otherPath.length ||
      this.#layout.placeOf(one) - this.#layout.placeOf(other)
    );
  }
}
