/**
 * The lines of a data file. Each was synced before the next one was written, so nothing but the last
 * can be incomplete. A line is the length of its text in bytes, its CRC-32, and the text:
 *
 *     0000000d 9c1185a5 {"life":4711}
 *
 * With length and checksum a line that was cut short differs from a line that was damaged.
 */

const LINE_FEED = 10;
const HEX_DIGITS = 8;

/** Length, space, checksum, space. */
export const PREFIX_BYTES: number = 2 * (HEX_DIGITS + 1);

/** Writes a text at the start of `bytes` as a line, and returns the line's length. */
export function writeLine(text: string, bytes: Buffer): number {
  const length = bytes.write(text, PREFIX_BYTES);
  const end = PREFIX_BYTES + length;
  bytes.write(prefixOf(bytes.subarray(PREFIX_BYTES, end)), "latin1");
  bytes[end] = LINE_FEED;
  return end + 1;
}

/** A line in a buffer of its own. */
export function lineOf(text: string): Buffer {
  const bytes = Buffer.alloc(PREFIX_BYTES + Buffer.byteLength(text) + 1);
  writeLine(text, bytes);
  return bytes;
}

/** What lies at a place of a file. */
export type Found =
  | { readonly kind: "line"; readonly text: string; readonly end: number }
  /** What is left of an interrupted write, and then the end of the file. */
  | { readonly kind: "torn" }
  | { readonly kind: "damaged" };

export function readLine(bytes: Buffer, start: number): Found {
  const lineFeed = bytes.indexOf(LINE_FEED, start);
  if (lineFeed >= 0) {
    const content = bytes.subarray(start + PREFIX_BYTES, lineFeed);
    const prefix = bytes.toString("latin1", start, start + PREFIX_BYTES);
    if (prefix === prefixOf(content)) {
      return { kind: "line", text: content.toString(), end: lineFeed + 1 };
    }
  }
  return { kind: isTorn(bytes.subarray(start)) ? "torn" : "damaged" };
}

/**
 * Whether the rest of a file, which does not begin with a whole line, is what is left of an
 * interrupted write: a beginning of its line, or all of it with zeros in the place of some bytes.
 * When the power fails, a file may have got its length but not all blocks, in whatever order.
 */
function isTorn(rest: Buffer): boolean {
  let end = rest.length;
  while (rest[end - 1] === 0) end--;
  const lineFeed = rest.indexOf(LINE_FEED);
  const hasMoreBehind = lineFeed >= 0 && lineFeed + 1 < end;
  const prefix = rest.toString("latin1", 0, Math.min(end, PREFIX_BYTES));
  if (hasMoreBehind || !BEGINNING_OF_PREFIX.test(prefix)) return false;
  if (end === 0 || hasZeros(rest, end)) return true;
  if (lineFeed >= 0) return false;
  const content = rest.subarray(PREFIX_BYTES, end);
  const isShort = end <= PREFIX_BYTES || content.length < Number.parseInt(prefix, 16);
  return isShort || prefix === prefixOf(content);
}

/**
 * Whether zeros stand in a line that ends before `end`. No text has any. But where a whole line
 * stands behind them, or more bytes than the line says, it was synced before those were written.
 */
function hasZeros(rest: Buffer, end: number): boolean {
  const last = rest.lastIndexOf(0, end - 1);
  if (last < 0 || readLine(rest, last + 1).kind === "line") return false;
  const length = rest.toString("latin1", 0, HEX_DIGITS);
  return length.includes("\0") || end <= PREFIX_BYTES + Number.parseInt(length, 16) + 1;
}

/** With zeros in the place of any of its bytes. */
const BEGINNING_OF_PREFIX = /^[\da-f\0]{0,8}$|^[\da-f\0]{8}[ \0][\da-f\0]{0,8}[ \0]?$/;

function prefixOf(content: Uint8Array): string {
  return `${hex(content.length)} ${hex(Bun.hash.crc32(content))} `;
}

function hex(number: number): string {
  return number.toString(16).padStart(HEX_DIGITS, "0");
}
