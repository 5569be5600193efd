/** `:availability`: the part of the invoked operations that were ok. After maelstrom.checker. */

import { ednMap, singleFloat, type EdnMap } from "../edn.ts";
import { type History } from "../history.ts";
import { type Validity } from "./validity.ts";

/** "total": every operation must be ok. A number from 0 to 1: at least that part of them. */
export type AvailabilityGoal = "total" | number;

interface Availability {
  readonly result: EdnMap;
  readonly validity: Validity;
  /** From 0 to 1; 1 if nothing was invoked. */
  readonly okFraction: number;
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
  const okFraction = invoked === 0 ? 1 : ok / invoked;
  const validity = okFraction >= (goal === "total" ? 1 : (goal ?? 0));
  // Clojure's 1 is an integer where there was nothing to divide.
  const okFractionEdn = invoked === 0 ? 1 : singleFloat(okFraction);
  const result = ednMap({ "valid?": validity, "ok-fraction": okFractionEdn });
  return { result, validity, okFraction };
}
