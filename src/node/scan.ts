/** Walks over a JSON text without parsing it: where its tokens and values end. */

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
export const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
/** Brackets with this bit are braces, which are treated alike. */
const BRACE = 32;
const OPENING = 123;
const CLOSING = 125;

/** Whether a list or an object begins with this character code. */
export function isOpening(code: number): boolean {
  return (code | BRACE) === OPENING;
}

/** Whether a list or an object ends with this character code. */
export function isClosing(code: number): boolean {
  return (code | BRACE) === CLOSING;
}

/** The place of the first character from `from` on that is no white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** The place behind the string that begins at `from`; at most behind the end of the text. */
export function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

/**
 * The place behind the value that begins at `from`; the end of the text if its brackets are not
 * balanced.
 */
export function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (isOpening(code)) depth++;
    else if (isClosing(code)) depth--;
    else if (depth === 0) return endOfScalar(text, at);
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** Of a number or a literal. */
function endOfScalar(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); isScalar(code); code = text.charCodeAt(at)) at++;
  return at;
}

/** NaN, the code behind the end of the text, is none. */
function isScalar(code: number): boolean {
  return code > SPACE && code !== COMMA && !isClosing(code);
}
