/** The bytes that mean something to the reader, in ASCII. */

/** What a reader sees behind the last byte. */
export const END = -1;

const TAB = 9;
export const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
export const QUOTE = 34;
export const HASH = 35;
export const OPEN_LIST = 40;
export const CLOSE_LIST = 41;
export const PLUS = 43;
const COMMA = 44;
export const MINUS = 45;
export const ZERO = 48;
const NINE = 57;
export const COLON = 58;
export const SEMICOLON = 59;
export const OPEN_VECTOR = 91;
export const BACKSLASH = 92;
export const CLOSE_VECTOR = 93;
export const CARET = 94;
export const UNDERSCORE = 95;
export const OPEN_MAP = 123;
export const CLOSE_MAP = 125;

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === COMMA || (byte >= TAB && byte <= CARRIAGE_RETURN);
}

export function isDelimiter(byte: number): boolean {
  if (isSpace(byte) || byte === END || byte === QUOTE || byte === SEMICOLON) return true;
  if (byte === OPEN_LIST || byte === CLOSE_LIST || byte === BACKSLASH) return true;
  return byte === OPEN_VECTOR || byte === CLOSE_VECTOR || byte === OPEN_MAP || byte === CLOSE_MAP;
}
