/** Makes messages.svg and latency.svg of a run. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countLines, firstLines } from "../view/journal-lines.ts";
import { readJournal } from "../view/model/events.ts";
import { type RunRecord } from "../view/model/record.ts";
import { makeRun, type Run } from "../view/model/run.ts";
import { latencySvg } from "../view/svg/latency.ts";
import { messagesSvg } from "../view/svg/messages.ts";
import { UsageError } from "./option-values.ts";
import { type Recorded } from "./write-report.ts";

export interface PicturesWanted {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** As JSON. */
  readonly value?: string | undefined;
}

/** Their paths. */
export interface PicturesMade {
  /** Undefined without a journal. */
  readonly messages: string | undefined;
  /** Undefined if no value was broadcast. */
  readonly latency: string | undefined;
}

/**
 * Of a long journal the beginning is enough for the events that messages.svg shows by itself, some
 * 200 bytes each: to read it all would keep a person waiting.
 */
const BEGINNING_BYTES = 4_000_000;

/** Makes both as they are without further wishes. */
export function writeStandardPictures({ record, journal }: Recorded, home: string): PicturesMade {
  const beginning = journal && firstLines(journal, BEGINNING_BYTES);
  const leftOut = journal && beginning ? countLines(journal.subarray(beginning.length)) : 0;
  return writeAll(runOf(record, beginning, leftOut), {}, home);
}

/** Writes them to `home`, which need not exist. Throws a UsageError if no message carried the value. */
export function writePictures(
  { record, journal }: Recorded,
  { value: given, ...range }: PicturesWanted,
  home: string,
): PicturesMade {
  const run = runOf(record, journal);
  const value = given === undefined ? undefined : run.values.find(given);
  if (given !== undefined && value === undefined) {
    throw new UsageError(`--value: no message or read of this run has ${given}`);
  }
  const name = given === undefined ? "messages.svg" : `messages-${fileText(given)}.svg`;
  return writeAll(run, { ...range, value }, home, name);
}

function runOf(record: RunRecord, journal: Uint8Array | undefined, leftOut = 0): Run {
  if (journal === undefined) return makeRun(record);
  return makeRun(record, (sink) => {
    readJournal(new TextDecoder().decode(journal), sink);
    sink.leftOut(leftOut);
  });
}

/** A value as a part of a file's name. */
function fileText(value: string): string {
  return value.replaceAll(/[^\w.-]+/gu, "_").slice(0, 50);
}

function writeAll(
  run: Run,
  wanted: Parameters<typeof messagesSvg>[1],
  home: string,
  name = "messages.svg",
): PicturesMade {
  mkdirSync(home, { recursive: true });
  return {
    messages: run.messages && write(home, name, messagesSvg(run, wanted)),
    latency: hasLatencies(run) ? write(home, "latency.svg", latencySvg(run)) : undefined,
  };
}

function hasLatencies({ record }: Run): boolean {
  return record.values.texts.length > 0;
}

function write(home: string, name: string, content: string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}
