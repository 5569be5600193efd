/**
 * The way to a node's standard input: what the pipe does not take at once waits here, up to a limit,
 * and is handed on piece by piece when the node reads again.
 */

import { type FileSink } from "bun";

/**
 * What may wait for one node. One that is paused for ten seconds in a busy cluster has about a
 * megabyte waiting; one that is swamped by a `storm` gets here after some ten seconds.
 */
export const WAITING_BYTES_AT_MOST: number = 64 * 1024 * 1024;

/** Many short strings take several times the memory of their bytes. */
const PIECE_CHARACTERS = 64 * 1024;

/** What ends the use of an input; reported once. */
export type InputTrouble = "closed" | "full";

export class Input {
  readonly #sink: FileSink;
  readonly #failed: (trouble: InputTrouble) => void;
  /** What came last. */
  #text = "";
  /** What came before it, in pieces. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #isWriting = false;
  #isUsable = true;

  /** Calls `failed` when the node has closed its input, or when too much waits for it. */
  constructor(sink: FileSink, failed: (trouble: InputTrouble) => void) {
    this.#sink = sink;
    this.#failed = failed;
  }

  /** Lines that come after trouble, or after `stop`, are lost. */
  write(line: string): void {
    if (!this.#isUsable) return;
    this.#text += `${line}\n`;
    if (!this.#isWriting) void this.#writeOut();
    else if (this.#text.length > PIECE_CHARACTERS) this.#cut();
  }

  stop(): void {
    this.#isUsable = false;
    this.#text = "";
    this.#pieces = [];
  }

  #cut(): void {
    const piece = Buffer.from(this.#text);
    this.#text = "";
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes > WAITING_BYTES_AT_MOST) this.#fail("full");
  }

  async #writeOut(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let next = this.#take(); next !== ""; next = this.#take()) {
        // A promise, for which there is time, only when the pipe is full.
        const written = this.#sink.write(next);
        if (typeof written !== "number") await written;
        const flushed = this.#sink.flush();
        if (typeof flushed !== "number") await flushed;
      }
    } catch {
      if (this.#isUsable) this.#fail("closed");
    }
    this.#isWriting = false;
  }

  /** The first that waits; empty if nothing does. */
  #take(): Buffer | string {
    const piece = this.#pieces.shift();
    if (piece !== undefined) {
      this.#pieceBytes -= piece.length;
      return piece;
    }
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** Later, since the caller that writes a line does not expect an end within that call. */
  #fail(trouble: InputTrouble): void {
    this.stop();
    queueMicrotask(() => this.#failed(trouble));
  }
}
