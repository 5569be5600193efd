/** What a node did wrong, in words that a person who wrote that node can work with. */

export type ViolationKind =
  "bad-line" | "stranger" | "too-early" | "late-answer" | "overload" | "early-exit" | "no-answer";

/** A broken rule: it stops the test, or, in a faithful one, mutes the node. */
export interface Violation {
  readonly kind: ViolationKind;
  readonly node: string;
  readonly timeMs: number;
  /** What is wrong, with the line, and what to do about it. */
  readonly message: string;
}

export type WarningKind = "late-answer" | "foreign-source" | "malformed-answer";

/** Something odd that stops nothing. */
export interface Warning {
  readonly kind: WarningKind;
  readonly node: string;
  readonly timeMs: number;
  readonly message: string;
}

/** As much of a line as is shown. */
const EXCERPT_LENGTH = 200;

export function excerpt(line: string): string {
  return line.length <= EXCERPT_LENGTH ? line : `${line.slice(0, EXCERPT_LENGTH)}…`;
}
