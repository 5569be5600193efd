/** `:availability`: the part of the invoked operations that were ok. After maelstrom.checker. */

import { ednMap, singleFloat, type EdnMap } from "../edn.ts";
import { type History } from "../history.ts";

/** "total": every operation must be ok. A number from 0 to 1: at least that part of them. */
export type AvailabilityGoal = "total" | number;

export interface Availability {
  readonly validity: boolean;
  /** From 0 to 1; undefined if nothing was invoked. */
  readonly okFraction: number | undefined;
}

/**
 * Valid without a goal. One difference to Maelstrom: it compares a goal with the fraction as a
 * 32-bit float, so that 9 of 10 miss a goal of 0.9 by 2 in 10⁸; here they meet it.
 */
export function judgeAvailability(
  { operations }: History,
  goal: AvailabilityGoal | undefined,
): Availability {
  let invoked = 0;
  let ok = 0;
  for (const { type } of operations) {
    if (type === "invoke") invoked++;
    if (type === "ok") ok++;
  }
  if (invoked === 0) return { validity: true, okFraction: undefined };
  const okFraction = ok / invoked;
  return { validity: okFraction >= (goal === "total" ? 1 : (goal ?? 0)), okFraction };
}

/** As in results.edn. Clojure's 1 is an integer where there was nothing to divide. */
export function availabilityToEdn({ validity, okFraction }: Availability): EdnMap {
  const fraction = okFraction === undefined ? 1 : singleFloat(okFraction);
  return ednMap({ "valid?": validity, "ok-fraction": fraction });
}
