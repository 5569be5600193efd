/** What a strategy decides about its links. */

import { type Link } from "./link.ts";

export interface Policy {
  /** Whether this node sends values to a link, and asks for its acknowledgements. */
  serves(link: Link): boolean;

  /** Whether the other side takes this node for its parent, which it is not. */
  hasNoPlaceFor(link: Link): boolean;

  /** The path that this node sends to a link. */
  pathFor(link: Link): readonly string[];

  /** The longest pause between the pushes of a link that is usual; Infinity while it is unknown. */
  usualPauseMs(link: Link): number;

  /** Called when an acknowledgement is overdue, just before it is asked for. */
  overdue(link: Link): void;
}

/** All nodes serve each other, and none is another's parent. */
export class ServeAll implements Policy {
  readonly #path: readonly string[];

  constructor(name: string) {
    this.#path = [name];
  }

  serves(): boolean {
    return true;
  }

  hasNoPlaceFor(): boolean {
    return false;
  }

  pathFor(): readonly string[] {
    return this.#path;
  }

  usualPauseMs(): number {
    return Infinity;
  }

  overdue(): void {}
}
