/** What a run says besides its verdict. */

import { type Outcome } from "../run.ts";

/** What nodes did wrong: all violations, and of each kind of warning the first. */
export function remarksOn({ violations, warnings, warningCounts }: Outcome): string[] {
  const texts = violations.map(({ message }) => message);
  for (const [kind, count] of warningCounts) {
    const first = warnings.find((warning) => warning.kind === kind);
    const more = count > 1 ? ` (the first of ${count} such)` : "";
    texts.push(`Warning${more}: ${first?.message}`);
  }
  return texts;
}
