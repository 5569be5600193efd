/**
 * history.edn and history.txt, written as the operations come. In full they are Maelstrom's. In the
 * compact form a read of a set is kept as what is new in it (../reads/compact.ts).
 */

import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { toEdnLine, toTextLine, type Operation } from "../history.ts";
import { type TestOptions } from "../options.ts";
import { CompactWriter } from "../reads/compact.ts";
import { WORKLOADS } from "../workloads/index.ts";

export const HISTORY_FORMS = ["full", "compact", "none"] as const;
export type HistoryForm = (typeof HISTORY_FORMS)[number];

const NOTED_BYTES = 1e9;

/** What to say, before it begins, of a run that will write more than 1 GB of history; else nothing. */
export function noteOnSize(form: HistoryForm, test: TestOptions): string[] {
  const { workload, rate, timeLimitSeconds } = test;
  if (form !== "full" || WORKLOADS[workload].adds === undefined) return [];
  // Half of the operations are reads, which show half of the other half on average, in two files.
  const values = (rate * timeLimitSeconds) / 2;
  const bytes = values * values * (1 + Math.ceil(Math.log10(values + 1)));
  if (bytes <= NOTED_BYTES) return [];
  const size = (bytes / 1e9).toFixed(1);
  return [
    `This test will write some ${size} GB of history, since each read is written in full. ` +
      "--history compact writes what is new in each.",
  ];
}

export class HistoryFiles {
  readonly #form: HistoryForm;
  readonly #edn: Lines | undefined;
  readonly #text: Lines | undefined;
  readonly #compact = new CompactWriter();

  constructor(folder: string, form: HistoryForm) {
    this.#form = form;
    if (form === "none") return;
    this.#edn = new Lines(join(folder, "history.edn"));
    this.#text = new Lines(join(folder, "history.txt"));
  }

  /** Notes an operation: with its value as it came, and as the bench keeps it. */
  note(operation: Operation, kept: Operation): void {
    if (this.#form === "none") return;
    const written = this.#form === "full" ? operation : this.#compact.toWritten(kept);
    this.#edn?.add(toEdnLine(written));
    this.#text?.add(toTextLine(written));
  }

  close(): void {
    this.#edn?.close();
    this.#text?.close();
  }
}

/** A write a line would cost more than to make the line. */
const BATCH_CHARACTERS = 1024 * 1024;

class Lines {
  readonly #file: number;
  #lines: string[] = [];
  #length = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  add(line: string): void {
    this.#lines.push(line, "\n");
    this.#length += line.length;
    if (this.#length > BATCH_CHARACTERS) this.#write();
  }

  close(): void {
    this.#write();
    closeSync(this.#file);
  }

  #write(): void {
    writeSync(this.#file, this.#lines.join(""));
    this.#lines = [];
    this.#length = 0;
  }
}
