/**
 * What nodes say to each other about values, and the one place where it is checked. tree/README.md
 * has an example of each message. Unknown keys are ignored; a message with a wrong value under a
 * known key is refused as a whole with error 12.
 */

import { malformed } from "../../node/errors.ts";
import { type Body } from "../../node/message.ts";
import { checkText, isExact, toValue, type Value } from "../values.ts";
import { type Count } from "./origin.ts";

/** Values of one origin with consecutive indexes: `["n3", incarnation, first, [value, …]]`. */
export interface Run {
  readonly name: string;
  readonly incarnation: number;
  readonly first: number;
  readonly values: readonly Value[];
}

/** How far a node has the journal of the other side: `[incarnation, position]`. */
export interface Ack {
  readonly incarnation: number;
  readonly position: number;
}

/**
 * The clock of the other side when it sent its latest message, and how long ago that came:
 * `[clockMs, heldMs]`. So any answer tells its receiver a round trip (RFC 7323, section 4).
 */
export interface Echo {
  readonly clockMs: number;
  readonly heldMs: number;
}

/** What pushes and digests begin with. */
export interface Heading {
  /** The sender's, which names its journal; `of` on the wire. */
  readonly incarnation: number;
  /** The sender's clock, in whole milliseconds; `ms` on the wire. */
  readonly clockMs: number;
  /** The sender, its parent, and so on up to the root. */
  readonly path: readonly string[];
}

/** Whoever has everything before `from`, and gets these runs, has everything up to `to`. */
export interface Push extends Heading {
  readonly from: number;
  readonly to: number;
  readonly runs: readonly Run[];
  readonly ack?: Ack | undefined;
  readonly echo?: Echo | undefined;
  /** An answer is wanted now. */
  readonly ask: boolean;
  /** Something before the last push is missing: send again what is not acknowledged. */
  readonly gap: boolean;
  /** The receiver's path leads here, but there is no place for it: it gets no values. */
  readonly full: boolean;
  /** The `id` of the digest that this answers; `re` on the wire. */
  readonly answers?: number | undefined;
  /** What the sender has, now and then: the receiver finds out whether one of them is mistaken. */
  readonly counts?: readonly Count[] | undefined;
}

/** A list of what the sender has: the answer brings what it lacks. */
export interface Digest extends Heading {
  /** A number that the answer repeats. */
  readonly id: number;
  /** The position in the sender's journal up to which the counts include everything. */
  readonly at: number;
  readonly counts: readonly Count[];
  /** Values that the other side probably lacks. */
  readonly runs: readonly Run[];
}

/** More values are sent in several messages; a message with more is refused. */
export const VALUES_AT_MOST = 20_000;
const RUNS_AT_MOST = VALUES_AT_MOST;
export const COUNTS_AT_MOST = 20_000;
export const PATH_AT_MOST = 100;

export type IsNode = (name: string) => boolean;

/** A push whose runs are already text: they are the same for many links. */
export function pushText(push: Omit<Push, "runs">, runs: readonly string[]): string {
  const { incarnation, clockMs, from, to, path, ack, echo, ask, gap, full, answers, counts } = push;
  let text = `{"type":"push","of":${incarnation},"ms":${clockMs},"from":${from},"to":${to},"path":${pathText(path)}`;
  if (ack !== undefined) text += `,"ack":[${ack.incarnation},${ack.position}]`;
  if (echo !== undefined) text += `,"echo":[${echo.clockMs},${echo.heldMs}]`;
  if (ask) text += ',"ask":true';
  if (gap) text += ',"gap":true';
  if (full) text += ',"full":true';
  if (answers !== undefined) text += `,"re":${answers}`;
  if (counts !== undefined) text += `,"counts":${countsText(counts)}`;
  if (runs.length > 0) text += `,"runs":[${runs.join()}]`;
  return `${text}}`;
}

export function digestText(digest: Omit<Digest, "runs">, runs: readonly string[]): string {
  const { incarnation, clockMs, id, at, path, counts } = digest;
  const text = `{"type":"digest","of":${incarnation},"ms":${clockMs},"id":${id},"at":${at},"path":${pathText(path)},"counts":${countsText(counts)}`;
  return runs.length === 0 ? `${text}}` : `${text},"runs":[${runs.join()}]}`;
}

function countsText(counts: readonly Count[]): string {
  const list = counts.map(({ name, incarnation, count, ahead }) => {
    const text = `[${JSON.stringify(name)},${incarnation},${count}`;
    return ahead === undefined ? `${text}]` : `${text},${ahead}]`;
  });
  return `[${list.join()}]`;
}

/** Values that are no integers travel as strings that hold their JSON, so that none is rounded. */
export function runText({ name, incarnation, first, values }: Run): string {
  return `[${JSON.stringify(name)},${incarnation},${first},[${values.map(valueText).join()}]]`;
}

/** What `readValue` reads. */
export function valueText(value: Value): string {
  return typeof value === "number" ? `${value}` : JSON.stringify(value);
}

