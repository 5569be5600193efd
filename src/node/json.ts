/** Finds parts of a JSON text in their original spelling, which `JSON.parse` does not keep. */

import { endOfString, endOfValue, skipSpace } from "./scan.ts";

const SPACES = /[ \t\r\n]+/g;

// ECMAScript 2026 (proposal-json-parse-with-source), ahead of TypeScript's library.
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: Source) => unknown,
    ): unknown;
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

interface Source {
  /** The text of a number, string, boolean or null; objects and lists have none. */
  readonly source: string;
}

/** Whether a parsed value is an object: neither null nor a list. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The text of the member at `path` of a JSON text, undefined if there is none. If several members
 * have the same name the last one counts, as in `JSON.parse`. The text must be valid JSON.
 */
export function memberText(text: string, path: readonly string[]): string | undefined {
  let found: string | undefined = text;
  for (const name of path) found = found === undefined ? undefined : member(found, name);
  return found;
}

/**
 * A JSON text without the white space around and between its tokens. A carriage return or a line
 * feed would end the line that the text is sent in. The text must be valid JSON.
 */
export function withoutSpace(text: string): string {
  if (text.search(SPACES) < 0) return text;
  let tokens = "";
  let at = 0;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return tokens + text.slice(at).replace(SPACES, "");
    const end = endOfString(text, quote);
    tokens += text.slice(at, quote).replace(SPACES, "") + text.slice(quote, end);
    at = end;
  }
}

/** The text of the last member called `name`, undefined if there is none or this is no object. */
function member(text: string, name: string): string | undefined {
  let at = skipSpace(text, 0);
  if (text[at] !== "{") return undefined;
  let found: string | undefined;
  at = skipSpace(text, at + 1);
  while (text[at] === '"') {
    const keyEnd = endOfString(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    if (key === name) found = text.slice(start, end);
    at = skipSpace(text, end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return found;
}
