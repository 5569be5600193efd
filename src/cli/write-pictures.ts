/** Makes messages.svg and latency.svg of a folder of the store. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../view/model/events.ts";
import { makeRun, type Run } from "../view/model/run.ts";
import { recordOf, type RecordInput } from "../view/record/record.ts";
import { latencySvg } from "../view/svg/latency.ts";
import { messagesSvg } from "../view/svg/messages.ts";
import { UsageError } from "./option-values.ts";

export interface PicturesWanted {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** As JSON. */
  readonly value: string | undefined;
}

/**
 * Writes them to `home`, which need not exist, and returns a line for each: its path, or why there
 * is none. Throws a UsageError if no message carried the value.
 */
export function writePictures(
  folder: string,
  input: RecordInput,
  { value: given, ...range }: PicturesWanted,
  home: string,
): string[] {
  const journalPath = join(folder, "journal.jsonl");
  const journal = existsSync(journalPath) ? readFileSync(journalPath, "utf8") : undefined;
  const run = makeRun(
    recordOf(input),
    journal === undefined ? undefined : (sink) => readJournal(journal, sink),
  );
  const value = given === undefined ? undefined : run.values.find(given);
  if (given !== undefined && value === undefined) {
    throw new UsageError(`--value: no message and no read of this run has ${given}`);
  }
  mkdirSync(home, { recursive: true });
  return [
    run.messages === undefined
      ? "no messages.svg: it needs a journal.jsonl, which eddy test writes and Maelstrom does not"
      : write(home, "messages.svg", messagesSvg(run, { ...range, value })),
    hasLatencies(run)
      ? write(home, "latency.svg", latencySvg(run))
      : "no latency.svg: no value was broadcast",
  ];
}

function hasLatencies({ record }: Run): boolean {
  return record.values.texts.length > 0;
}

function write(home: string, name: string, content: string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}
