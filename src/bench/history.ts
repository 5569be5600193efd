/**
 * A history: what the clients asked, what they got, and what the nemesis did, in order. Jepsen
 * stores it as history.edn, one operation a line, and for people as history.txt.
 */

import {
  EdnMap,
  Keyword,
  Tagged,
  displayEdn,
  isVector,
  readAllEdn,
  writeEdn,
  type Edn,
  type EdnEntry,
} from "./edn.ts";
import { type SetRead } from "./reads/read-book.ts";

export const OPERATION_TYPES = ["invoke", "ok", "fail", "info"] as const;

/**
 * `invoke` begins an operation of a client. It completes as `ok` (it happened), `fail` (it did
 * not and will not) or `info` (nobody knows). The nemesis only ever writes `info`.
 */
export type OperationType = (typeof OPERATION_TYPES)[number];

export interface Operation {
  /** Its place in the history, from 0. */
  readonly index: number;
  /** Since the start of the test, in nanoseconds; −1 if the history doesn't say. */
  readonly timeNs: number;
  readonly type: OperationType;
  /** A client's number, or "nemesis". */
  readonly process: number | string;
  /** What is done: "broadcast", "read", "echo", "start-partition", … */
  readonly f: string;
  readonly value: Edn;
  /** What a read of a set showed, if it was kept in short; `value` is null then. */
  readonly read?: SetRead;
  /** It is one of the reads after the end of the load. */
  readonly isFinal?: boolean;
  /** Java's description of an exception, where the answer of a node was malformed. */
  readonly exception?: Edn;
  /** `:net-timeout`, `[:crash "text"]`, … */
  readonly error?: Edn;
  /** Unknown keys, kept so that they are written as they were read. */
  readonly others?: readonly EdnEntry[];
}

export interface History {
  readonly operations: readonly Operation[];
  /**
   * For the completion at each place in `operations` the place of its invocation, and for an
   * invocation that of its completion; −1 where there is none, as for an operation that was
   * outstanding when the test ended, and for the nemesis.
   */
  readonly counterparts: Int32Array;
}

/** The error for a history that makes no sense. It names the operation and what is wrong. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
}

export function isClient(operation: Operation): boolean {
  return typeof operation.process === "number";
}

/**
 * Pairs invocations and completions by process. An invocation that never completes is fine.
 * Throws HistoryError where Jepsen would throw: at a completion of nothing, at a second invocation
 * while the first is outstanding, and when the index does not grow.
 */
export function toHistory(operations: readonly Operation[]): History {
  const counterparts = new Int32Array(operations.length).fill(-1);
  const outstanding = new Map<number | string, number>();
  let previousIndex = -1;
  for (const [place, operation] of operations.entries()) {
    if (operation.index <= previousIndex) {
      throw new HistoryError(`The index does not grow: ${writeShort(operation)}`);
    }
    previousIndex = operation.index;
    if (!isClient(operation)) continue;
    const invocation = outstanding.get(operation.process);
    if (operation.type === "invoke") {
      if (invocation !== undefined) {
        throw new HistoryError(`Process ${operation.process} is busy: ${writeShort(operation)}`);
      }
      outstanding.set(operation.process, place);
    } else {
      if (invocation === undefined || operations[invocation]?.f !== operation.f) {
        throw new HistoryError(`A completion without an invocation: ${writeShort(operation)}`);
      }
      outstanding.delete(operation.process);
      counterparts[place] = invocation;
      counterparts[invocation] = place;
    }
  }
  return { operations, counterparts };
}

/**
 * Reads a history.edn: one map an operation, one after the other or all in one vector.
 * Throws EdnError where it is no EDN, HistoryError where it is no operation.
 */
export function readHistory(source: string | Uint8Array): Operation[] {
  const operations: Operation[] = [];
  for (const form of readAllEdn(source)) {
    for (const item of isVector(form) ? form : [form]) {
      operations.push(toOperation(item, operations.length));
    }
  }
  return operations;
}

