/**
 * How deep a JSON text is nested, and how many lists and objects it has, found without parsing it: a
 * parser takes some 80 bytes of memory for each. The text need not be valid.
 */

/** As many as a real Maelstrom reads (the limit of its parser, Jackson). */
export const LEVELS_AT_MOST = 1000;

/** More than a push or a digest has that is as long as they may be. */
export const BRACKETS_AT_MOST = 100_000;

export const QUOTE = 34;
const BACKSLASH = 92;
/** Brackets with this bit are braces, which are treated alike. */
export const BRACE = 32;
export const OPENING = 123;
export const CLOSING = 125;

/**
 * A text that has null for the first list or object of each other one that is nested more than so many
 * levels deep or comes after BRACKETS_AT_MOST others, and nothing behind it there. It is the same text
 * if there is none.
 */
export function cutBelow(levels: number, text: string): string {
  // A short text has too few brackets. Most messages are short.
  if (text.length <= levels) return text;
  let depth = 0;
  let brackets = 0;
  let cutDepth = Infinity;
  let kept = "";
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if ((code | BRACE) === OPENING) {
      depth++;
      brackets++;
      if (cutDepth < Infinity || (depth <= levels && brackets <= BRACKETS_AT_MOST)) continue;
      cutDepth = depth;
      kept += `${text.slice(start, at)}null`;
    } else if ((code | BRACE) === CLOSING && --depth < cutDepth - 1) {
      if (cutDepth < Infinity) start = at;
      cutDepth = Infinity;
    }
  }
  if (cutDepth < Infinity) return kept;
  return start === 0 ? text : kept + text.slice(start);
}

/** Where a string that begins at `from` ends: at its closing quote, or at the end of the text. */
export function endOfString(text: string, from: number): number {
  let at = from + 1;
  for (let code = text.charCodeAt(at); code !== QUOTE && at < text.length;) {
    at += code === BACKSLASH ? 2 : 1;
    code = text.charCodeAt(at);
  }
  return at;
}
