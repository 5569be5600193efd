/** A node under hostile input, and what is demanded of it at each line that it writes. */

import { canonicalText } from "../../src/broadcast/canonical-text.ts";
import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { makeNode } from "../../src/broadcast/make-node.ts";
import { memberText, withoutSpace } from "../../src/node/json.ts";
import { type Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { isRecord } from "../support/json.ts";
import { init, line, topology } from "../support/messages.ts";

/** The node's name, and those of the others. */
export const ME = "n0";
export const NAMES: readonly string[] = ["n0", "n1", "n2", "n3", "n4"];

const OTHERS: ReadonlySet<string> = new Set(NAMES.filter((name) => name !== ME));

/** Of longer lines only some are parsed as a whole: they are most of the work. */
const LONG_LENGTH = 5000;
const LONG_ONE_OF = 20;

/** What makes a line long. */
const LISTS = /,"(?:counts|runs|message)":/;

/** The node that hears what the node says, and what it hears. */
const PEER = "n1";
const SPOKEN: ReadonlySet<string> = new Set(["push", "digest", "seek", "offer", "broadcast"]);

/** A read is answered within this time of the machine's clock, however busy that is. */
const READ_MS = 1000;

export class Target {
  readonly host: FuzzHost;
  readonly node: Node;
  /** The canonical texts of all values that were acknowledged. */
  readonly #acknowledged = new Set<string>();
  #honest = 0;

  constructor(strategy: StrategyName) {
    this.host = new FuzzHost(new Peer(strategy));
    this.node = makeNode(this.host, { strategy });
    for (const each of [init(NAMES, ME), topology(["n1", "n2"], ME)]) this.receive(each);
  }

  /** Plays a line, and notes the value that it had acknowledged. Throws if the node misbehaves. */
  receive(text: string): void {
    this.host.begin(text);
    this.node.receive(text);
    if (!this.host.hasAcknowledged) return;
    const value = memberText(text, ["body", "message"]);
    if (value !== undefined) this.#acknowledged.add(canonicalText(withoutSpace(value)));
  }

  pass(ms: number): void {
    this.host.begin("");
    this.host.pass(ms, this.node);
  }

  /** A client of good will broadcasts; its value must be acknowledged. */
  broadcast(): void {
    const body = { type: "broadcast", message: --this.#honest, msg_id: 1 };
    this.receive(line("c2", body, ME));
    if (!this.host.hasAcknowledged) throw new Error("A broadcast was not acknowledged");
  }

  /** Reads, and demands each acknowledged value, and no value twice. */
  read(): void {
    const startMs = performance.now();
    this.host.read = undefined;
    this.receive(line("c2", { type: "read", msg_id: 2 }, ME));
    const text = String(this.host.read);
    const tookMs = performance.now() - startMs;
    if (tookMs > READ_MS) throw new Error(`A read took ${tookMs} ms`);
    const answer: unknown = JSON.parse(text, (_key, part, { source }) =>
      typeof part === "number" ? JSON.rawJSON(source) : part,
    );
    const body = isRecord(answer) ? answer["body"] : undefined;
    const messages = isRecord(body) ? body["messages"] : undefined;
    if (!Array.isArray(messages)) throw new Error(`No read: ${text.slice(0, 200)}`);
    const values = new Set(messages.map((value) => canonicalText(JSON.stringify(value))));
    if (values.size < messages.length) throw new Error("A read has a value twice");
    for (const value of this.#acknowledged) {
      if (!values.has(value)) throw new Error(`A read lacks ${value}, which was acknowledged`);
    }
  }
}

/** The beginning of a push or a digest, as a message of its own. */
function withoutLists(text: string): string {
  const at = text.search(LISTS);
  return at < 0 ? text : `${text.slice(0, at)}}}`;
}

/** Another node, which must understand what the node says: whatever one takes in the other must as well. */
class Peer {
  readonly #node: Node;
  readonly #host = new MemoryHost("warn");

  constructor(strategy: StrategyName) {
    this.#node = makeNode(this.#host, { strategy });
    this.#node.receive(init(NAMES, PEER));
  }

  hear(text: string): void {
    this.#node.receive(text);
    this.#host.lines.length = 0;
    const [refusal] = this.#host.logged;
    if (refusal !== undefined) throw new Error(`Another node does not understand: ${refusal}`);
  }
}

/** Demands of each line that it is a message of this node to a node, or to who is being answered. */
class FuzzHost extends MemoryHost {
  /** The last `read_ok`. */
  read: string | undefined;
  hasAcknowledged = false;
  /** Characters that were written to other nodes. */
  written = 0;
  /** The most that were written to one of them within a second. */
  mostInSecond = 0;
  readonly #inSecond = new Map<string, number>();
  #second = 0;
  #longLines = 0;
  /** The `of` of the last push or digest. */
  incarnation = 0;
  #source: string | undefined;
  #now = "";

  readonly #peer: Peer;

  constructor(peer: Peer) {
    super("error");
    this.#peer = peer;
  }

  /** From now on the node deals with this line. */
  begin(text: string): void {
    this.#now = text;
    this.#source = undefined;
    this.hasAcknowledged = false;
  }

  override write(lines: string): void {
    for (const each of lines.split("\n")) this.#check(each, each);
  }

  override writeAround(head: string, bytes: Uint8Array, tail: string): void {
    this.#check(head + tail, `${head}…`);
    if (head.includes('"dest":"c2"')) this.read = head + new TextDecoder().decode(bytes) + tail;
  }

  override log(level: string, text: string): void {
    throw new Error(`The node logged at ${level}: ${text}`);
  }

  #check(text: string, shown: string): void {
    const isLong = text.length > LONG_LENGTH;
    if (isLong) this.#longLines++;
    const isParsed = !isLong || this.#longLines % LONG_ONE_OF === 0;
    const message: unknown = JSON.parse(isParsed ? text : withoutLists(text));
    const { src, dest, body } = isRecord(message) ? message : {};
    const isMessage = src === ME && isRecord(body) && typeof body["type"] === "string";
    // oxlint-disable-next-line no-control-regex
    if (!isMessage || /[\0-\x1f]/.test(text)) throw new Error(`No message: ${shown}`);
    if (typeof dest === "string" && OTHERS.has(dest)) {
      this.#count(dest, text.length);
      if (dest === PEER && SPOKEN.has(String(body["type"]))) this.#peer.hear(text);
      if (typeof body["of"] === "number") this.incarnation = body["of"];
    } else if (dest !== this.#sourceNow || typeof body["in_reply_to"] !== "number") {
      throw new Error(`Nobody waits for ${shown}`);
    }
    if (body["type"] === "broadcast_ok") this.hasAcknowledged = true;
  }

  #count(dest: string, length: number): void {
    const second = Math.floor(this.nowMs / 1000);
    if (second > this.#second) this.#inSecond.clear();
    this.#second = second;
    const sum = (this.#inSecond.get(dest) ?? 0) + length;
    this.#inSecond.set(dest, sum);
    this.mostInSecond = Math.max(this.mostInSecond, sum);
    this.written += length;
  }

  /** Who sent the line that the node deals with. */
  get #sourceNow(): string | undefined {
    if (this.#source === undefined) {
      const parsed: unknown = JSON.parse(this.#now);
      this.#source = isRecord(parsed) ? String(parsed["src"]) : "";
    }
    return this.#source;
  }
}
