/** The first line of a summary: how the run is judged, and why where its figures do not say so. */

import { mergeValidity, type Validity } from "../verdict/validity.ts";
import { percentBelow } from "../verdict/texts.ts";
import { type ChallengeVerdict } from "../verdict/challenge.ts";
import { type Verdict } from "../verdict/verdict.ts";

/** What a summary is made of. */
export interface SummaryInput {
  readonly verdict: Verdict;
  /** Undefined if unknown. */
  readonly nodeCount?: number | undefined;
  /** The mean latency of the network; undefined if unknown. */
  readonly latencyMs?: number | undefined;
  /** If there is a challenge and it has limits. */
  readonly challenge?: ChallengeVerdict | undefined;
  /** What the results that were stored with the run say; undefined if there are none. */
  readonly recorded?: Validity | undefined;
}

/** With the limits of the challenge. */
export function validityOf({ verdict, challenge }: SummaryInput): Validity {
  return mergeValidity([verdict.validity, challenge?.validity ?? true]);
}

export function headline(input: SummaryInput): string {
  const { validity, operationCount, work } = input.verdict;
  if (validityOf(input) === false) return `Invalid:${whyStricter(input)}`;
  if (validity === "unknown") {
    return `Unknown: ${work.words.unknown ?? "there is nothing to judge by."}`;
  }
  if (validityOf(input) === "unknown") return `Unknown: ${whyUnknown(input)}`;
  if (operationCount === 0) return "Valid: there was no operation, so there was nothing to judge.";
  const { headline, stricter } = work.words;
  if (input.verdict.maelstromValidity !== "unknown" || stricter === undefined) return headline;
  return `${headline} Maelstrom would not know: ${stricter}.`;
}

/** If Maelstrom would not call the run invalid: says so, and why the difference matters. */
function whyStricter({ verdict, challenge }: SummaryInput): string {
  const { maelstromValidity, validity, work } = verdict;
  if (maelstromValidity === false) return "";
  const called = maelstromValidity === true ? "valid" : "unknown";
  const missed = `it misses limits of challenge ${challenge?.name}`;
  const why = validity === false ? (work.words.stricter ?? "eddy is stricter") : missed;
  return ` Maelstrom would call it ${called}, but ${why}.`;
}

/** Why it is unknown whether the limits of the challenge are met. */
function whyUnknown({ verdict: { pace }, challenge }: SummaryInput): string {
  const isSpoilt = challenge?.limits.some(
    ({ validity, actual }) => validity === "unknown" && actual !== undefined,
  );
  if (isSpoilt && pace !== undefined) {
    const late = percentBelow(pace.lateFraction);
    return `the bench itself was late for ${late} of the time, so it may have caused the long latencies itself. Try a less busy machine.`;
  }
  return `the run lacks some figures that challenge ${challenge?.name} limits.`;
}

export function hasMissing({ verdict }: SummaryInput): boolean {
  return (verdict.values?.extras.missing.length ?? 0) > 0;
}
