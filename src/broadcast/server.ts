/**
 * The broadcast workload (Maelstrom's doc/workloads.md): `topology`, `broadcast` and `read`. A
 * value is stored, acknowledged at once, and then handed to the strategy, which passes it on.
 */

import { malformed } from "../node/errors.ts";
import { memberText, withoutSpace } from "../node/json.ts";
import { type Message } from "../node/message.ts";
import { type Node } from "../node/node.ts";
import { Neighbours } from "./neighbours.ts";
import { type MakeStrategy, type Strategy, type StrategyContext } from "./strategy.ts";
import { type Value, valueOf, Values } from "./values.ts";

export class BroadcastServer {
  readonly values: Values = new Values();

  /** The strategy is made at `init`, when the names of the nodes are known. */
  constructor(node: Node, makeStrategy: MakeStrategy) {
    node.onInit(() => new Service(node, this.values, makeStrategy));
  }
}

class Service implements StrategyContext {
  readonly node: Node;
  readonly values: Values;
  readonly neighbours: Neighbours;
  readonly #strategy: Strategy;
  /** Values that came before the neighbours were known, and from whom; undefined from then on. */
  #held: [value: Value, source: string][] | undefined = [];

  constructor(node: Node, values: Values, makeStrategy: MakeStrategy) {
    this.node = node;
    this.values = values;
    this.neighbours = new Neighbours(node, (added) => this.#introduce(added));
    this.#strategy = makeStrategy(this);
    if (this.#strategy.ignoresTopology) this.#held = undefined;
    node.on("topology", (message) => this.#topology(message));
    node.on("broadcast", (message) => this.#broadcast(message));
    node.on("read", (message) => this.#read(message));
  }

  #topology(message: Message): void {
    this.neighbours.learn(message.body["topology"]);
    this.node.reply(message, '{"type":"topology_ok"}');
  }

  #broadcast(message: Message): void {
    const value = valueOf(message);
    if (value === undefined) throw malformed("broadcast needs a message");
    const isNew = this.#add(value);
    this.#acknowledge(message);
    if (this.#held === undefined) this.#strategy.received(value, message.src, isNew);
    else if (isNew) this.#held.push([value, message.src]);
  }

  #read(message: Message): void {
    this.node.replyAround(message, '{"type":"read_ok","messages":[', this.values.bytes(), "]}");
  }

  #add(value: Value): boolean {
    try {
      return this.values.add(value);
    } catch (error) {
      if (error instanceof RangeError) throw malformed("the message is nested too deeply");
      throw error;
    }
  }

  /**
   * Clients and `retry` expect `broadcast_ok` for a `msg_id`, `resend` expects `gossip_ok` for a
   * `g_id`.
   */
  #acknowledge(message: Message): void {
    this.node.reply(message, '{"type":"broadcast_ok"}');
    if (message.body["g_id"] === undefined || !this.node.isNode(message.src)) return;
    const gossipId = memberText(message.line, ["body", "g_id"]);
    if (gossipId === undefined) return;
    this.node.send(message.src, `{"type":"gossip_ok","g_id":${withoutSpace(gossipId)}}`);
  }

  /**
   * First passes on the values that were held, but not to their sources. Later, new neighbours are
   * sent all values.
   */
  #introduce(added: readonly string[]): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) {
      for (const [value, source] of held) this.#strategy.received(value, source, true);
    } else if (added.length > 0) {
      for (const value of this.values) this.#strategy.tell(added, value);
    }
  }
}
