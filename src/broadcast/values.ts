/** The values that a node has seen: a Set, and the bytes of the next `read_ok`. */

import { malformed } from "../node/errors.ts";
import { type Body, type Message } from "../node/message.ts";
import { memberText, withoutSpace } from "../node/json.ts";
import { cutBelow } from "../node/nesting.ts";
import { canonicalText } from "./canonical-text.ts";

/**
 * A broadcast value: a number if it was written as an integer and is exact, else its JSON text
 * without white space. In both cases `${value}` is its JSON, and it has no raw control character.
 */
export type Value = number | string;

/**
 * The longest JSON text of a value. A message has 2 ** 20 characters of values and one value more. In
 * a push a character takes at most three bytes: so it fits in a line that a node reads.
 */
export const VALUE_LENGTH_AT_MOST: number = 2 ** 19;

/** How deep a value may be nested, so that a `read_ok` with it can be read. Below LEVELS_AT_MOST. */
export const VALUE_LEVELS_AT_MOST = 900;

/** New values are turned into bytes in groups of this size, which costs less than one by one. */
const UNWRITTEN_AT_MOST = 1024;

const FIRST_CAPACITY_BYTES = 4096;

/** A UTF-16 unit takes at most three bytes of UTF-8. */
const BYTES_PER_UNIT_AT_MOST = 3;

const COMMA = 44;
const MINUS = 45;
const USUAL_HEAD = ',"body":{"type":"broadcast","message":';
const USUAL_ID = ',"msg_id":';
const INTEGER = /^(?:0|-?[1-9]\d*)$/;

/** The only part of the platform that the core uses. Every host has it. */
declare const TextEncoder: new () => {
  encodeInto(text: string, bytes: Uint8Array): { written: number };
};

export class Values {
  readonly #integers = new Set<number>();
  /** By canonical text. */
  readonly #texts = new Map<string, string>();
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  #length = 0;
  #unwritten: Value[] = [];

  get size(): number {
    return this.#integers.size + this.#texts.size;
  }

  /** Adds a value. Returns false, and keeps the first spelling, if there is an equal one. */
  add(value: Value): boolean {
    if (typeof value === "number") {
      const size = this.#integers.size;
      if (this.#integers.add(value).size === size) return false;
    } else {
      const canonical = canonicalText(value);
      if (this.#texts.has(canonical)) return false;
      this.#texts.set(canonical, value);
    }
    this.#unwritten.push(value);
    if (this.#unwritten.length === UNWRITTEN_AT_MOST) this.#writeDown();
    return true;
  }

  /** All values, integers first. */
  *[Symbol.iterator](): Generator<Value> {
    yield* this.#integers;
    yield* this.#texts.values();
  }

  /** All values as JSON, separated by commas. Valid until the next value is added. */
  bytes(): Uint8Array {
    this.#writeDown();
    return this.#bytes.subarray(0, this.#length);
  }

  #writeDown(): void {
    if (this.#unwritten.length === 0) return;
    const text = this.#unwritten.join();
    const needed = this.#length + 1 + text.length * BYTES_PER_UNIT_AT_MOST;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    if (this.#length > 0) this.#bytes[this.#length++] = COMMA;
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
    this.#unwritten = [];
  }
}

/** The value of a `broadcast`, undefined if there is none. */
export function valueOf({ body, line }: Message): Value | undefined {
  const parsed = body["message"];
  if (parsed === undefined) return undefined;
  if (typeof parsed === "number" && isExact(parsed) && endsAsUsual(line, body)) return parsed;
  const text = memberText(line, ["body", "message"]);
  if (text === undefined) return undefined;
  checkText(text);
  return toValue(text);
}

/**
 * Throws error 12 if a JSON text cannot be a value. It is the same for clients and for nodes: what one
 * node accepted and another did not would keep all that is in the same message from it.
 */
export function checkText(text: string): void {
  // Half of a surrogate pair cannot be written: a read would show another value.
  if (!text.isWellFormed()) throw malformed("a value must be well-formed text");
  if (text.length > VALUE_LENGTH_AT_MOST) {
    throw malformed(`a value must have at most ${VALUE_LENGTH_AT_MOST} characters`);
  }
  if (cutBelow(VALUE_LEVELS_AT_MOST, text) !== text) {
    throw malformed(`a value must have at most ${VALUE_LEVELS_AT_MOST} levels`);
  }
}

/** The element of an `add`, undefined if there is none. */
export function elementOf({ line }: Message): Value | undefined {
  const text = memberText(line, ["body", "element"]);
  if (text === undefined) return undefined;
  checkText(text);
  return toValue(text);
}

/**
 * Whether the line ends as in the spelling of Maelstrom and most nodes, with an integer as the
 * value of a broadcast. This is exact: the last two braces close the body and the message, so the
 * body that was found is the last one, which counts. It takes 50 ns. A regular expression takes
 * 150, and finding the value's text takes more.
 */
function endsAsUsual(line: string, body: Body): boolean {
  let at = skipDigitsBack(line, line.length - "}}".length);
  if (body.msg_id !== undefined) {
    if (!line.startsWith(USUAL_ID, at - USUAL_ID.length)) return false;
    at = skipDigitsBack(line, at - USUAL_ID.length);
  }
  return line.startsWith(USUAL_HEAD, at - USUAL_HEAD.length);
}

/** The start of the integer that ends before `end`. */
function skipDigitsBack(line: string, end: number): number {
  let at = end;
  while (isDigit(line.charCodeAt(at - 1))) at--;
  return line.charCodeAt(at - 1) === MINUS ? at - 1 : at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The value of a JSON text. White space is not part of it. */
export function toValue(text: string): Value {
  const compact = withoutSpace(text);
  const number = Number(compact);
  return INTEGER.test(compact) && isExact(number) ? number : compact;
}

/** Whether a number is an integer that was not rounded. */
export function isExact(number: number): boolean {
  return Number.isSafeInteger(number) && !Object.is(number, -0);
}
