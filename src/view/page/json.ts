/** JSON for people: indented, but every number and text spelled as it was sent. */

import { endOfString, endOfValue } from "../../node/scan.ts";

const INDENT = "  ";

/** Texts of this length and below stay on one line. */
const LINE_LENGTH = 64;

export function indent(text: string): string {
  let result = "";
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      result += text.slice(at, end);
      at = end - 1;
    } else if (character === "{" || character === "[") {
      const end = endOfValue(text, at);
      if (end - at <= LINE_LENGTH) {
        result += spaced(text.slice(at, end));
        at = end - 1;
      } else {
        depth++;
        result += `${character}\n${INDENT.repeat(depth)}`;
      }
    } else if (character === "}" || character === "]") {
      depth--;
      result += `\n${INDENT.repeat(depth)}${character}`;
    } else if (character === ",") {
      result += `,\n${INDENT.repeat(depth)}`;
    } else if (character === ":") {
      result += ": ";
    } else if (!" \n\r\t".includes(character)) {
      result += character;
    }
  }
  return result;
}

/** A short group on one line, with a space after each comma and colon. */
function spaced(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = endOfString(text, at);
      result += text.slice(at, end);
      at = end - 1;
    } else if (!" \n\r\t".includes(character)) {
      result += character === "," || character === ":" ? `${character} ` : character;
    }
  }
  return result;
}
