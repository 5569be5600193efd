/**
 * Which node had which value, and from when on. A node has what it sent, what it received, and what
 * a read of it showed; a killed node has nothing. Where a protocol is unknown to values.ts, only the
 * reads tell, and those may be late.
 */

import { Fate, type Messages } from "./messages.ts";
import { itemAt } from "./columns.ts";

/** Columns, in the order of time: a node got a value, or lost it with its memory. */
export interface Holdings {
  readonly count: number;
  readonly timeMs: Float64Array;
  /** Places in the order of all events of the network. */
  readonly at: Float64Array;
  readonly node: Int32Array;
  readonly value: Int32Array;
  /** 1 for a value that was gained, 0 for one that was lost. */
  readonly isGain: Uint8Array;
  /** Whether it could be told at all: not for a very large cluster. */
  readonly isKnown: boolean;
}

/** Something that happened to a node beside the network. */
export type Occurrence =
  | { readonly timeMs: number; readonly node: number; readonly value: number }
  | { readonly timeMs: number; readonly node: number; readonly isKill: true };

export interface HoldingsInput {
  /** Undefined without a journal: then only reads tell. */
  readonly messages: Messages | undefined;
  readonly nodeCount: number;
  readonly valueCount: number;
  /** The number of the node of a name, by the number of the name; −1 for a client. */
  readonly nodeOfName: Int32Array;
  /** In the order of time: what reads showed, and kills. */
  readonly occurrences: readonly Occurrence[];
}

/** 1,000 nodes and 60,000 values. */
const CELLS_AT_MOST = 60_000_000;

export function holdingsOf(input: HoldingsInput): Holdings {
  const { messages, nodeCount, valueCount, nodeOfName, occurrences } = input;
  if (nodeCount * valueCount > CELLS_AT_MOST) return new Book(0, 0).finish(false);
  const book = new Book(nodeCount, valueCount);
  let next = 0;
  const happenUntil = (timeMs: number, at: number): void => {
    for (let one = occurrences[next]; one && one.timeMs <= timeMs; one = occurrences[++next]) {
      if ("isKill" in one) book.kill(one.node, one.timeMs, at);
      else book.gain(one.node, one.value, one.timeMs, at);
    }
  };
  if (messages !== undefined) readEvents(messages, nodeOfName, book, happenUntil);
  happenUntil(Infinity, messages?.events.length ?? 0);
  return book.finish(true);
}

function readEvents(
  messages: Messages,
  nodeOfName: Int32Array,
  book: Book,
  happenUntil: (timeMs: number, at: number) => void,
): void {
  const copies = new Set(messages.copies.filter((it) => !it.isDropped).map((it) => it.endAt));
  const isReceipt = (message: number, at: number): boolean =>
    messages.endAt[message] === at ? messages.fate[message] === Fate.received : copies.has(at);
  for (const [at, event] of messages.events.entries()) {
    const timeMs = itemAt(messages.eventMs, at);
    happenUntil(timeMs, at);
    const message = event < 0 ? ~event : event;
    if (event < 0 && !isReceipt(message, at)) continue;
    const name = (event < 0 ? messages.target : messages.source)[message] ?? 0;
    const node = itemAt(nodeOfName, name);
    if (node < 0) continue;
    const end = itemAt(messages.firstCarried, message + 1);
    for (let place = itemAt(messages.firstCarried, message); place < end; place++) {
      book.gain(node, itemAt(messages.carried, place), timeMs, at);
    }
  }
}

class Book {
  readonly #nodeCount: number;
  readonly #valueCount: number;
  readonly #has: Uint8Array;
  readonly #timeMs: number[] = [];
  readonly #at: number[] = [];
  readonly #node: number[] = [];
  readonly #value: number[] = [];
  readonly #isGain: number[] = [];

  constructor(nodeCount: number, valueCount: number) {
    this.#nodeCount = nodeCount;
    this.#valueCount = valueCount;
    this.#has = new Uint8Array(nodeCount * valueCount);
  }

  gain(node: number, value: number, timeMs: number, at: number): void {
    const cell = node * this.#valueCount + value;
    if (node < 0 || node >= this.#nodeCount || this.#has[cell] === 1) return;
    this.#has[cell] = 1;
    this.#note(node, value, timeMs, at, 1);
  }

  kill(node: number, timeMs: number, at: number): void {
    if (node < 0) return;
    for (let value = 0; value < this.#valueCount; value++) {
      const cell = node * this.#valueCount + value;
      if (this.#has[cell] !== 1) continue;
      this.#has[cell] = 0;
      this.#note(node, value, timeMs, at, 0);
    }
  }

  finish(isKnown: boolean): Holdings {
    return {
      count: this.#timeMs.length,
      timeMs: Float64Array.from(this.#timeMs),
      at: Float64Array.from(this.#at),
      node: Int32Array.from(this.#node),
      value: Int32Array.from(this.#value),
      isGain: Uint8Array.from(this.#isGain),
      isKnown,
    };
  }

  #note(node: number, value: number, timeMs: number, at: number, isGain: number): void {
    this.#timeMs.push(timeMs);
    this.#at.push(at);
    this.#node.push(node);
    this.#value.push(value);
    this.#isGain.push(isGain);
  }
}
