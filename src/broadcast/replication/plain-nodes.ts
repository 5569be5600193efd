/**
 * Nodes of other strategies or languages in the same cluster. A node that sends a plain `broadcast`
 * gets plain broadcasts: every value that this node knows or learns, each once.
 */

import { ErrorCode, RpcError } from "../../node/errors.ts";
import { type Body } from "../../node/message.ts";
import { type Node } from "../../node/node.ts";
import { broadcastBody } from "../strategies/body.ts";
import { type Value } from "../values.ts";
import { type Journal } from "./journal.ts";

/**
 * A broadcast is repeated until it is answered, as by the chapter's `retry`. A node that leaves one
 * unanswered for so long gets only one at a time, and that more rarely, until it answers or sends
 * something again: it may be dead, or behind a cut.
 */
const PATIENCE_MS = 30_000;
const RESEND_MS = 1000;
const RESEND_TO_SILENT_MS = 8000;

/**
 * A node that sends plain broadcasts, and has shown for so long by nothing that it knows pushes, is a
 * node of another strategy: whoever showed it in its name was another. More than the longest interval
 * of beats.
 */
export const PLAIN_AFTER_MS = 60_000;

/**
 * The answer to a plain broadcast. Who sends it one takes this node for a node of another strategy: an
 * earlier life of it was one, or somebody else spoke in its name.
 */
export const SPEAKS_PUSHES = '{"type":"broadcast_ok","pushes":true}';

/** Values that one node has not answered yet. */
const UNANSWERED_AT_MOST = 100;

interface PlainNode {
  /** Values that it has sent or was sent. */
  readonly known: Set<Value>;
  /** Up to here the journal has been looked through. */
  position: number;
  unanswered: number;
  isSilent: boolean;
}

export class PlainNodes {
  readonly #node: Node;
  readonly #journal: Journal;
  readonly #nodes = new Map<string, PlainNode>();
  /** Until when nodes are known to understand pushes, by their own word. */
  readonly #fluentUntilMs = new Map<string, number>();

  constructor(node: Node, journal: Journal) {
    this.#node = node;
    this.#journal = journal;
  }

  /** A plain broadcast of this value came from a node. */
  heard(name: string, value: Value): void {
    if (this.#node.now() < (this.#fluentUntilMs.get(name) ?? -Infinity)) return;
    let plain = this.#nodes.get(name);
    if (plain === undefined) {
      plain = { known: new Set(), position: 0, unanswered: 0, isSilent: false };
      this.#nodes.set(name, plain);
    }
    plain.known.add(value);
    plain.isSilent = false;
    this.#send(name, plain);
  }

  /** This node sends pushes or digests, so it needs no plain broadcasts. */
  forget(name: string): void {
    this.#nodes.delete(name);
  }

  /** Sends what is new in the journal. */
  sendNews(): void {
    for (const [name, plain] of this.#nodes) this.#send(name, plain);
  }

  #answered(name: string, plain: PlainNode, answer: Body): void {
    plain.isSilent = false;
    if (answer["pushes"] !== true) return;
    this.forget(name);
    this.#fluentUntilMs.set(name, this.#node.now() + PLAIN_AFTER_MS);
  }

  #send(name: string, plain: PlainNode): void {
    if (this.#nodes.get(name) !== plain) return;
    const atMost = plain.isSilent ? 1 : UNANSWERED_AT_MOST;
    const resendMs = plain.isSilent ? RESEND_TO_SILENT_MS : RESEND_MS;
    while (plain.unanswered < atMost && plain.position < this.#journal.end) {
      const value = this.#journal.valueAt(plain.position++);
      if (plain.known.has(value)) continue;
      plain.known.add(value);
      plain.unanswered++;
      this.#node
        .rpc(name, broadcastBody(value), { resendMs, timeoutMs: PATIENCE_MS })
        .then(
          (answer) => this.#answered(name, plain, answer),
          (error: unknown) => failed(plain, value, error),
        )
        .finally(() => {
          plain.unanswered--;
          this.#send(name, plain);
        });
    }
  }
}

/**
 * An error is an answer as well: that value is not wanted. Without an answer it is sent another
 * time.
 */
function failed(plain: PlainNode, value: Value, error: unknown): void {
  plain.isSilent = error instanceof RpcError && error.code === ErrorCode.timeout;
  if (!plain.isSilent) return;
  plain.known.delete(value);
  plain.position = 0;
}
