/** Cuts a stream of bytes into lines. Lines and characters may span chunks. */

/** The longest line that is processed. */
export const LINE_BYTES_AT_MOST: number = 64 * 1024 * 1024;

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
  /** The bytes of a line that is not complete yet. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
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

  /** Takes the next bytes. They must not change until the line that they belong to ends. */
  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      if (end < 0) break;
      if (this.#isSkipping) this.#isSkipping = false;
      else if (this.#pieceBytes === 0) this.#take(chunk, start, end);
      else this.#takePieces(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length && !this.#isSkipping) this.#keep(chunk.subarray(start));
  }

  /** Takes the end of the input. The last line may lack its line feed. */
  end(): void {
    if (this.#pieceBytes > 0) this.#takePieces(Buffer.alloc(0));
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes <= LINE_BYTES_AT_MOST) return;
    this.#tooLong();
    this.#forget();
    this.#isSkipping = true;
  }

  #takePieces(last: Buffer): void {
    this.#keep(last);
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return;
    }
    const line = Buffer.concat(this.#pieces, this.#pieceBytes);
    this.#forget();
    this.#take(line, 0, line.length);
  }

  #forget(): void {
    this.#pieces = [];
    this.#pieceBytes = 0;
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
