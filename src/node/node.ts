/**
 * A node of a Maelstrom cluster: handlers by message type, `send`, `reply`, `rpc` and timers
 * (Maelstrom's chapter 2). It is driven by `receive` and `wake`, and acts through its Host. It does
 * no IO and reads no clock, so the same object runs behind stdin and stdout, in a simulator and in
 * a test.
 */

import { envelope, Envelopes } from "./envelopes.ts";
import { describe, ErrorCode, malformed, RpcError } from "./errors.ts";
import { type Host, isLogged, type Keep, type LogLevel } from "./host.ts";
import { type Body, isClient, MalformedMessage, type Message, parseMessage } from "./message.ts";
import { NameLists, type Names, NO_NAMES } from "./names.ts";
import { OpenCalls } from "./open-calls.ts";
import { type Timer, Timers } from "./timers.ts";

/**
 * Handles a message. If it throws an RpcError, the sender gets its code and text; else error 13.
 */
export type Handler = (message: Message) => void | Promise<void>;

export interface RpcOptions {
  /** After this time the promise rejects with error 0. Infinity: it never does. */
  readonly timeoutMs?: number;
  /** How often the same request is resent until it is answered or given up. Without it: never. */
  readonly resendMs?: number;
}

/** Maelstrom's clients wait this long for an answer. */
const RPC_TIMEOUT_MS = 5000;

/** A second init cannot mend a node: listeners that had run before the one that threw would run again. */
const INIT_FAILED = "the init of this node failed; restart its process";

/** Characters of a line that are logged. */
const EXCERPT_LENGTH = 200;

export class Node {
  readonly #host: Host;
  readonly #timers = new Timers();
  readonly #handlers = new Map<string, Handler>();
  readonly #calls = new OpenCalls();
  readonly #nameLists: NameLists;
  readonly #initListeners: (() => void)[] = [];
  readonly #upListeners: (() => void)[] = [];
  #id: string | undefined;
  /** Set once all listeners of `onInit` are done. If one throws, the node is half made for good. */
  #isInitialized = false;
  #names: Names = NO_NAMES;
  /** Made at `init`, when this node learns its name. */
  #envelopes: Envelopes | undefined;
  readonly #isDebug: boolean;
  #isUp = false;
  #wasUp = false;
  #wakeMs = Infinity;

  /** Nodes that share a process may share `nameLists`. */
  constructor(host: Host, nameLists: NameLists = new NameLists()) {
    this.#host = host;
    this.#nameLists = nameLists;
    this.#isDebug = isLogged("debug", host.logLevel);
    this.#handlers.set("init", (message) => this.#init(message));
  }