/** Throws HistoryError where a form is no operation; `place` is its index where it has none. */
export function toOperation(form: Edn, place: number): Operation {
  const map = form instanceof Tagged ? form.value : form;
  if (!(map instanceof EdnMap)) throw new HistoryError(`No operation: ${shorten(writeEdn(form))}`);
  const process = map.get("process");
  const name = typeof process === "number" ? process : keywordName(process);
  const type = OPERATION_TYPES.find((known) => known === keywordName(map.get("type")));
  const f = keywordName(map.get("f"));
  const [index, timeNs] = [map.get("index") ?? place, map.get("time") ?? -1];
  if (name === undefined || type === undefined || f === undefined) {
    throw new HistoryError(
      `No operation, without :process, :type or :f: ${shorten(writeEdn(form))}`,
    );
  }
  if (typeof index !== "number" || typeof timeNs !== "number") {
    throw new HistoryError(`:index and :time must be numbers: ${shorten(writeEdn(form))}`);
  }
  const value = map.get("value") ?? null;
  return { index, timeNs, type, process: name, f, value, ...moreOf(map) };
}

type MoreOfOperation = Pick<Operation, "isFinal" | "exception" | "error" | "others">;

/** What comes after the six keys that every operation has. */
function moreOf(map: EdnMap): MoreOfOperation {
  let more: MoreOfOperation = {};
  for (const [key, value] of map.entries) {
    const name = keywordName(key);
    if (name !== undefined && EVERY_KEY.has(name)) continue;
    if (name === "final?" && value === true) more = { ...more, isFinal: true };
    else if (name === "exception") more = { ...more, exception: value };
    else if (name === "error") more = { ...more, error: value };
    else more = { ...more, others: [...(more.others ?? []), [key, value]] };
  }
  return more;
}

const EVERY_KEY: ReadonlySet<string> = new Set(["index", "time", "type", "process", "f", "value"]);

function keywordName(value: Edn | undefined): string | undefined {
  return value instanceof Keyword ? value.name : undefined;
}

/** An operation as Jepsen's map, its keys in Jepsen's order. */
export function toEdn(operation: Operation): EdnMap {
  const { index, timeNs, type, process, f } = operation;
  const entries: EdnEntry[] = [
    [Keyword.of("index"), index],
    [Keyword.of("time"), timeNs],
    [Keyword.of("type"), Keyword.of(type)],
    [Keyword.of("process"), processToEdn(process)],
    [Keyword.of("f"), Keyword.of(f)],
    [Keyword.of("value"), valueOf(operation)],
  ];
  if (operation.isFinal) entries.push([Keyword.of("final?"), true]);
  if (operation.exception !== undefined) {
    entries.push([Keyword.of("exception"), operation.exception]);
  }
  if (operation.error !== undefined) entries.push([Keyword.of("error"), operation.error]);
  return new EdnMap([...entries, ...(operation.others ?? [])]);
}

function processToEdn(process: number | string): Edn {
  return typeof process === "number" ? process : Keyword.of(process);
}

/** The value, also of a read that was kept in short. */
export function valueOf({ value, read }: Operation): Edn {
  return read === undefined ? value : read.toEdn();
}

/** A line of history.edn, without the newline. */
export function toEdnLine(operation: Operation): string {
  return writeEdn(toEdn(operation));
}

/** A line of history.txt, without the newline: process, type, f, value and, if any, the error. */
export function toTextLine(operation: Operation): string {
  const { type, process, f, error } = operation;
  const value = writeEdn(valueOf(operation));
  const columns = [writeEdn(processToEdn(process)), `:${type}`, `:${f}`, value];
  if (error !== undefined && error !== null && error !== false) columns.push(displayEdn(error));
  return columns.join("\t");
}

function writeShort(operation: Operation): string {
  return shorten(toEdnLine(operation));
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
