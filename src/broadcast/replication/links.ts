import { type Node } from "../../node/node.ts";
import { Link } from "./link.ts";

/** A node's links by name, each made when the other node is first spoken of. */
export class Links {
  readonly #node: Node;
  readonly #byName = new Map<string, Link>();

  constructor(node: Node) {
    this.#node = node;
  }

  /** The link to another node. */
  to(name: string): Link {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const link = new Link(name, this.#byName.size, this.#node.now());
    this.#byName.set(name, link);
    return link;
  }

  /** Whether a node has sent a push or a digest. */
  hasHeard(name: string): boolean {
    return this.#byName.get(name)?.incoming.incarnation !== undefined;
  }

  /** In the order in which they were made. */
  values(): IteratorObject<Link> {
    return this.#byName.values();
  }
}
