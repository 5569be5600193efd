/** Cuts a stream of bytes into lines. Lines and characters may span chunks. */

/**
 * The longest line that is processed. More than the longest push and the topology of a thousand nodes
 * that are all neighbours. Whatever is in it, to parse it takes less than 300 MiB.
 */
export const LINE_BYTES_AT_MOST: number = 8 * 1024 * 1024;

/** A larger buffer is not kept. */
const KEPT_BYTES_AT_MOST = 1024 * 1024;

const LINE_FEED = 10;
const SPACE = 32;
const BYTE_ORDER_MARK = "\uFEFF";

// A method of Node.js and Bun that their types lack. It takes half the time of `toString`.
declare global {
  interface Buffer {
    utf8Slice(start: number, end: number): string;
  }
}

export class LineReader {
  readonly #received: (line: string) => void;
  readonly #tooLong: () => void;
  /** Begins with the bytes of a line that is not complete yet. */
  #buffer = Buffer.alloc(0);
  #length = 0;
  #isSkipping = false;
  #isFirst = true;

  /**
   * Calls `received` with each line that is not blank, without its line feed, and `tooLong` once
   * for each that is skipped because it has more than LINE_BYTES_AT_MOST bytes.
   */
  constructor(received: (line: string) => void, tooLong: () => void) {
    this.#received = received;
    this.#tooLong = tooLong;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      if (end < 0) break;
      if (this.#isSkipping) this.#isSkipping = false;
      else if (this.#length === 0) this.#take(chunk, start, end);
      else this.#takeRest(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length && !this.#isSkipping) this.#keep(chunk.subarray(start));
  }

  /** Takes the end of the input. The last line may lack its line feed. */
  end(): void {
    if (this.#length > 0) this.#takeRest(Buffer.alloc(0));
  }

  #keep(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > LINE_BYTES_AT_MOST) {
      this.#tooLong();
      this.#forget();
      this.#isSkipping = true;
      return;
    }
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    piece.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  #takeRest(last: Buffer): void {
    this.#keep(last);
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return;
    }
    const length = this.#length;
    this.#length = 0;
    this.#take(this.#buffer, 0, length);
    if (this.#buffer.length > KEPT_BYTES_AT_MOST) this.#forget();
  }

  #forget(): void {
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
  }

  #take(bytes: Buffer, start: number, end: number): void {
    if (end - start > LINE_BYTES_AT_MOST) {
      this.#tooLong();
      return;
    }
    let line = bytes.utf8Slice(start, end);
    if (this.#isFirst) {
      this.#isFirst = false;
      if (line.startsWith(BYTE_ORDER_MARK)) line = line.slice(1);
    }
    // The test of the first character saves a call: messages rarely begin with a space.
    if (line === "" || (line.charCodeAt(0) <= SPACE && line.trim() === "")) return;
    this.#received(line);
  }
}
