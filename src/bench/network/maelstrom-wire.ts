/**
 * What a node may write: `{"src", "dest", "body"}` and, since Maelstrom allows it, an `id`, which
 * it replaces (process.clj and net.clj, `parse-msg` and `check-message`). What Maelstrom accepts is
 * accepted here, too, but with a warning where it is odd.
 */

import { isObject, memberText } from "../../node/json.ts";
import { BadLine, type FirstValue, isWithoutFloats, readFirst } from "./jackson.ts";
import type { PacketContent } from "./network.ts";
import { excerpt, type WarningKind } from "./violations.ts";

export interface WireMessage {
  readonly src: string;
  readonly dest: string;
  /** The body as the node wrote it, so that numbers such as 1.0 keep their spelling. */
  readonly body: string;
  readonly content: PacketContent;
  /** What Maelstrom silently accepts although it is odd, if anything. */
  readonly oddity: Oddity | undefined;
}

export interface Oddity {
  readonly kind: WarningKind;
  /** To follow "Node n1 wrote". */
  readonly text: string;
}

const KEYS: ReadonlySet<string> = new Set(["id", "src", "dest", "body"]);

/** Throws a BadLine if the line is no message. */
export function parseWire(line: string): WireMessage {
  const first = readFirst(line);
  const { value: envelope, text } = first;
  if (!isObject(envelope)) throw new BadLine("a message is a JSON object");
  for (const key of Object.keys(envelope)) {
    if (!KEYS.has(key)) {
      throw new BadLine(`"${key}" is not a key of a message, which has src, dest and body only`);
    }
  }
  const { src, dest, body } = envelope;
  if (typeof src !== "string") throw new BadLine(`src must be a node's name, ${butIs(src)}`);
  if (typeof dest !== "string") throw new BadLine(`dest must be a name, ${butIs(dest)}`);
  const hasId = Object.hasOwn(envelope, "id");
  if (hasId) checkId(envelope["id"], text);
  const oddity = oddityOf(first, body);
  if (isEmpty(body)) return { src, dest, body: "{}", content: {}, oddity };
  if (!isObject(body)) throw new BadLine(`body must be an object, ${butIs(body)}`);
  const plain = hasId ? undefined : plainBody(text, src, dest);
  return { src, dest, body: plain ?? memberText(text, ["body"]) ?? "", content: body, oddity };
}

/** Maelstrom replaces the id, but if a node gives one, it must be written as an integer. */
function checkId(id: unknown, text: string): void {
  if (Number.isInteger(id) && isWithoutFloats(text)) return;
  const written = memberText(text, ["id"]) ?? "";
  if (/^-?\d+$/u.test(written)) return;
  throw new BadLine(`id must be an integer, but it is ${excerpt(written)}`);
}

/** Clojure walks over each of these as over a map without entries. */
function isEmpty(body: unknown): boolean {
  return (body ?? "") === "" || (Array.isArray(body) && body.length === 0);
}

function oddityOf({ rest, hadControls }: FirstValue, body: unknown): Oddity | undefined {
  if (rest !== "") {
    const text =
      "more than a message on a line. eddy reads the first object and ignores the rest, as " +
      `Maelstrom does without a word. The rest is:\n    ${excerpt(rest)}`;
    return { kind: "rest-of-line", text: `${text}\nof the line:` };
  }
  if (hadControls) {
    const text =
      "unescaped control characters in a string. That is not JSON; Maelstrom accepts it, but other " +
      "programs do not:";
    return { kind: "control-character", text };
  }
  if (!isEmpty(body)) return undefined;
  const text =
    `a message whose body should be an object, ${butIs(body)}. eddy takes it for an ` +
    "empty object, as Maelstrom does:";
  return { kind: "empty-body", text };
}

/** A line as a node gets it, its keys in Maelstrom's order. */
export function wireLine(id: number, src: string, dest: string, body: string): string {
  return `{"id":${id},"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"body":${body}}`;
}

/** A message as a node writes it. */
export function messageText(src: string, dest: string, body: string): string {
  return `{"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"body":${body}}`;
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
