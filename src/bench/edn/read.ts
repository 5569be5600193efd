/**
 * Reads EDN from bytes. A history of 20 MB is almost all vectors of small integers, so those have
 * a path of their own (15 to 40 ns an integer; as tokens, like everything else, 220 and more).
 */

import {
  END,
  NEWLINE,
  QUOTE,
  HASH,
  OPEN_LIST,
  CLOSE_LIST,
  PLUS,
  MINUS,
  ZERO,
  COLON,
  SEMICOLON,
  OPEN_VECTOR,
  BACKSLASH,
  CLOSE_VECTOR,
  CARET,
  UNDERSCORE,
  OPEN_MAP,
  CLOSE_MAP,
  isDelimiter,
  isDigit,
  isSpace,
} from "./bytes.ts";
import { numberOf, symbolicNumberOf } from "./numbers.ts";
import {
  Character,
  EdnList,
  EdnMap,
  EdnSet,
  EdnSymbol,
  Keyword,
  Tagged,
  type Edn,
  type EdnEntry,
} from "./values.ts";

/** A text that is no EDN: what is wrong, and where. */
export class EdnError extends Error {
  override readonly name = "EdnError";
  /** In bytes, from 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;

  constructor(problem: string, offset: number, line: number) {
    super(`Cannot read EDN at line ${line} (offset ${offset}): ${problem}`);
    this.offset = offset;
    this.line = line;
  }
}

/** The one value in a text. Throws EdnError if there is none, or more than one. */
export function readEdn(source: string | Uint8Array): Edn {
  const reader = new Reader(source);
  if (reader.atEnd()) throw reader.error("there is no value");
  const value = reader.read();
  if (!reader.atEnd()) throw reader.error("there is more after the first value");
  return value;
}

/** All values in a text, one after the other, as in a history with one operation a line. */
export function* readAllEdn(source: string | Uint8Array): Generator<Edn, void, undefined> {
  const reader = new Reader(source);
  while (!reader.atEnd()) yield reader.read();
}

// Deeper nesting than any history has; without a limit a file of brackets exhausts the stack.
const MAX_DEPTH = 500;

// The time to read and to write a number grows with the square of its length.
const NUMBER_LENGTH_AT_MOST = 10_000;

const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["newline", "\n"],
  ["space", " "],
  ["tab", "\t"],
  ["return", "\r"],
  ["backspace", "\b"],
  ["formfeed", "\f"],
]);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["\\", "\\"],
  ['"', '"'],
]);