  /** This node's name. Throws before `init`. */
  get id(): string {
    if (this.#id === undefined) throw new Error("This node has no name before init");
    return this.#id;
  }

  /** The names of all nodes, this one included, in the order in which `init` gave them. */
  get nodeIds(): readonly string[] {
    return this.#names.list;
  }

  /** Whether `name` is a node of this cluster. */
  isNode(name: string): boolean {
    return this.#names.has(name);
  }

  /** Whether `name` is a node of this cluster, and not this one. */
  isOther(name: string): boolean {
    return name !== this.#id && this.#names.has(name);
  }

  /**
   * Whether the other nodes are known to be in the network. Maelstrom adds them one by one, and
   * mutes a node that sends to another too early. It sends nothing but `init` until all are there,
   * so the first other message shows that they are. So does what this node heard in an earlier life.
   */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** An earlier life of this node was up. For listeners of `onInit`: this one is up after `init_ok`. */
  wasUp(): void {
    this.#wasUp = true;
  }

  now(): number {
    return this.#host.now();
  }

  random(): number {
    return this.#host.random();
  }

  /** Sets the handler of a message type. Throws if the type has one already, as `init` has. */
  on(type: string, handler: Handler): void {
    if (this.#handlers.has(type)) throw new Error(`Cannot handle ${type} twice`);
    this.#handlers.set(type, handler);
  }

  /**
   * Calls `listener` when this node learns its name, before it sends `init_ok`. If it throws, `init` is
   * answered with the error, and this node serves nothing, no further `init` either.
   */
  onInit(listener: () => void): void {
    this.#initListeners.push(listener);
  }

  /** Calls `listener` when `isUp` becomes true, before the message that shows it is handled. */
  onUp(listener: () => void): void {
    this.#upListeners.push(listener);
  }

  /**
   * Opens this node's disk: hands `restore` each record that an earlier life kept, and returns what
   * takes further ones; undefined if the host has no disk. For listeners of `onInit`.
   */
  openDisk(restore: (record: string) => void): Keep | undefined {
    return this.#host.openDisk?.(this.id, this.nodeIds, restore);
  }

  /**
   * Sends one body, an object or its JSON text, to one node or to many. Throws if a name is neither in
   * the cluster nor a service of Maelstrom's, or if the cluster is not known to be up: Maelstrom would mute this node.
   */
  send(dest: string | Iterable<string>, body: Body | string): void {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    if (typeof dest === "string") {
      this.#write(`${this.#envelopeTo(dest)}${text}}`);
      return;
    }
    const rest = `${text}}`;
    let lines = "";
    for (const name of dest) {
      const envelope = this.#envelopeTo(name);
      lines = lines === "" ? envelope + rest : `${lines}\n${envelope}${rest}`;
    }
    if (lines !== "") this.#write(lines);
  }

  /**
   * Answers a request with a body or its JSON text. Nothing is sent if the request has no `msg_id`
   * or if its client no longer waits. Throws if the request was answered before.
   */
  reply(request: Message, body: Body | string): void {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    if (!this.#mayAnswer(request)) return;
    const head = this.#answerEnvelope(request.src, request.dest) + text.slice(0, -1);
    this.#write(`${head},"in_reply_to":${request.body.msg_id}}}`);
  }

  /** Like `reply`, with a body whose JSON text is `head`, `bytes` and `tail` in a row. */
  replyAround(request: Message, head: string, bytes: Uint8Array, tail: string): void {
    if (!this.#mayAnswer(request)) return;
    if (this.#isDebug) this.log("debug", `to ${request.src}: ${head}…${tail}`);
    this.#host.writeAround(
      this.#answerEnvelope(request.src, request.dest) + head,
      bytes,
      `${tail.slice(0, -1)},"in_reply_to":${request.body.msg_id}}}`,
    );
  }

  /**
   * Sends a request and promises the body of its answer. Rejects with an RpcError: with the code
   * and text of an error answer, or with error 0 if no answer came in time. Late and second answers
   * are ignored.
   */
  rpc(dest: string, body: Body | string, options: RpcOptions = {}): Promise<Body> {
    const { timeoutMs = RPC_TIMEOUT_MS, resendMs } = options;
    if (resendMs !== undefined && !(resendMs > 0)) {
      return Promise.reject(new Error(`Cannot resend every ${resendMs} ms`));
    }
    const msgId = this.#calls.nextMsgId();
    const plain = typeof body === "string" ? body : JSON.stringify(body);
    const text = `${plain.slice(0, -1)},"msg_id":${msgId}}`;
    return new Promise((resolve, reject) => {
      this.send(dest, text);
      const timers: Timer[] = [];
      this.#calls.open(msgId, { target: dest, resolve, reject, timers });
      if (resendMs !== undefined) timers.push(this.every(resendMs, () => this.send(dest, text)));
      if (timeoutMs === Infinity) return;
      const late = new RpcError(ErrorCode.timeout, `${dest} did not answer in ${timeoutMs} ms`);
      timers.push(this.after(timeoutMs, () => this.#calls.giveUp(msgId, late)));
    });
  }

  /** Runs `callback` once, `delayMs` from now. */
  after(delayMs: number, callback: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new Error("Cannot wait for NaN ms");
    return this.#set(delayMs, 0, callback);
  }

  /** Runs `callback` every `periodMs`, first in `periodMs`. A period that was missed is skipped. */
  every(periodMs: number, callback: () => void): Timer {
    if (!(periodMs > 0)) throw new Error(`Cannot repeat every ${periodMs} ms`);
    return this.#set(periodMs, periodMs, callback);
  }

  /** Handles one line of input. Never throws: errors are logged, and sent back where possible. */
  receive(line: string): void {
    let message: Message;
    try {
      message = parseMessage(line);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#refuse(error, line);
      return;
    }
    if (this.#isDebug) this.log("debug", `received ${excerpt(line)}`);
    // The client that sends `init` waits for longer than the others.
    message.isExpired =
      this.#host.isBacklog && isClient(message.src) && message.body.type !== "init";
    if (!this.#isInitialized && message.body.type !== "init") this.#receiveEarly(message);
    else if (this.#id !== undefined && message.dest !== this.#id) {
      this.#fail(message, malformed(`${message.dest} is not this node, ${this.#id}`));
    } else {
      if (!this.#isUp && message.body.type !== "init") this.#goUp();
      if (typeof message.body.in_reply_to === "number") this.#calls.answer(message);
      else this.#handle(message);
    }
    this.#askToWake();
  }

  /** Runs the timers that are due. */
  wake(): void {
    this.#timers.run(this.#host.now(), (error) => this.log("error", `timer: ${describe(error)}`));
    this.#wakeMs = this.#timers.next;
    this.#host.wakeAt(this.#wakeMs);
  }

  log(level: LogLevel, text: string): void {
    if (isLogged(level, this.#host.logLevel)) this.#host.log(level, text);
  }

  #init(message: Message): void {
    const { node_id: id, node_ids: ids } = message.body;
    const names = this.#nameLists.namesOf(ids);
    if (names === undefined) throw malformed("node_ids must be a list of different names");
    if (typeof id !== "string" || !names.has(id)) {
      throw malformed("node_id must be one of node_ids");
    }
    if (id !== message.dest) throw malformed(`init of ${id} was sent to ${message.dest}`);
    if (this.#id === undefined) {
      this.#id = id;
      this.#names = names;
      this.#envelopes = new Envelopes(id, names);
      this.log("info", `node ${id} initialized, one of ${names.list.length}`);
      for (const listener of this.#initListeners) listener();
      this.#isInitialized = true;
    } else if (!this.#isInitialized) {
      throw new Error(INIT_FAILED);
    } else if (!this.#names.hasSame(names)) {
      throw malformed("this node has been initialized with other node_ids");
    }
    this.reply(message, '{"type":"init_ok"}');
    if (this.#wasUp && !this.#isUp) this.#goUp();
  }

  #receiveEarly(message: Message): void {
    if (isClient(message.src)) {
      const why = this.#id === undefined ? "waiting for init" : INIT_FAILED;
      this.#fail(message, new RpcError(ErrorCode.temporarilyUnavailable, why));
    } else {
      this.log("warn", `Dropped before init: ${excerpt(message.line)}`);
    }
  }

  #goUp(): void {
    this.#isUp = true;
    for (const listener of this.#upListeners) {
      try {
        listener();
      } catch (error) {
        this.log("error", `A listener of onUp failed: ${describe(error)}`);
      }
    }
  }

  #handle(message: Message): void {
    const handler = this.#handlers.get(message.body.type);
    if (handler === undefined) {
      this.#fail(
        message,
        new RpcError(ErrorCode.notSupported, `no handler of ${excerpt(message.body.type)}`),
      );
      return;
    }
    try {
      const done = handler(message);
      if (done instanceof Promise) done.catch((error: unknown) => this.#fail(message, error));
    } catch (error) {
      this.#fail(message, error);
    }
  }

  /** Logs why a message was not served, and answers its sender with the error. */
  #fail(message: Message, error: unknown): void {
    const isCoded = error instanceof RpcError;
    this.log(
      isCoded ? "warn" : "error",
      `Cannot serve ${excerpt(message.line)}: ${describe(error)}`,
    );
    if (message.answered) return;
    const code = isCoded ? error.code : ErrorCode.crash;
    const text = error instanceof Error ? String(error.message) : describe(error);
    this.reply(message, { type: "error", code, text });
  }

  #refuse(error: MalformedMessage, line: string): void {
    this.log("warn", `Cannot parse line: ${error.message}: ${excerpt(line)}`);
    const { src, dest, msgId } = error;
    const from = this.#id ?? dest;
    if (src === undefined || from === undefined || msgId === undefined) return;
    if (this.#host.isBacklog && isClient(src)) return;
    if (this.#id === undefined && !isClient(src)) return;
    const body = {
      type: "error",
      in_reply_to: msgId,
      code: ErrorCode.malformedRequest,
      text: error.message,
    };
    this.#write(`${this.#answerEnvelope(src, from)}${JSON.stringify(body)}}`);
  }

  #mayAnswer(request: Message): boolean {
    if (request.answered) throw new Error(`Cannot answer twice: ${excerpt(request.line)}`);
    if (typeof request.body.msg_id !== "number") return false;
    request.answered = true;
    return !request.isExpired;
  }

  #envelopeTo(dest: string): string {
    const known = this.#envelopes?.toNode(dest);
    if (known === undefined) throw new Error(`Cannot send to ${dest}: not a node of this cluster`);
    if (!this.#isUp) throw new Error(`Cannot send to ${dest} before the cluster is up`);
    return known;
  }

  #write(lines: string): void {
    if (this.#isDebug) {
      for (const line of lines.split("\n")) this.log("debug", `sent ${excerpt(line)}`);
    }
    this.#host.write(lines);
  }

  /** Before `init` a node answers under the name that the request was addressed to. */
  #answerEnvelope(dest: string, addressedAs: string): string {
    return this.#envelopes?.to(dest) ?? envelope(addressedAs, dest);
  }

  #set(delayMs: number, periodMs: number, callback: () => void): Timer {
    const timer = this.#timers.set(this.now() + Math.max(0, delayMs), periodMs, callback);
    this.#askToWake();
    return timer;
  }

  #askToWake(): void {
    if (this.#timers.next === this.#wakeMs) return;
    this.#wakeMs = this.#timers.next;
    this.#host.wakeAt(this.#wakeMs);
  }
}

function excerpt(text: string): string {
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH)}…`;
}
