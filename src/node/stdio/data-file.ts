/**
 * The disk of a node: a file to which lines are appended (data-lines.ts). The records of a whole chunk
 * of input become one line, with one write and one fdatasync, before anything is said that relies on
 * them. Its first line, the title, says whose it is.
 *
 * SQLite, which Bun has built in, was measured beside it: in WAL mode with synchronous=FULL a value
 * costs 0.88 µs of CPU in commits of 650 values, the file 0.55. One at a time both cost 150 µs of CPU,
 * nearly all of it the kernel's, and 3 ms until the disk has it. And SQLite has no checksums for what
 * is no longer in its log, so it would not notice a damaged value.
 */

import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { type Found, lineOf, PREFIX_BYTES, readLine, writeLine } from "./data-lines.ts";
import { makeFolder, syncFolder } from "./folders.ts";
import { lock } from "./lock.ts";
import { checkTitle, type Title, titleText } from "./title.ts";

/** Between records of one line. They have no control characters. */
const SEPARATOR = "\t";

/** Records are written by themselves when they are more than this, as when a node only listens. */
const WAITING_CHARACTERS_AT_MOST = 1024 * 1024;

/** A larger line gets a buffer of its own. */
const KEPT_BYTES = 256 * 1024;

const BYTES_PER_UNIT_AT_MOST = 3;

/** A file of a mere title has no more blocks than that needs. Most file systems have this size. */
const BLOCK_BYTES = 4096;

/** What the file needs of the system. Tests let it fail. */
export interface System {
  write(fileDescriptor: number, bytes: Uint8Array): number;
  sync(fileDescriptor: number): void;
  syncFolder(path: string): void;
}

const SYSTEM: System = { write: writeSync, sync: fdatasyncSync, syncFolder };

/** The file cannot be used as it is, and was left alone. */
export class BrokenData extends Error {
  override readonly name = "BrokenData";
}

export class DataFile {
  readonly #path: string;
  readonly #system: System;
  readonly #fileDescriptor: number;
  /** Reused. */
  readonly #buffer = Buffer.allocUnsafeSlow(KEPT_BYTES);
  #waiting = "";
  /** The length of what is on disk. */
  #syncedBytes = 0;
  /** What was not written is gone from memory, so no later call may succeed. */
  #failure: Error | undefined;

  /**
   * Opens or makes the file, and hands `restore` each record. `warn` hears what was not written to its
   * end and so cut off. Throws an Error that says what is wrong; then nothing else has changed.
   */
  static open(
    path: string,
    title: Title,
    restore: (record: string) => void,
    warn: (text: string) => void,
    system: Partial<System> = {},
  ): DataFile {
    const folders = makeFolder(dirname(path));
    if (!lock(`${path}.lock`)) throw new BrokenData(`${path} is in use by another node`);
    const isNew = !existsSync(path);
    const fileDescriptor = openSync(path, "a+");
    const file = new DataFile(path, fileDescriptor, { ...SYSTEM, ...system });
    try {
      file.#load(title, restore, warn, isNew);
      for (const folder of folders) file.#system.syncFolder(folder);
    } catch (error) {
      closeSync(fileDescriptor);
      throw error;
    }
    return file;
  }

  private constructor(path: string, fileDescriptor: number, system: System) {
    this.#path = path;
    this.#fileDescriptor = fileDescriptor;
    this.#system = system;
  }

