/**
 * Reads a history.edn line by line, so that one of gigabytes takes little memory: of a read of a set
 * it keeps what is new in it, and parses only what follows the text of the last one.
 */

import { open, readFile } from "node:fs/promises";
import { EdnError, GrowingList, isVector, readEdn, SharedVector, Tagged } from "../edn.ts";
import { HistoryError, readHistory, toOperation, type Operation } from "../history.ts";
import { CompactReader } from "../reads/compact.ts";
import { ReadBook } from "../reads/read-book.ts";
import { ADD_NAMES } from "../workloads/index.ts";
import { isIntegers } from "../workloads/workload.ts";

export type ReadingProgress = (doneBytes: number, allBytes: number) => void;

interface ReadingOptions {
  /** A key for each process: the same for those whose reads are like each other. */
  readonly nodeOf?: (process: number) => number;
  readonly progress?: ReadingProgress | undefined;
}

const GZIP_MAGIC = [0x1f, 0x8b];

const CHUNK_BYTES = 1024 * 1024;

/** Throws EdnError where it is no EDN, HistoryError where it is no operation. */
export async function readHistoryFile(
  path: string,
  { nodeOf = (process) => process, progress }: ReadingOptions = {},
): Promise<readonly Operation[]> {
  const reader = new HistoryReader(nodeOf);
  try {
    for await (const line of linesOf(path, progress)) reader.add(line);
    return reader.operations;
  } catch (error) {
    if (!(error instanceof EdnError)) throw error;
    // One that is not a line an operation, or is no EDN: then this says where.
    const short = new HistoryReader(nodeOf);
    for (const operation of readHistory(withoutMark(await readFile(path)))) short.take(operation);
    return short.operations;
  }
}

async function* linesOf(path: string, progress?: ReadingProgress): AsyncGenerator<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(CHUNK_BYTES);
    let parts: string[] = [];
    for (let done = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      if (done === 0 && GZIP_MAGIC.every((byte, place) => buffer[place] === byte)) {
        throw new HistoryError("it is compressed; unpack it with gunzip");
      }
      done += bytesRead;
      progress?.(done, size);
      const text = decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
      const [first = "", ...lines] = text.split("\n");
      parts.push(first);
      for (const line of lines) {
        yield parts.join("");
        parts = [line];
      }
    }
    yield parts.join("") + decoder.decode();
  } finally {
    await file.close();
  }
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Some editors put it before a text. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  const hasMark = BYTE_ORDER_MARK.every((byte, place) => bytes[place] === byte);
  return hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

/** Shorter lines are parsed as quickly as compared. */
const LONG_LENGTH = 2000;

/** As far as a list may begin in a line. */
const HEAD_LENGTH_AT_MOST = 500;

/** The start of a read of one process. */
const HEAD = /^\{[^"]*:process (\d+),?\s[^"]*:value \[$/u;

const INTEGERS = /^[-\d\s]*$/u;

/** The list that a process read last. */
interface Known {
  /** Without the bracket at its end. */
  readonly text: string;
  readonly list: GrowingList;
}

class HistoryReader {
  readonly operations: Operation[] = [];
  readonly #nodeOf: (process: number) => number;
  readonly #book = new ReadBook();
  readonly #compact = new CompactReader(this.#book);
  readonly #known = new Map<number, Known>();
  /** Whether it is a set that is read: its clients add values. Undefined before that is known. */
  #isSet: boolean | undefined;
  /** The places of operations that came before that was known. */
  #early: number[] = [];

  constructor(nodeOf: (process: number) => number) {
    this.#nodeOf = nodeOf;
  }

  add(line: string): void {
    const long = line.length < LONG_LENGTH ? undefined : this.#readLong(line);
    if (long !== undefined) {
      this.take(long);
      return;
    }
    if (line.trim() === "") return;
    const form = readEdn(line);
    for (const item of isVector(form) ? form : [form]) {
      this.take(toOperation(item, this.operations.length));
    }
  }

  take(operation: Operation): void {
    const { process, f, value } = operation;
    const place = this.operations.push(operation) - 1;
    if (typeof process !== "number") return;
    const isCompact = value instanceof Tagged;
    if (this.#isSet === undefined && (f !== "read" || isCompact)) {
      this.#isSet = isCompact || ADD_NAMES.has(f);
      for (const early of this.#early) this.#keep(early);
      this.#early = [];
    }
    if (this.#isSet === undefined) this.#early.push(place);
    else this.#keep(place);
  }

  #keep(place: number): void {
    const operation = this.operations[place];
    if (operation === undefined || this.#isSet !== true) return;
    const { process, f, type, value, index } = operation;
    if (ADD_NAMES.has(f)) this.#book.noteAdd(type, value);
    if (f !== "read" || type !== "ok" || typeof process !== "number") return;
    const read = this.#compact.read(value, index) ?? this.#book.keep(this.#nodeOf(process), value);
    if (read !== undefined) this.operations[place] = { ...operation, value: null, read };
  }

  /** Undefined for what is not plainly a read of many integers. */
  #readLong(line: string): Operation | undefined {
    const start = line.indexOf("[");
    const head = line.slice(0, Math.min(start + 1, HEAD_LENGTH_AT_MOST));
    const process = HEAD.exec(head)?.[1];
    if (process === undefined) return undefined;
    const node = this.#nodeOf(Number(process));
    const end = line.indexOf("]", start);
    const known = this.#known.get(node);
    const isNext = known !== undefined && line.startsWith(known.text, start);
    const rest = line.slice(isNext ? start + known.text.length : start + 1, end);
    if (isNext && rest !== "" && !rest.startsWith(" ")) return undefined;
    if (end < 0 || !INTEGERS.test(rest)) return undefined;
    const operation = toOperation(readEdn(head + rest + line.slice(end)), this.operations.length);
    if (!isIntegers(operation.value)) return undefined;
    const list = isNext ? known.list : new GrowingList([]);
    for (const item of operation.value) list.items.push(item);
    this.#known.set(node, { text: line.slice(start, end), list });
    return { ...operation, value: new SharedVector(list, list.items.length) };
  }
}
