import { type Node } from "../../node/node.ts";
import { type Journal } from "./journal.ts";
import { Link } from "./link.ts";

/** A node's links by name, each made when the other node is first spoken of. */
export class Links {
  readonly #node: Node;
  readonly #journal: Journal;
  readonly #byName = new Map<string, Link>();

  constructor(node: Node, journal: Journal) {
    this.#node = node;
    this.#journal = journal;
  }

  /** The link to another node. */
  to(name: string): Link {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const link = new Link(name, this.#byName.size, this.#journal, this.#node.now());
    this.#byName.set(name, link);
    return link;
  }

  /** In the order in which they were made. */
  values(): IteratorObject<Link> {
    return this.#byName.values();
  }
}
