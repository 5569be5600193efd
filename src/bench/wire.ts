/**
 * What a node may write: `{"src", "dest", "body"}` and, since Maelstrom allows it, an `id`, which
 * it replaces (process.clj and net.clj, `parse-msg` and `check-message`).
 */

import { memberText } from "../node/json.ts";
import type { PacketContent } from "./network.ts";

export interface WireMessage {
  readonly src: string;
  readonly dest: string;
  /** The body as the node wrote it, so that numbers such as 1.0 keep their spelling. */
  readonly body: string;
  readonly content: PacketContent;
}

/** The text says what is wrong with a line. */
export class BadLine extends Error {
  override readonly name = "BadLine";
}

const KEYS: ReadonlySet<string> = new Set(["id", "src", "dest", "body"]);

/** Throws a BadLine if the line is no message. */
export function parseWire(line: string): WireMessage {
  const envelope = parseJson(line);
  if (!isObject(envelope)) throw new BadLine("a message is a JSON object");
  for (const key of Object.keys(envelope)) {
    if (!KEYS.has(key)) {
      throw new BadLine(`"${key}" is no key of a message: it has src, dest and body only`);
    }
  }
  const { src, dest, body } = envelope;
  if (typeof src !== "string") throw new BadLine(`src must be a node's name, ${butIs(src)}`);
  if (typeof dest !== "string") throw new BadLine(`dest must be a name, ${butIs(dest)}`);
  if (!isObject(body)) throw new BadLine(`body must be an object, ${butIs(body)}`);
  const text = Object.hasOwn(envelope, "id") ? undefined : plainBody(line, src, dest);
  return { src, dest, body: text ?? memberText(line, ["body"]) ?? "", content: body };
}

/** A line as a node gets it, its keys in Maelstrom's order. */
export function wireLine(id: number, src: string, dest: string, body: string): string {
  return `{"id":${id},"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"body":${body}}`;
}

/** A message as a node writes it. */
export function messageText(src: string, dest: string, body: string): string {
  return `{"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"body":${body}}`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (line.trim() === "") throw new BadLine("an empty line is no message");
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadLine(`it is no JSON (${reason})`);
  }
}

export function isObject(value: unknown): value is PacketContent {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function butIs(value: unknown): string {
  return value === undefined ? "but it is missing" : `but it is ${JSON.stringify(value)}`;
}

/** Most lines have the keys in this order and no white space: then there is nothing to search. */
function plainBody(line: string, src: string, dest: string): string | undefined {
  const head = `{"src":"${src}","dest":"${dest}","body":`;
  const isPlain =
    line.startsWith(head) && line.endsWith("}}") && !line.includes('"body"', head.length);
  return isPlain ? line.slice(head.length, -1) : undefined;
}
