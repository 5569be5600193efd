/**
 * Reads the long lists that nodes show to clients. A node that has thousands of values shows all of
 * them in every read, mostly those of its last read and some more. What a line has in common with the
 * last one of its node is compared as text, and only the rest is parsed: a comparison takes a
 * hundredth of the time.
 */

import { isClient } from "../../node/message.ts";
import { GrowingList, SharedVector } from "../edn.ts";
import { isIntegers } from "../workloads/workload.ts";
import { BadLine, isExact } from "./jackson.ts";
import { parseWire, type WireMessage } from "./maelstrom-wire.ts";

/** Shorter lines are parsed as quickly as compared. */
const LONG_LENGTH = 2000;

/** As far as a list may begin in a line. */
const HEAD_LENGTH_AT_MOST = 500;

/** Whole strings without escapes and what is between them, so that the list is in none. */
const HEAD = /^(?:[^"\\]*"[^"\\]*")*\s*:\s*\[$/u;

/** What goes on with the list, or ends it. */
const REST = /^\s*(?:,(?=\s*[-\d])|(?=\]))/u;

const INTEGERS = /^[-\d,\s]*$/u;

/** The list that a node showed last. */
interface Known {
  /** Without the bracket at its end. */
  text: string;
  readonly list: GrowingList;
}

export class LongLists {
  readonly #key: string | undefined;
  readonly #known = new Map<string, Known>();

  /** `key` is that of the lists in a body; without it lines are only parsed. */
  constructor(key: string | undefined) {
    this.#key = key;
  }

  /**
   * What a node wrote, with a SharedVector for a long list of integers that it shows to a client.
   * Throws a BadLine if the line is no message.
   */
  parse(name: string, line: string): WireMessage {
    if (this.#key === undefined || line.length < LONG_LENGTH) return parseWire(line);
    const start = line.indexOf("[");
    const head = line.slice(0, Math.min(start + 1, HEAD_LENGTH_AT_MOST));
    const isAtList = HEAD.test(head) && head.split(`"${this.#key}"`).length === 2;
    if (!isAtList) return parseWire(line);
    const known = this.#known.get(name);
    return (
      (known && this.#goOn(this.#key, line, head, known)) ??
      this.#begin(this.#key, name, line, start)
    );
  }

  /** Undefined unless the line begins as the last one did, and is plain in what follows. */
  #goOn(key: string, line: string, head: string, known: Known): WireMessage | undefined {
    const start = head.length - 1;
    if (!line.startsWith(known.text, start)) return undefined;
    const rest = line.slice(start + known.text.length);
    const end = rest.indexOf("]");
    if (!REST.test(rest) || !INTEGERS.test(rest.slice(0, end))) return undefined;
    const short = head + rest.replace(REST, "");
    const message = parsePlain(short);
    const more = message?.content[key];
    if (message === undefined || !isIntegers(more)) return undefined;
    const bodyStart = short.lastIndexOf(message.body);
    if (bodyStart < 0 || bodyStart > start || rest.includes(`"${key}"`)) return undefined;
    for (const item of more) known.list.items.push(item);
    known.text = line.slice(start, start + known.text.length + end).trimEnd();
    const afterBody = short.length - bodyStart - message.body.length;
    const body = line.slice(bodyStart, line.length - afterBody);
    return withList({ ...message, body }, key, known.list);
  }

  /** Parses the whole line, and remembers the list. */
  #begin(key: string, name: string, line: string, start: number): WireMessage {
    const message = parseWire(line);
    const items = message.content[key];
    const end = line.indexOf("]", start);
    const text = line.slice(start, end);
    const around = line.slice(line.indexOf('"body"'), start) + line.slice(end);
    const isPlain =
      isClient(message.dest) &&
      isIntegers(items) &&
      items.length > 0 &&
      around.split(`"${key}"`).length === 2 &&
      INTEGERS.test(text.slice(1)) &&
      isExact(around);
    if (!isPlain) return message;
    const list = new GrowingList([...items]);
    this.#known.set(name, { text: text.trimEnd(), list });
    return withList(message, key, list);
  }
}

/** Undefined for what takes more than a look. */
function parsePlain(line: string): WireMessage | undefined {
  try {
    const message = parseWire(line);
    const isPlain = isClient(message.dest) && message.oddity === undefined && isExact(message.body);
    return isPlain ? message : undefined;
  } catch (error) {
    if (error instanceof BadLine) return undefined;
    throw error;
  }
}

function withList(message: WireMessage, key: string, list: GrowingList): WireMessage {
  const vector = new SharedVector(list, list.items.length);
  return { ...message, content: { ...message.content, [key]: vector } };
}
