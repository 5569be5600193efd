/** What a node did wrong, in words that help the person who wrote that node. */

export type ViolationKind =
  | "bad-line"
  | "stranger"
  | "too-early"
  | "late-answer"
  | "overload"
  | "early-exit"
  | "no-start"
  | "no-answer";

/** A broken rule: it stops the test, or, in a faithful one, mutes the node. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly node: string;
  readonly timeMs: number;
  /** What is wrong, with the line, and what to do about it. */
  readonly message: string;
}

export type WarningKind =
  | "late-answer"
  | "foreign-source"
  | "malformed-answer"
  | "unmatched-answer"
  | "rest-of-line"
  | "control-character"
  | "empty-body"
  | "low-rate";

/** Something odd that stops nothing. */
export interface Warning {
  readonly kind: WarningKind;
  /** Undefined where it is not about a single node. */
  readonly node: string | undefined;
  readonly timeMs: number;
  readonly message: string;
}

/** As much of a line as is shown. */
const EXCERPT_LENGTH = 200;

/** The part of a line that is shown, without anything that would move a terminal's cursor. */
export function excerpt(line: string): string {
  if (line.length <= EXCERPT_LENGTH) return printable(line);
  return `${printable(line.slice(0, EXCERPT_LENGTH))}…`;
}

/** A text whose control characters are escaped as in JSON, except line feeds and tabs. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
