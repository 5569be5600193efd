/**
 * JSON as Maelstrom's parser reads it (Jackson 2.17, as Cheshire 5.13 sets it). It takes the first
 * value of a line and looks at nothing behind it, it lets control characters stand in strings, it
 * goes no deeper than a thousand levels, and it tells 1.0 from 1. `JSON.parse` does none of this,
 * but it reads nearly every line as Jackson does, and faster, so it is asked first.
 */

import { isObject } from "../../node/json.ts";
import { cutBelow, LEVELS_AT_MOST } from "../../node/nesting.ts";
import { endOfString, endOfValue } from "../../node/scan.ts";
import { SharedVector } from "../edn.ts";
import { type PacketContent } from "./receiver.ts";

export interface FirstValue {
  readonly value: unknown;
  /** Its text, as valid JSON. */
  readonly text: string;
  /** What follows it on the line, without white space at the ends. */
  readonly rest: string;
  /** Whether control characters stood in its strings; in `text` they are escaped. */
  readonly hadControls: boolean;
}

/** The text says what is wrong with a line. */
export class BadLine extends Error {
  override readonly name = "BadLine";
}

/** An escape, or a control character, which may not stand in a string, but Jackson lets it. */
const ESCAPES_AND_CONTROLS = /\\[^]|[^ -\u{10ffff}]/gu;

const LONG_LENGTH = 1024 * 1024;

/** Throws a BadLine where Jackson throws. */
export function readFirst(line: string): FirstValue {
  // To parse a long line of brackets takes gigabytes.
  if (line.length > LONG_LENGTH) refuseDepth(line);
  const first = readWhole(line) ?? readObject(line);
  refuseDepth(first.text);
  return first;
}

function refuseDepth(text: string): void {
  if (cutBelow(LEVELS_AT_MOST, text, Infinity) === text) return;
  throw new BadLine(`it is nested more than ${LEVELS_AT_MOST} levels deep`);
}

function readWhole(line: string): FirstValue | undefined {
  try {
    return { value: JSON.parse(line), text: line, rest: "", hadControls: false };
  } catch {
    return undefined;
  }
}

/** The object that a line begins with. */
function readObject(line: string): FirstValue {
  const start = line.search(/[^ \t\r\n]/u);
  if (start < 0) throw new BadLine("an empty line is not a message");
  const end = line[start] === "{" ? endOfValue(line, start) : line.length;
  const text = withControlsEscaped(line.slice(start, end));
  try {
    const value: unknown = JSON.parse(text);
    const hadControls = text.length > end - start;
    return { value, text, rest: line.slice(end).trim(), hadControls };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadLine(`it is not JSON (${reason})`, { cause: error });
  }
}

/** With the control characters in its strings escaped. */
function withControlsEscaped(text: string): string {
  let result = "";
  let copied = 0;
  for (let quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', copied)) {
    const end = endOfString(text, quote);
    result +=
      text.slice(copied, quote) + text.slice(quote, end).replaceAll(ESCAPES_AND_CONTROLS, escaped);
    copied = end;
  }
  return result + text.slice(copied);
}

function escaped(found: string): string {
  return found.startsWith("\\") ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The part of a number that makes it no integer in Java. A string may contain the same. */
const FLOAT = /\d[.eE]/u;

/** Whether every number of a JSON text is an integer as it is written; false if unsure. */
export function isWithoutFloats(text: string): boolean {
  return !FLOAT.test(text);
}

/** As above, or many digits in a row, as an integer has that no double holds. */
const INEXACT = /\d[.eE]|\d{16}/;

/** Whether `JSON.parse` keeps all numbers of this as they were written; false if unsure. */
export function isExact(text: string): boolean {
  return !INEXACT.test(text);
}

/**
 * The object that `JSON.parse` made of a text, but with raw JSON (`JSON.rawJSON`) for each number
 * that is written as a float, as 1.0 is not 1, and no integer, and for each integer beyond 2^53.
 */
export function withExactNumbers(parsed: PacketContent, text: string): PacketContent {
  // A long list was looked at when it was read (long-lists.ts).
  const hasLongList = Object.values(parsed).some((value) => value instanceof SharedVector);
  if (hasLongList || isExact(text)) return parsed;
  const exact: unknown = JSON.parse(text, (_key, part, context) => {
    if (typeof part !== "number") return part;
    const isExact = Number.isSafeInteger(part) && !FLOAT.test(context.source);
    return isExact ? part : JSON.rawJSON(context.source);
  });
  return isObject(exact) ? exact : parsed;
}
