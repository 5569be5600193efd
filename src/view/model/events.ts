/**
 * What a network did, event by event, wherever it comes from: the lines of a journal.jsonl, or a
 * run in this very process.
 */

import { isObject } from "../../node/json.ts";

const EVENT_TYPES = ["send", "recv", "drop"] as const;

export interface NetworkEvent {
  /** Since the start of the test. */
  readonly timeMs: number;
  readonly event: (typeof EVENT_TYPES)[number];
  /** The same for all events of one message. */
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  /** Between servers any body is legal, also one without a type: that is an empty text here. */
  readonly type: string;
  /** Of a send, if it was kept: parsed, and as it was written. */
  readonly body?: Body | undefined;
  readonly text?: string | undefined;
}

export type Body = { readonly [key: string]: unknown };

/** Where events go, in their order. */
export interface EventSink {
  note(event: NetworkEvent): void;
  /** So many more events are not there. */
  leftOut(count: number): void;
}

/** Hands on what the lines of a journal.jsonl say. What is no event, as a stump of a line, is not. */
export function readJournal(text: string, sink: EventSink): void {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (end > start) readLine(text.slice(start, end), sink);
    start = end + 1;
  }
}

function readLine(line: string, sink: EventSink): void {
  const fields = parse(line);
  if (!isObject(fields)) return;
  const { time, id, src, dest, type, body, missing } = fields;
  if (fields["event"] === "truncated" && typeof missing === "number") sink.leftOut(missing);
  const event = EVENT_TYPES.find((known) => known === fields["event"]);
  if (event === undefined || typeof time !== "number" || typeof id !== "number") return;
  if (typeof src !== "string" || typeof dest !== "string") return;
  const common = { timeMs: time, event, id, src, dest, type: typeName(type) };
  if (isObject(body)) sink.note({ ...common, body, text: bodyText(line) });
  else sink.note(common);
}

/** A type that is no string is shown as its JSON. */
export function typeName(type: unknown): string {
  if (typeof type === "string") return type;
  return type === null || type === undefined ? "" : JSON.stringify(type);
}

/** The spelling that `JSON.parse` forgets. No key before this one can hold it: quotes are escaped. */
function bodyText(line: string): string {
  return line.slice(line.indexOf('"body":') + '"body":'.length, -1);
}

/** A run that was cut off may leave half a line. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