export function parsePush(body: Body, isNode: IsNode): Push {
  const from = readCount(body, "from");
  const to = readCount(body, "to");
  if (to < from) throw malformed("to must not be before from");
  return {
    incarnation: readCount(body, "of"),
    clockMs: readCount(body, "ms"),
    from,
    to,
    path: readPath(body, isNode),
    runs: readRuns(body["runs"], isNode),
    ack: readAck(body["ack"]),
    echo: readEcho(body["echo"]),
    ask: body["ask"] === true,
    gap: body["gap"] === true,
    full: body["full"] === true,
    answers: body["re"] === undefined ? undefined : readCount(body, "re"),
    counts: body["counts"] === undefined ? undefined : readCounts(body["counts"], isNode),
  };
}

export function parseDigest(body: Body, isNode: IsNode): Digest {
  return {
    incarnation: readCount(body, "of"),
    clockMs: readCount(body, "ms"),
    id: readCount(body, "id"),
    at: readCount(body, "at"),
    path: readPath(body, isNode),
    counts: readCounts(body["counts"], isNode),
    runs: readRuns(body["runs"], isNode),
  };
}

export function pathText(path: readonly string[]): string {
  return JSON.stringify(path);
}

export function readPath(body: Body, isNode: IsNode): readonly string[] {
  const path = body["path"];
  const isPath =
    Array.isArray(path) &&
    path.length > 0 &&
    path.length <= PATH_AT_MOST &&
    path.every((name: unknown) => typeof name === "string" && isNode(name));
  if (!isPath) throw malformed(`path must be a list of 1 to ${PATH_AT_MOST} nodes`);
  return path;
}

function readAck(ack: unknown): Ack | undefined {
  if (ack === undefined) return undefined;
  if (!Array.isArray(ack) || !isCount(ack[0]) || !isCount(ack[1])) {
    throw malformed("ack must be [incarnation, position]");
  }
  return { incarnation: ack[0], position: ack[1] };
}

function readEcho(echo: unknown): Echo | undefined {
  if (echo === undefined) return undefined;
  if (!Array.isArray(echo) || !isCount(echo[0]) || !isCount(echo[1])) {
    throw malformed("echo must be [clockMs, heldMs]");
  }
  return { clockMs: echo[0], heldMs: echo[1] };
}

function readCounts(counts: unknown, isNode: IsNode): readonly Count[] {
  if (!Array.isArray(counts) || counts.length > COUNTS_AT_MOST) {
    throw malformed(`counts must be a list of at most ${COUNTS_AT_MOST}`);
  }
  return counts.map((count: unknown) => readOriginCount(count, isNode));
}

function readRuns(runs: unknown, isNode: IsNode): readonly Run[] {
  if (runs === undefined) return [];
  if (!Array.isArray(runs) || runs.length > RUNS_AT_MOST) {
    throw malformed(`runs must be a list of at most ${RUNS_AT_MOST}`);
  }
  let room = VALUES_AT_MOST;
  return runs.map((run: unknown) => {
    const parsed = readRun(run, isNode);
    room -= parsed.values.length;
    if (room < 0) throw malformed(`there must be at most ${VALUES_AT_MOST} values`);
    return parsed;
  });
}

/** Throws error 12 if it is malformed. */
export function readRun(run: unknown, isNode: IsNode): Run {
  if (!Array.isArray(run)) throw malformed("a run must be [name, incarnation, first, values]");
  const [name, incarnation, first, values]: unknown[] = run;
  if (typeof name !== "string" || !isNode(name)) throw malformed("a run must be of a node");
  if (!isCount(incarnation) || !isCount(first) || !Array.isArray(values)) {
    throw malformed("a run must be [name, incarnation, first, values]");
  }
  // Of each value, since a value may be passed on without the ones before it.
  if (first + values.length > INDEX_AT_MOST) throw malformed(`indexes go to ${INDEX_AT_MOST}`);
  return { name, incarnation, first, values: values.map(readValue) };
}

/** A value as it travels: an integer, or a text that holds its JSON. */
export function readValue(value: unknown): Value {
  if (typeof value === "number" && isExact(value)) return value;
  if (typeof value !== "string") throw malformed("a value must be an integer or a text of JSON");
  checkText(value);
  try {
    JSON.parse(value);
  } catch {
    throw malformed("a value's text must be JSON");
  }
  return toValue(value);
}

function readOriginCount(entry: unknown, isNode: IsNode): Count {
  const [name, incarnation, count, ahead]: unknown[] = Array.isArray(entry) ? entry : [];
  const isNamed = typeof name === "string" && isNode(name);
  if (!isNamed || !isCount(incarnation) || !isCount(count) || !isOptionalCount(ahead)) {
    throw malformed("a count must be [name, incarnation, count, ahead]");
  }
  if (count > INDEX_AT_MOST) {
    throw malformed(`indexes go to ${INDEX_AT_MOST}`);
  }
  return { name, incarnation, count, ahead };
}

/** Indexes are kept in 32 bits. */
const INDEX_AT_MOST = 2 ** 30;

export function readCount(body: Body, key: string): number {
  const count = body[key];
  if (!isCount(count)) throw malformed(`${key} must be an integer from 0`);
  return count;
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isOptionalCount(value: unknown): value is number | undefined {
  return value === undefined || isCount(value);
}
