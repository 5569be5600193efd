/**
 * A node with another parent than its home asks home regularly for a place. Now and then it asks a
 * node at random instead, which may belong to a tree with a lower root.
 */

import { type Node } from "../../node/node.ts";
import { withJitter } from "./jitter.ts";
import { type Layout } from "./layout.ts";

/** The interval between questions: short for the first half minute, and long from then on. */
export const ASK_MS = 1000;
const SHORT_INTERVALS = 30;
export const LONG_ASK_MS = 8000;

/** One of so many questions goes to a node at random. */
const RANDOM_ONE_OF = 4;

/**
 * How long a home that is heard but did not answer is left alone: shorter than the interval, so
 * that the end of a cut is noticed soon.
 */
export const DEAF_MS = 250;

export class WayHome {
  readonly #node: Node;
  readonly #layout: Layout;
  /** When to ask next; Infinity at home. */
  #askAtMs = Infinity;
  #questions = 0;
  #deafUntilMs = -Infinity;

  constructor(node: Node, layout: Layout) {
    this.#node = node;
    this.#layout = layout;
  }

  get dueMs(): number {
    return this.#askAtMs;
  }

  /** Whether home may be joined when it is heard. */
  isOpen(nowMs: number): boolean {
    return nowMs >= this.#deafUntilMs;
  }

  /** The parent was lost. */
  begin(nowMs: number): void {
    this.#questions = 0;
    this.stayAway(nowMs);
  }

  /** Another node than home is the parent now. */
  stayAway(nowMs: number): void {
    this.#askAtMs = nowMs + withJitter(ASK_MS, this.#node);
  }

  /** The node is at home again. */
  end(): void {
    this.#askAtMs = Infinity;
  }

  /** Home did not answer when this node wanted to join it. */
  homeIsDeaf(nowMs: number): void {
    this.#deafUntilMs = nowMs + DEAF_MS;
  }

  /** The node to ask now. */
  next(home: string, nowMs: number): string {
    this.#questions++;
    const wait = this.#questions < SHORT_INTERVALS ? ASK_MS : LONG_ASK_MS;
    this.#askAtMs = nowMs + withJitter(wait, this.#node);
    const other = this.#layout.random(this.#node);
    const isOther = this.#questions % RANDOM_ONE_OF === 0 && other !== this.#node.id;
    return isOther ? other : home;
  }
}
