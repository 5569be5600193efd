/** The first line of a report: how the run is judged, and why where its figures do not say so. */

import { validityOfLimits } from "../verdict/challenge.ts";
import { type Extras } from "../verdict/extras.ts";
import { mergeValidity, type Validity } from "../verdict/validity.ts";
import { count, percentBelow } from "./figures.ts";
import { type ReportInput } from "./report.ts";

/** With the limits of the challenge. */
export function validityOf({ verdict, challenge }: ReportInput): Validity {
  return mergeValidity([verdict.validity, validityOfLimits(challenge?.limits ?? [])]);
}

export function headline(input: ReportInput): string {
  const { validity, elements, operationCount } = input.verdict.summary;
  if (validityOf(input) === false) return `Invalid:${whyStricter(input)}`;
  if (validity === "unknown") {
    return "Unknown: no read showed a value for good, so there is nothing to judge by.";
  }
  if (validityOf(input) === "unknown") return `Unknown: ${whyUnknown(input)}`;
  if (elements === undefined) {
    return operationCount === 0
      ? "Valid: there was no operation, so there was nothing to judge."
      : "Valid: every answer echoed its request.";
  }
  const rules = hasMissing(input) ? " by Maelstrom's rules" : "";
  const unread = elements.neverReadCount === 0 ? "" : `; ${elements.neverReadCount} never read`;
  return `Valid${rules}: none of ${count(elements.attemptCount, "value")} was lost${unread}.`;
}

/** Where Maelstrom would not call the run invalid: that, and why what it does not look for matters. */
function whyStricter({ verdict: { summary }, challenge }: ReportInput): string {
  const { maelstromValidity, extras } = summary;
  if (maelstromValidity === false) return "";
  const called = maelstromValidity === true ? "valid" : "unknown";
  return ` Maelstrom would call it ${called}, but ${whyItMatters(extras, challenge?.name)}.`;
}

/** Of what weighs most. */
function whyItMatters(extras: Extras | undefined, challenge: string | undefined): string {
  if (extras !== undefined && extras.phantomCount > 0) {
    return "clients read values before anybody had broadcast them";
  }
  if (extras !== undefined && extras.duplicateCount > 0) {
    return "a read is to show each value once: who counts what it shows counts wrong";
  }
  if (extras !== undefined && extras.vanishedCount > 0) {
    return "who had read a value from a node no longer found it there";
  }
  return `it misses limits of challenge ${challenge}`;
}

/** Why the limits of the challenge are neither met nor missed. */
function whyUnknown({ verdict: { summary }, challenge }: ReportInput): string {
  const { pace } = summary;
  const isSpoilt = challenge?.limits.some(
    ({ validity, actual }) => validity === "unknown" && actual !== undefined,
  );
  if (isSpoilt && pace !== undefined) {
    const late = percentBelow(pace.lateFraction);
    return `the bench itself was late for ${late} of the time, so that long latencies may be its own. Try a machine that is less busy.`;
  }
  return `the run does not tell all that challenge ${challenge?.name} limits.`;
}

export function hasMissing({ verdict }: ReportInput): boolean {
  return (verdict.summary.extras?.missing.length ?? 0) > 0;
}
