/** jepsen.log, which a real Maelstrom leaves beside a history: whether the test came to its end. */

/** A test that did not, and so has no verdict. */
export interface CutOff {
  readonly end: "violation" | "aborted" | "failed";
  /** What stopped it, in the words of who did. */
  readonly reason: string | undefined;
}

const CRASHED = /\bjepsen\.core:? Test crashed!\n/gu;
const ABORTED = /\bjepsen\.core:? SIGTERM caught; aborting/u;

/** Where a node crashed, its own standard error may have lines like those of the JVM's stack. */
const STACK_AFTER_LOGS = /(?<=^Full STDERR logs are available in .*)\n[^]*/mu;

/** The stack of the exception, and what was logged after it, in the present form or the former. */
const STACK_OR_NEXT =
  /\n(?:\s+at |\s+\.\.\. \d+ |Caused by: |\d{4}-\d\d-\d\d [\d:,.]+|[A-Z]+ \[\d{4}-\d\d-\d\d )[^]*/u;

/** `clojure.lang.ExceptionInfo: `, also of an exception within another. */
const CLASSES = /^(?:[a-z][\w$]*(?:\.[\w$]+)+: )+/u;

/** As it is shown: a node may have written long lines before it crashed. */
const CHARACTERS_AT_MOST = 4000;

/** Undefined if the log does not say that the test was cut off. */
export function cutOffIn(log: string): CutOff | undefined {
  const crash = [...log.matchAll(CRASHED)].at(-1);
  if (crash !== undefined) {
    return { end: "failed", reason: messageIn(log.slice(crash.index + crash[0].length)) };
  }
  return ABORTED.test(log) ? { end: "aborted", reason: undefined } : undefined;
}

/** That of the exception which the text begins with. */
function messageIn(text: string): string | undefined {
  const rest = STACK_AFTER_LOGS.test(text) ? STACK_AFTER_LOGS : STACK_OR_NEXT;
  const message = `\n${text}`.replace(rest, "").trim().replace(CLASSES, "");
  if (message === "") return undefined;
  const isLong = message.length > CHARACTERS_AT_MOST;
  return isLong ? `${message.slice(0, CHARACTERS_AT_MOST)}…` : message;
}
