/** What a node did wrong, in words that a person who wrote that node can work with. */

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

/** A line as far as it is shown, without what would move a terminal's cursor. */
export function excerpt(line: string): string {
  if (line.length <= EXCERPT_LENGTH) return printable(line);
  return `${printable(line.slice(0, EXCERPT_LENGTH))}…`;
}

/** A text with its control characters, but for line feeds and tabs, as JSON writes them. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
