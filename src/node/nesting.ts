/**
 * How deep a JSON text is nested, and how many lists and objects it has, found without parsing it: a
 * parser takes some 80 bytes of memory for each. The text need not be valid.
 */

import { endOfString, isClosing, isOpening, QUOTE } from "./scan.ts";

/** As many as a real Maelstrom reads (the limit of its parser, Jackson). */
export const LEVELS_AT_MOST = 1000;

/** More than the longest push or digest has. */
export const BRACKETS_AT_MOST = 100_000;

/**
 * Cuts a JSON text down: a list or object that is nested deeper than `levels`, or that comes after
 * `bracketsAtMost` others, becomes null, and the rest of the list or object around it is left out.
 * A text without such a one stays as it is.
 */
export function cutBelow(
  levels: number,
  text: string,
  bracketsAtMost: number = BRACKETS_AT_MOST,
): string {
  // A short text has too few brackets. Most messages are short.
  if (text.length <= levels) return text;
  let depth = 0;
  let brackets = 0;
  let cutDepth = Infinity;
  let kept = "";
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (isOpening(code)) {
      depth++;
      brackets++;
      if (cutDepth < Infinity || (depth <= levels && brackets <= bracketsAtMost)) continue;
      cutDepth = depth;
      kept += `${text.slice(start, at)}null`;
    } else if (isClosing(code) && --depth < cutDepth - 1) {
      if (cutDepth < Infinity) start = at;
      cutDepth = Infinity;
    }
  }
  if (cutDepth < Infinity) return kept;
  return start === 0 ? text : kept + text.slice(start);
}
