/**
 * JSON as Maelstrom's parser reads it (Jackson 2.17, as Cheshire 5.13 sets it). It takes the first
 * value of a line and looks at nothing behind it, it lets control characters stand in strings, it
 * goes no deeper than a thousand levels, and it tells 1.0 from 1. `JSON.parse` does none of this,
 * but it reads nearly every line as Jackson does, and faster, so it is asked first.
 */

import { isObject } from "../../node/json.ts";
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

/** Counting the outermost object (StreamReadConstraints.DEFAULT_MAX_DEPTH). */
const LEVELS_AT_MOST = 1000;

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
  if (isTooDeep(text)) throw new BadLine(`it is nested more than ${LEVELS_AT_MOST} levels deep`);
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
  if (start < 0) throw new BadLine("an empty line is no message");
  const { text, end } = cutObject(line, start) ?? { text: line, end: line.length };
  try {
    const value: unknown = JSON.parse(text);
    const hadControls = text.length > end - start;
    return { value, text, rest: line.slice(end).trim(), hadControls };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadLine(`it is no JSON (${reason})`, { cause: error });
  }
}

/**
 * The text from `start` on, up to where the brackets of an object that begins there are balanced,
 * with the control characters in its strings escaped; undefined if they never are.
 */
function cutObject(line: string, start: number): { text: string; end: number } | undefined {
  let text = "";
  let copied = start;
  let depth = 0;
  let isInString = false;
  for (let at = start; at < line.length; at++) {
    const character = line.charAt(at);
    if (isInString && character === "\\") at++;
    else if (character === '"') isInString = !isInString;
    else if (isInString && character < " ") {
      text += line.slice(copied, at) + escaped(character);
      copied = at + 1;
    } else if (!isInString && "{[".includes(character)) depth++;
    else if (!isInString && "}]".includes(character)) depth--;
    if (depth === 0) {
      return character === "}"
        ? { text: text + line.slice(copied, at + 1), end: at + 1 }
        : undefined;
    }
  }
  return undefined;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Whether a text is nested too deeply, if it is JSON. Few texts have so many brackets. */
function isTooDeep(text: string): boolean {
  if (text.length <= 2 * LEVELS_AT_MOST || !hasManyBrackets(text)) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isInString && character === "\\") at++;
    else if (character === '"') isInString = !isInString;
    else if (!isInString && "{[".includes(character)) depth++;
    else if (!isInString && "}]".includes(character)) depth--;
    if (depth > LEVELS_AT_MOST) return true;
  }
  return false;
}

function hasManyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of "[{") {
    let at = text.indexOf(bracket);
    while (at >= 0 && count <= LEVELS_AT_MOST) {
      count++;
      at = text.indexOf(bracket, at + 1);
    }
  }
  return count > LEVELS_AT_MOST;
}

/** The part of a number that makes it no integer in Java. A string may contain the same. */
const FLOAT = /\d[.eE]/u;

/** Whether every number of a JSON text is an integer as it is written; false if unsure. */
export function isWithoutFloats(text: string): boolean {
  return !FLOAT.test(text);
}

/**
 * The object that `JSON.parse` made of a text, but with raw JSON (`JSON.rawJSON`) for each number
 * that is written as a float: 1.0 is not 1, and no integer.
 */
export function withFloats(parsed: PacketContent, text: string): PacketContent {
  if (isWithoutFloats(text)) return parsed;
  const exact: unknown = JSON.parse(text, (_key, part, context) => {
    const isFloat = typeof part === "number" && FLOAT.test(context.source);
    return isFloat ? JSON.rawJSON(context.source) : part;
  });
  return isObject(exact) ? exact : parsed;
}
