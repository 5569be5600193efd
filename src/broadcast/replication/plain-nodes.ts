/**
 * Nodes of other strategies, or languages, among those of the tree: who sends a plain `broadcast` is
 * told in kind, each value once, everything that is known and everything that comes.
 */

import { ErrorCode, RpcError } from "../../node/errors.ts";
import { type Node } from "../../node/node.ts";
import { broadcastBody } from "../strategies/body.ts";
import { type Value } from "../values.ts";
import { type Journal } from "./journal.ts";

/** As the chapter's `retry`, but not for ever: who leaves one unanswered is told more when it speaks again. */
const RESEND_MS = 1000;
const PATIENCE_MS = 30_000;

/** Values that one node has not answered yet. */
const UNANSWERED_AT_MOST = 100;

interface PlainNode {
  /** Values that it has, or is being told. */
  readonly told: Set<Value>;
  /** Up to here the journal has been looked through. */
  position: number;
  unanswered: number;
  isSilent: boolean;
}

export class PlainNodes {
  readonly #node: Node;
  readonly #journal: Journal;
  readonly #nodes = new Map<string, PlainNode>();

  constructor(node: Node, journal: Journal) {
    this.#node = node;
    this.#journal = journal;
  }

  /** Notes a plain broadcast. */
  heard(name: string, value: Value): void {
    let plain = this.#nodes.get(name);
    if (plain === undefined) {
      plain = { told: new Set(), position: 0, unanswered: 0, isSilent: false };
      this.#nodes.set(name, plain);
    }
    plain.told.add(value);
    plain.isSilent = false;
    this.#tell(name, plain);
  }

  /** This node speaks as the tree does: nobody need translate. */
  forget(name: string): void {
    this.#nodes.delete(name);
  }

  /** Tells what the journal has got since. */
  tellNews(): void {
    for (const [name, plain] of this.#nodes) this.#tell(name, plain);
  }

  #tell(name: string, plain: PlainNode): void {
    if (this.#nodes.get(name) !== plain || plain.isSilent) return;
    while (plain.unanswered < UNANSWERED_AT_MOST && plain.position < this.#journal.end) {
      const value = this.#journal.valueAt(plain.position++);
      if (value === undefined || plain.told.has(value)) continue;
      plain.told.add(value);
      plain.unanswered++;
      this.#node
        .rpc(name, broadcastBody(value), { resendMs: RESEND_MS, timeoutMs: PATIENCE_MS })
        .catch((error: unknown) => giveUp(plain, value, error))
        .finally(() => {
          plain.unanswered--;
          this.#tell(name, plain);
        });
    }
  }
}

/** An error is an answer, too: that value is not wanted. Without an answer it is told another time. */
function giveUp(plain: PlainNode, value: Value, error: unknown): void {
  if (!(error instanceof RpcError) || error.code !== ErrorCode.timeout) return;
  plain.told.delete(value);
  plain.isSilent = true;
  plain.position = 0;
}
