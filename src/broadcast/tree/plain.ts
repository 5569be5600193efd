/**
 * Nodes of other strategies, or languages, among those of the tree: who sends a plain `broadcast` is
 * told in kind, everything that is known and everything that comes.
 */

import { type Node } from "../../node/node.ts";
import { broadcastBody } from "../strategies/body.ts";
import { type Value } from "../values.ts";

/** As the chapter's `retry`, but not for ever: who answers nothing for so long is told when it speaks again. */
const RESEND_MS = 1000;
const PATIENCE_MS = 30_000;

export class PlainNodes {
  readonly #node: Node;
  readonly #names = new Set<string>();

  constructor(node: Node) {
    this.#node = node;
  }

  get areNone(): boolean {
    return this.#names.size === 0;
  }

  /** Notes who speaks so; if it is news, that node is told all but the value that it has just said. */
  heard(name: string, value: Value, known: Iterable<Value>): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    for (const each of known) if (each !== value) this.#tell(name, each);
  }

  /** Tells a value to all such nodes but the one that it came from. */
  tell(value: Value, source?: string): void {
    for (const name of this.#names) if (name !== source) this.#tell(name, value);
  }

  #tell(name: string, value: Value): void {
    this.#node
      .rpc(name, broadcastBody(value), { resendMs: RESEND_MS, timeoutMs: PATIENCE_MS })
      .catch(() => this.#names.delete(name));
  }
}
