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
  /** The beginning of a line, and then the end of the file. */
  | { readonly kind: "torn" }
  | { readonly kind: "damaged" };

export function readLine(bytes: Buffer, start: number): Found {
  const lineFeed = bytes.indexOf(LINE_FEED, start);
  if (lineFeed < 0) return isTorn(bytes.subarray(start)) ? { kind: "torn" } : { kind: "damaged" };
  const content = bytes.subarray(start + PREFIX_BYTES, lineFeed);
  const prefix = bytes.toString("latin1", start, start + PREFIX_BYTES);
  if (prefix !== prefixOf(content)) return { kind: "damaged" };
  return { kind: "line", text: content.toString(), end: lineFeed + 1 };
}

/**
 * Whether bytes without a line feed are what is left of an interrupted write. A file system may leave
 * zeros behind them when the power fails.
 */
function isTorn(bytes: Buffer): boolean {
  let end = bytes.length;
  while (bytes[end - 1] === 0) end--;
  const prefix = bytes.toString("latin1", 0, Math.min(end, PREFIX_BYTES));
  if (!BEGINNING_OF_PREFIX.test(prefix)) return false;
  if (end <= PREFIX_BYTES) return true;
  const content = bytes.subarray(PREFIX_BYTES, end);
  const length = Number.parseInt(prefix, 16);
  return content.length < length || prefix === prefixOf(content);
}

const BEGINNING_OF_PREFIX = /^[\da-f]{0,8}$|^[\da-f]{8} [\da-f]{0,8} ?$/;

function prefixOf(content: Uint8Array): string {
  return `${hex(content.length)} ${hex(Bun.hash.crc32(content))} `;
}

function hex(number: number): string {
  return number.toString(16).padStart(HEX_DIGITS, "0");
}
