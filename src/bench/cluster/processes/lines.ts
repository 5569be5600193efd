/**
 * Cuts what a node writes into lines, however the pipe cut it into chunks. Stricter than a node's own
 * reader (src/node/stdio/lines.ts): a blank line is a line, and a last one without an end is not.
 */

/** The longest line that is processed: a read of some millions of values. */
export const LINE_BYTES_AT_MOST: number = 64 * 1024 * 1024;

const LINE_FEED = 10;

/** More than is shown of a line. */
const BEGINNING_BYTES = 1024;

export class LineSplitter {
  readonly #received: (line: string) => void;
  readonly #tooLong: (beginning: string) => void;
  /** What came after the last line feed. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;

  /**
   * Calls `received` with each line, without its line feed, and `tooLong` when one passes
   * LINE_BYTES_AT_MOST, with its beginning; what came of it is then forgotten.
   */
  constructor(received: (line: string) => void, tooLong: (beginning: string) => void) {
    this.#received = received;
    this.#tooLong = tooLong;
  }

  /** How much came after the last line feed. */
  get restBytes(): number {
    return this.#pieceBytes;
  }

  /** What came after the last line feed. */
  get rest(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  /** Takes the next bytes, which must stay as they are. */
  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      if (end < 0) break;
      if (this.#pieceBytes === 0) this.#received(chunk.utf8Slice(start, end));
      else this.#receivePieces(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes <= LINE_BYTES_AT_MOST) return;
    this.#tooLong(this.#beginning());
    this.#forget();
  }

  #beginning(): string {
    return Buffer.concat(this.#pieces).utf8Slice(0, BEGINNING_BYTES);
  }

  #receivePieces(last: Buffer): void {
    this.#pieces.push(last);
    const line = this.rest;
    this.#forget();
    this.#received(line);
  }

  #forget(): void {
    this.#pieces = [];
    this.#pieceBytes = 0;
  }
}
