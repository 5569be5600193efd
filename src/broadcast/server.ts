/**
 * The workloads broadcast and g-set (Maelstrom's doc/workloads.md): `topology`, `broadcast` or
 * `add`, and `read`. A value is stored, acknowledged at once, and then handed to the strategy, which
 * passes it on.
 */

import { malformed } from "../node/errors.ts";
import { memberText, withoutSpace } from "../node/json.ts";
import { type Message } from "../node/message.ts";
import { type Node } from "../node/node.ts";
import { Archive } from "./archive.ts";
import { Neighbours } from "./neighbours.ts";
import { type MakeStrategy, type Strategy, type StrategyContext } from "./strategy.ts";
import { elementOf, type Value, valueOf, Values } from "./values.ts";

export const SERVED_WORKLOADS = ["broadcast", "g-set"] as const;
export type ServedWorkload = (typeof SERVED_WORKLOADS)[number];

/**
 * What `read_ok` begins with. The request is the same in both workloads, so a node must be told
 * which of the two forms its clients expect.
 */
const READ_OK: Readonly<Record<ServedWorkload, string>> = {
  broadcast: '{"type":"read_ok","messages":[',
  "g-set": '{"type":"read_ok","value":[',
};

export class BroadcastServer {
  readonly values: Values = new Values();

  /** The strategy is made at `init`, when the names of the nodes are known. */
  constructor(node: Node, makeStrategy: MakeStrategy, workload: ServedWorkload = "broadcast") {
    node.onInit(() => new Service(node, this.values, makeStrategy, READ_OK[workload]));
  }
}

class Service implements StrategyContext {
  readonly node: Node;
  readonly values: Values;
  readonly neighbours: Neighbours;
  readonly archive: Archive | undefined;
  readonly #strategy: Strategy;
  readonly #readOk: string;
  /** Values that came before the neighbours were known, and from whom; undefined from then on. */
  #held: [value: Value, source: string][] | undefined = [];

  constructor(node: Node, values: Values, makeStrategy: MakeStrategy, readOk: string) {
    this.node = node;
    this.values = values;
    this.#readOk = readOk;
    this.archive = Archive.open(node);
    const introduce = (added: readonly string[]): void => this.#introduce(added);
    this.neighbours = new Neighbours(node, introduce, this.archive?.neighbours);
    this.#strategy = makeStrategy(this);
    if (this.#strategy.ignoresTopology) this.#held = undefined;
    this.#restore();
    node.on("topology", (message) => this.#topology(message));
    node.on("broadcast", (message) => this.#broadcast(message));
    node.on("add", (message) => this.#addElement(message));
    node.on("read", (message) => this.#read(message));
  }

  #topology(message: Message): void {
    this.neighbours.learn(message.body["topology"]);
    this.archive?.keepNeighbours(this.neighbours.names);
    this.node.reply(message, '{"type":"topology_ok"}');
  }

  #broadcast(message: Message): void {
    const value = valueOf(message);
    if (value === undefined) throw malformed("broadcast needs a message");
    const isNew = this.#store(value);
    this.#acknowledge(message);
    this.#passOn(value, message.src, isNew);
  }

  #addElement(message: Message): void {
    const value = elementOf(message);
    if (value === undefined) throw malformed("add needs an element");
    const isNew = this.#store(value);
    this.node.reply(message, '{"type":"add_ok"}');
    this.#passOn(value, message.src, isNew);
  }

  /** Before the value is acknowledged: the archive keeps what is promised. */
  #store(value: Value): boolean {
    const isNew = this.values.add(value);
    if (isNew) this.archive?.keepOwn(value);
    return isNew;
  }

  /**
   * Values of earlier lives that the strategy has not taken over itself are passed on like new ones:
   * it is not known who has them.
   */
  #restore(): void {
    for (const { values } of this.archive?.takeRestored() ?? []) {
      for (const value of values) {
        if (this.values.add(value)) this.#held?.push([value, this.node.id]);
      }
    }
  }

  #passOn(value: Value, source: string, isNew: boolean): void {
    if (this.#held === undefined) this.#strategy.received(value, source, isNew);
    else if (isNew) this.#held.push([value, source]);
  }

  #read(message: Message): void {
    this.node.replyAround(message, this.#readOk, this.values.bytes(), "]}");
  }

  /**
   * Clients and `retry` expect `broadcast_ok` for a `msg_id`, `resend` expects `gossip_ok` for a
   * `g_id`.
   */
  #acknowledge(message: Message): void {
    const { broadcastOk } = this.#strategy;
    const tellsMore = broadcastOk !== undefined && this.node.isOther(message.src);
    this.node.reply(message, tellsMore ? broadcastOk : '{"type":"broadcast_ok"}');
    if (message.body["g_id"] === undefined || !this.node.isOther(message.src)) return;
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
