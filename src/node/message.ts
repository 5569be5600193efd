/**
 * Maelstrom's messages (doc/protocol.md, "Messages"). `parseMessage` is the one place where a line
 * of input is checked: what it returns need not be checked again.
 */

import { isObject } from "./json.ts";
import { cutBelow, LEVELS_AT_MOST } from "./nesting.ts";

/** The payload of a message. Keys other than these three belong to the workload. */
export interface Body {
  readonly type: string;
  /** Present when the sender wants an answer; unique per sender. */
  readonly msg_id?: number | null | undefined;
  /** Present in an answer: the `msg_id` of its request. */
  readonly in_reply_to?: number | null | undefined;
  readonly [key: string]: unknown;
}

export interface Message {
  readonly src: string;
  readonly dest: string;
  readonly body: Body;
  /** The line as it came, for values that `JSON.parse` cannot represent, such as 1.0. */
  readonly line: string;
  /** Whether this node has answered it. */
  answered: boolean;
  /** Whether its sender no longer waits for the answer. */
  isExpired: boolean;
}

/** A line that is no message. `src`, `dest` and `msgId` are set where they could be read. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
  readonly src: string | undefined;
  readonly dest: string | undefined;
  readonly msgId: number | undefined;

  constructor(text: string, envelope?: { readonly [key: string]: unknown }) {
    super(text);
    const { src, dest, body } = envelope ?? {};
    if (isName(src)) this.src = src;
    if (isName(dest)) this.dest = dest;
    if (isObject(body) && Number.isSafeInteger(body["msg_id"])) this.msgId = Number(body["msg_id"]);
  }
}

/** Whether a name is a client's. Maelstrom's statistics tell clients from nodes in the same way. */
export function isClient(name: string): boolean {
  return name.startsWith("c");
}

/**
 * Reads one line, `{"src", "dest", "body": {"type", …}}`. Throws a MalformedMessage that says what
 * is wrong with it. Some serializers write null for an absent `msg_id` or `in_reply_to`: both are
 * accepted.
 */
export function parseMessage(line: string): Message {
  const shallow = cutBelow(LEVELS_AT_MOST, line);
  const envelope = parseJson(shallow);
  if (!isObject(envelope)) throw new MalformedMessage("a message must be an object");
  if (shallow !== line) {
    throw new MalformedMessage(`nested more than ${LEVELS_AT_MOST} levels deep`, envelope);
  }
  const { src, dest, body } = envelope;
  if (!isName(src)) throw new MalformedMessage("src must be a name", envelope);
  if (!isName(dest)) throw new MalformedMessage("dest must be a name", envelope);
  if (!isObject(body)) throw new MalformedMessage("body must be an object", envelope);
  if (!isBody(body)) throw new MalformedMessage(whatIsWrong(body), envelope);
  return { src, dest, body, line, answered: false, isExpired: false };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new MalformedMessage(error instanceof Error ? error.message : String(error));
  }
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isBody(body: { readonly [key: string]: unknown }): body is Body {
  return typeof body["type"] === "string" && isId(body["msg_id"]) && isId(body["in_reply_to"]);
}

function whatIsWrong(body: { readonly [key: string]: unknown }): string {
  if (typeof body["type"] !== "string") return "body.type must be a string";
  return `${isId(body["msg_id"]) ? "in_reply_to" : "msg_id"} must be an integer below 2^53`;
}

/** `JSON.parse` rounds integers beyond 2^53, so an answer would name another request. */
function isId(value: unknown): boolean {
  return value === undefined || value === null || Number.isSafeInteger(value);
}