/** What comes is to be read back as it was: a byte order mark is a character like any other. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

class Reader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #depth = 0;

  constructor(source: string | Uint8Array) {
    this.#bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  }

  /** Whether only white space, comments and discarded values are left, which it skips. */
  atEnd(): boolean {
    this.#skip();
    return this.#position >= this.#bytes.length;
  }

  /** The next value; the caller has made sure that there is one. */
  read(): Edn {
    this.#skip();
    const byte = this.#byteAt(this.#position);
    if (byte === QUOTE) return this.#readString();
    if (byte === OPEN_VECTOR) return this.#readItems(1, CLOSE_VECTOR);
    if (byte === OPEN_MAP) return this.#readMap();
    if (byte === OPEN_LIST) return new EdnList(this.#readItems(1, CLOSE_LIST));
    if (byte === HASH) return this.#readDispatch();
    if (byte === BACKSLASH) return this.#readCharacter();
    if (byte === END) throw this.error("the text ends where a value should be");
    if (byte === CLOSE_LIST || byte === CLOSE_VECTOR || byte === CLOSE_MAP) {
      throw this.error(`unexpected ${String.fromCharCode(byte)}`);
    }
    if (byte === COLON) return this.#readKeyword();
    return this.#readToken();
  }

  error(problem: string, offset: number = this.#position): EdnError {
    let line = 1;
    for (const byte of this.#bytes.subarray(0, offset)) if (byte === NEWLINE) line++;
    return new EdnError(problem, offset, line);
  }

  #byteAt(position: number): number {
    return this.#bytes[position] ?? END;
  }

  /** Skips white space, commas, comments, discarded values and metadata. */
  #skip(): void {
    for (;;) {
      const byte = this.#byteAt(this.#position);
      if (isSpace(byte)) {
        this.#position++;
      } else if (byte === SEMICOLON) {
        const end = this.#bytes.indexOf(NEWLINE, this.#position);
        this.#position = end < 0 ? this.#bytes.length : end + 1;
      } else if (byte === HASH && this.#byteAt(this.#position + 1) === UNDERSCORE) {
        this.#position += 2;
        this.#nested(() => this.read());
      } else if (byte === CARET) {
        this.#position++;
        this.#nested(() => this.read());
      } else {
        return;
      }
    }
  }

  #nested<Result>(readInside: () => Result): Result {
    if (++this.#depth > MAX_DEPTH) throw this.error(`values nest deeper than ${MAX_DEPTH}`);
    const result = readInside();
    this.#depth--;
    return result;
  }

  /** The items of a collection that opens here, with a bracket of that many bytes. */
  #readItems(openLength: number, close: number): readonly Edn[] {
    const start = this.#position;
    const items: Edn[] = [];
    this.#position += openLength;
    return this.#nested(() => {
      for (;;) {
        this.#readSmallIntegers(items);
        this.#skip();
        const byte = this.#byteAt(this.#position);
        if (byte === close) {
          this.#position++;
          return items;
        }
        if (byte === END) throw this.error("the text ends inside a collection", start);
        items.push(this.read());
      }
    });
  }

  /** Collects integers of up to nine digits, and stops at the first thing else. */
  #readSmallIntegers(items: Edn[]): void {
    const bytes = this.#bytes;
    let position = this.#position;
    for (;;) {
      let byte = bytes[position] ?? END;
      while (isSpace(byte)) byte = bytes[++position] ?? END;
      let integer = 0;
      let end = position;
      while (isDigit(byte)) {
        integer = integer * 10 + byte - ZERO;
        byte = bytes[++end] ?? END;
      }
      const digits = end - position;
      if (digits === 0 || digits > 9 || !isDelimiter(byte)) break;
      items.push(integer);
      position = end;
    }
    this.#position = position;
  }

  #readMap(): EdnMap {
    const start = this.#position;
    const items = this.#readItems(1, CLOSE_MAP);
    if (items.length % 2 !== 0) throw this.error("a map has a key without a value", start);
    const entries: EdnEntry[] = [];
    for (let index = 0; index < items.length; index += 2) {
      entries.push([items[index] ?? null, items[index + 1] ?? null]);
    }
    return new EdnMap(entries);
  }

  #readString(): string {
    const start = this.#position + 1;
    let end = start;
    let isEscaped = false;
    for (let byte = this.#byteAt(end); byte !== QUOTE; byte = this.#byteAt(end)) {
      if (byte === END) throw this.error("the text ends inside a string", start - 1);
      if (byte === BACKSLASH) {
        isEscaped = true;
        end++;
      }
      end++;
    }
    this.#position = end + 1;
    const text = DECODER.decode(this.#bytes.subarray(start, end));
    if (!isEscaped) return text;
    return text.replaceAll(/\\(u[0-9a-fA-F]{4}|[0-3]?[0-7]{1,2}|[^])/gu, (_, escape: string) => {
      const plain = ESCAPES.get(escape) ?? characterOfCode(escape);
      if (plain === undefined) throw this.error(`unknown escape \\${escape}`, start - 1);
      return plain;
    });
  }

  #readCharacter(): Character {
    const start = this.#position;
    // The first byte belongs to the character even if it is a delimiter, as in `\(`.
    const text = this.#tokenText(start + 1, start + 2);
    if ([...text].length === 1) return new Character(text);
    const plain = CHARACTERS.get(text) ?? characterOfCode(text.replace(/^o/u, ""));
    if (plain === undefined) throw this.error(`unknown character \\${text}`, start);
    return new Character(plain);
  }

  #readDispatch(): Edn {
    const start = this.#position;
    const next = this.#byteAt(start + 1);
    if (next === OPEN_MAP) return new EdnSet(this.#readItems(2, CLOSE_MAP));
    if (next === HASH) {
      const number = symbolicNumberOf(this.#tokenText(start + 2));
      if (number === undefined) throw this.error("unknown symbolic number", start);
      return number;
    }
    const tag = this.#tokenText(start + 1);
    if (tag === "") throw this.error("# without a tag", start);
    return new Tagged(
      tag,
      this.#nested(() => this.read()),
    );
  }

  #readKeyword(): Keyword {
    const start = this.#position;
    const name = this.#tokenText(start + 1);
    if (name === "") throw this.error("a keyword has no name", start);
    return Keyword.of(name);
  }

  #readToken(): Edn {
    const start = this.#position;
    const first = this.#byteAt(start);
    const second = this.#byteAt(start + 1);
    const text = this.#tokenText(start);
    if (isDigit(first) || ((first === PLUS || first === MINUS) && isDigit(second))) {
      if (text.length > NUMBER_LENGTH_AT_MOST) {
        throw this.error(`a number has more than ${NUMBER_LENGTH_AT_MOST} characters`, start);
      }
      const number = numberOf(text);
      if (number === undefined) throw this.error(`${text} is no number`, start);
      return number;
    }
    if (text === "nil") return null;
    if (text === "true") return true;
    if (text === "false") return false;
    return new EdnSymbol(text);
  }

  /** The text from `start` to the next delimiter at or after `from`; moves there. */
  #tokenText(start: number, from: number = start): string {
    let end = from;
    while (!isDelimiter(this.#byteAt(end))) end++;
    this.#position = Math.min(end, this.#bytes.length);
    return DECODER.decode(this.#bytes.subarray(start, this.#position));
  }
}

/** `u00e9` or up to three octal digits, as they follow a backslash. */
function characterOfCode(code: string): string | undefined {
  const [digits, radix] = code.startsWith("u") ? [code.slice(1), 16] : [code, 8];
  const isCode = radix === 16 ? /^[0-9a-fA-F]{4}$/u.test(digits) : /^[0-7]{1,3}$/u.test(digits);
  return isCode ? String.fromCharCode(Number.parseInt(digits, radix)) : undefined;
}