  /** Takes a record, which `commit` writes. Throws like it where that much waits, or it threw before. */
  append(record: string): void {
    this.#checkWhole();
    this.#waiting = this.#waiting === "" ? record : `${this.#waiting}${SEPARATOR}${record}`;
    if (this.#waiting.length > WAITING_CHARACTERS_AT_MOST) this.commit();
  }

  /** Returns when all records are on disk. Throws if they cannot be written, and from then on always. */
  commit(): void {
    this.#checkWhole();
    const text = this.#waiting;
    if (text === "") return;
    this.#waiting = "";
    const bytesAtMost = PREFIX_BYTES + text.length * BYTES_PER_UNIT_AT_MOST + 1;
    if (bytesAtMost > this.#buffer.length) this.#write(lineOf(text));
    else this.#write(this.#buffer.subarray(0, writeLine(text, this.#buffer)));
  }

  close(): void {
    closeSync(this.#fileDescriptor);
  }

  #checkWhole(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #load(
    title: Title,
    restore: (record: string) => void,
    warn: (text: string) => void,
    isNew: boolean,
  ): void {
    const bytes = readFileSync(this.#path);
    const expected = lineOf(titleText(title));
    // A node whose title was not written to its end had promised nothing yet.
    if (isUnfinished(bytes, expected)) {
      const why =
        bytes.length === 0 ? "it was there but empty" : "its first line was not written to its end";
      if (!isNew) warn(`${this.#path}: begun anew, since ${why}`);
      this.#begin(expected);
      return;
    }
    const first = readLine(bytes, 0);
    const problem = checkTitle(first.kind === "line" ? first.text : undefined, title);
    if (problem !== undefined) throw new BrokenData(`${this.#path} ${problem}`);
    const end = this.#readAll(bytes, endOf(first), restore);
    this.#syncedBytes = end;
    if (end < bytes.length) {
      warn(
        `${this.#path}: cut off its last ${bytes.length - end} bytes, a line that was not written to ` +
          "its end",
      );
      ftruncateSync(this.#fileDescriptor, end);
    }
    this.#syncFound();
  }

  #begin(title: Buffer): void {
    ftruncateSync(this.#fileDescriptor, 0);
    this.#write(title);
  }

  /** An earlier life may have been killed before it synced what it wrote. This one relies on it. */
  #syncFound(): void {
    try {
      this.#system.sync(this.#fileDescriptor);
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  /** Returns where the whole lines end. */
  #readAll(bytes: Buffer, from: number, restore: (record: string) => void): number {
    let start = from;
    while (start < bytes.length) {
      const found = readLine(bytes, start);
      if (found.kind === "torn") return start;
      if (found.kind === "damaged") throw this.#damaged(start, bytes);
      for (const record of found.text.split(SEPARATOR)) this.#restore(record, restore, start);
      start = found.end;
    }
    return start;
  }

  #restore(record: string, restore: (record: string) => void, start: number): void {
    try {
      restore(record);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new BrokenData(
        `${this.#path} has a record at byte ${start} that makes no sense: ${why}`,
      );
    }
  }

  #damaged(start: number, bytes: Buffer): BrokenData {
    return new BrokenData(
      `${this.#path} is damaged at byte ${start} of ${bytes.length}: what stands there is not what was ` +
        "written. Nothing was changed. Put a whole copy of it in its place, or remove it and start " +
        "without its values",
    );
  }

  #write(bytes: Uint8Array): void {
    try {
      let start = 0;
      while (start < bytes.length) {
        start += this.#system.write(this.#fileDescriptor, bytes.subarray(start));
      }
      this.#system.sync(this.#fileDescriptor);
      this.#syncedBytes += bytes.length;
    } catch (error) {
      this.#takeBack();
      this.#failure = this.#unwritable(error);
      throw this.#failure;
    }
  }

  #unwritable(error: unknown): Error {
    const why = error instanceof Error ? error.message : String(error);
    return new Error(`${this.#path} cannot be written: ${why}`, { cause: error });
  }

  /** A later life would take lines for synced that are not. */
  #takeBack(): void {
    try {
      ftruncateSync(this.#fileDescriptor, this.#syncedBytes);
      fsyncSync(this.#fileDescriptor);
    } catch {
      // A disk that fails may refuse this as well. The write's own error says what is wrong.
    }
  }
}

/**
 * Whether a file has nothing but what an interrupted write of its title leaves: a beginning of it, or
 * zeros in the place of blocks that did not reach the disk when the power failed.
 */
function isUnfinished(bytes: Buffer, title: Buffer): boolean {
  if (bytes.length > Math.ceil(title.length / BLOCK_BYTES) * BLOCK_BYTES) return false;
  if (bytes.subarray(0, title.length).equals(title)) return false;
  return bytes.every((byte, index) => byte === 0 || byte === title[index]);
}

function endOf(found: Found): number {
  return found.kind === "line" ? found.end : 0;
}
