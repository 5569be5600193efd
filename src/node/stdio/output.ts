/**
 * Collects lines and writes them in batches, since one write for each line costs twenty times as
 * much. Writing blocks while the reader is slow, so that a stopped reader stops this process
 * instead of filling its memory.
 */

import { writeSync } from "node:fs";

/** A longer batch is written before its end. */
const BATCH_CHARACTERS_AT_MOST = 64 * 1024;

/** A UTF-16 unit takes at most three bytes of UTF-8. */
const BYTES_PER_UNIT_AT_MOST = 3;

/** From this size on a copy costs more than a separate write. */
const LARGE_BYTES = 32 * 1024;

const RETRY_MS = 1;

/** Whether a line with this beginning leaves. */
export type MayLeave = (line: string) => boolean;

export interface OutputOptions {
  /** Called before any bytes are written. It may say which lines still leave, by their beginnings. */
  readonly beforeWrite?: (() => MayLeave | undefined) | undefined;
  readonly batchCharactersAtMost?: number | undefined;
}

export class Output {
  readonly #fileDescriptor: number;
  readonly #closed: (error?: Error) => void;
  /** Reused, since a new buffer for each batch costs a page fault every 4 KiB. */
  readonly #buffer = Buffer.allocUnsafeSlow(4 * BATCH_CHARACTERS_AT_MOST);
  readonly #beforeWrite: (() => MayLeave | undefined) | undefined;
  readonly #batchCharactersAtMost: number;
  #text = "";

  /**
   * Writes to a file descriptor. `closed` is called when nobody reads it any more, and with an
   * error when it cannot be written.
   */
  constructor(
    fileDescriptor: number,
    closed: (error?: Error) => void,
    { beforeWrite, batchCharactersAtMost = BATCH_CHARACTERS_AT_MOST }: OutputOptions = {},
  ) {
    this.#fileDescriptor = fileDescriptor;
    this.#closed = closed;
    this.#beforeWrite = beforeWrite;
    this.#batchCharactersAtMost = batchCharactersAtMost;
  }

  /** Writes lines, the last of which gets its line feed here. */
  write(lines: string): void {
    this.#text = `${this.#text}${lines}\n`;
    if (this.#text.length > this.#batchCharactersAtMost) this.flush();
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    if (bytes.length < LARGE_BYTES) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
      this.write(`${head}${text}${tail}`);
      return;
    }
    this.flush();
    if (this.#beforeWrite?.()?.(head) === false) return;
    this.#writeBytes(Buffer.from(head));
    this.#writeBytes(bytes);
    this.#writeBytes(Buffer.from(`${tail}\n`));
  }

  /** Returns when everything has been written. */
  flush(): void {
    if (this.#text === "") return;
    const mayLeave = this.#beforeWrite?.();
    const text = mayLeave === undefined ? this.#text : selected(this.#text, mayLeave);
    this.#text = "";
    if (text.length * BYTES_PER_UNIT_AT_MOST > this.#buffer.length) {
      this.#writeBytes(Buffer.from(text));
    } else {
      this.#writeBytes(this.#buffer.subarray(0, this.#buffer.write(text)));
    }
  }

  #writeBytes(bytes: Uint8Array): void {
    let start = 0;
    while (start < bytes.length) {
      try {
        start += writeSync(this.#fileDescriptor, bytes, start);
      } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "EAGAIN") Atomics.wait(PAUSE, 0, 0, RETRY_MS);
        else if (code === "EPIPE") return this.#closed();
        else if (code !== "EINTR") return this.#closed(error instanceof Error ? error : undefined);
      }
    }
  }
}

function selected(lines: string, mayLeave: MayLeave): string {
  const all = lines.split("\n").slice(0, -1);
  return all.map((line) => (mayLeave(line) ? `${line}\n` : "")).join("");
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
