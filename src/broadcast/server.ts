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
import { type Strategy, type ValueHandler, type Verbs } from "./strategy.ts";
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

  /** The strategy begins at `init`, when the names of the nodes are known. */
  constructor(node: Node, strategy: Strategy, workload: ServedWorkload = "broadcast") {
    node.onInit(() => new Service(node, this.values, strategy, READ_OK[workload]));
  }
}

class Service {
  readonly #node: Node;
  readonly #values: Values;
  readonly #neighbours: Neighbours;
  readonly #archive: Archive | undefined;
  readonly #readOk: string;
  #handle: ValueHandler = () => {};
  /** Values that came before the neighbours were known, and from whom; undefined from then on. */
  #held: [value: Value, source: string][] | undefined = [];
  /** Acknowledges the broadcast that is being handled; undefined once that is done. */
  #acknowledge: (() => void) | undefined;
  /** While a value that is stored already is passed on: to whom. It counts as new then. */
  #audience: readonly string[] | undefined;
  #usesTopology = true;

  constructor(node: Node, values: Values, strategy: Strategy, readOk: string) {
    this.#node = node;
    this.#values = values;
    this.#readOk = readOk;
    this.#archive = Archive.open(node);
    const introduce = (added: readonly string[]): void => this.#introduce(added);
    this.#neighbours = new Neighbours(node, introduce, this.#archive?.neighbours);
    strategy(this.#verbs());
    this.#restore();
    node.on("topology", (message) => this.#topology(message));
    node.on("broadcast", (message) =>
      this.#take(message, valueOf(message), "broadcast needs a message"),
    );
    node.on("add", (message) => this.#take(message, elementOf(message), "add needs an element"));
    node.on("read", (message) => this.#read(message));
  }

  #verbs(): Verbs {
    const node = this.#node;
    const neighbours = this.#neighbours;
    return {
      node,
      values: this.#values,
      archive: this.#archive,
      onValue: (handler) => void (this.#handle = handler),
      add: (value) => this.#add(value),
      neighbours: (except) =>
        this.#audience?.filter((name) => name !== except) ?? neighbours.except(except),
      send: (names, value) => node.send(names, broadcastBody(value)),
      ask: async (name, value) => void (await node.rpc(name, broadcastBody(value))),
      sleep: (durationMs) => new Promise((resolve) => void node.after(durationMs, resolve)),
      ignoreTopology: () => {
        this.#usesTopology = false;
        this.#held = undefined;
      },
      get hasTopology() {
        return neighbours.areGiven;
      },
    };
  }

  #topology(message: Message): void {
    this.#neighbours.learn(message.body["topology"]);
    this.#archive?.keepNeighbours(this.#neighbours.names);
    this.#node.reply(message, '{"type":"topology_ok"}');
  }

  /** Whatever the strategy does, the value is stored before it is acknowledged. */
  #take(message: Message, value: Value | undefined, problem: string): void {
    if (value === undefined) throw malformed(problem);
    this.#acknowledge = () => this.#answer(message);
    if (this.#held === undefined) this.#handle(value, message.src);
    else if (this.#add(value)) this.#held.push([value, message.src]);
    if (this.#acknowledge !== undefined) this.#add(value);
  }

  /** The archive keeps what is promised, so it comes before the acknowledgement. */
  #add(value: Value): boolean {
    const isNew = this.#values.add(value);
    if (isNew) this.#archive?.keepOwn(value);
    this.#acknowledge?.();
    this.#acknowledge = undefined;
    return isNew || this.#audience !== undefined;
  }

  /**
   * Values of earlier lives that the strategy has not taken over itself are passed on like new ones:
   * it is not known who has them.
   */
  #restore(): void {
    for (const { values } of this.#archive?.takeRestored() ?? []) {
      for (const value of values) {
        if (this.#values.add(value)) this.#held?.push([value, this.#node.id]);
      }
    }
  }

  #read(message: Message): void {
    this.#node.replyAround(message, this.#readOk, this.#values.bytes(), "]}");
  }

  /**
   * Clients and `retry` expect `broadcast_ok` for a `msg_id`, `resend` expects `gossip_ok` for a
   * `g_id`.
   */
  #answer(message: Message): void {
    const { body, src, line } = message;
    this.#node.reply(message, body.type === "add" ? ADD_OK : BROADCAST_OK);
    if (body["g_id"] === undefined || !this.#node.isOther(src)) return;
    const gossipId = memberText(line, ["body", "g_id"]);
    if (gossipId === undefined) return;
    this.#node.send(src, `{"type":"gossip_ok","g_id":${withoutSpace(gossipId)}}`);
  }

  /**
   * First passes on the values that were held, but not to their sources. Later, new neighbours are
   * told all values.
   */
  #introduce(added: readonly string[]): void {
    if (!this.#usesTopology) return;
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) {
      for (const value of this.#values) this.#passOn(value, this.#node.id, added);
    } else {
      for (const [value, source] of held) this.#passOn(value, source, this.#neighbours.names);
    }
  }

  #passOn(value: Value, source: string, audience: readonly string[]): void {
    this.#audience = audience;
    this.#handle(value, source);
    this.#audience = undefined;
  }
}

const BROADCAST_OK = '{"type":"broadcast_ok"}';
const ADD_OK = '{"type":"add_ok"}';

/** The JSON of a `broadcast` from server to server. */
function broadcastBody(value: Value): string {
  return `{"type":"broadcast","message":${value}}`;
}
