/** A verdict as results.edn has it: Maelstrom's map, with our own part under `:eddy`. */

import { EdnMap, ednMap } from "../edn.ts";
import { paceToEdn } from "../load/pace.ts";
import { staleReadsToEdn } from "../services/stale-reads.ts";
import { availabilityToEdn } from "../verdict/availability.ts";
import { challengeToEdn, type ChallengeVerdict } from "../verdict/challenge.ts";
import { exceptionsToEdn } from "../verdict/exceptions.ts";
import { faultSumsToEdn } from "../verdict/fault-sums.ts";
import { netToEdn } from "../verdict/net.ts";
import { picturesToEdn, type Pictures } from "../verdict/pictures.ts";
import { statsToEdn } from "../verdict/stats.ts";
import { mergeValidity, validityToEdn } from "../verdict/validity.ts";
import { type Verdict } from "../verdict/verdict.ts";

/** What stands beside the verdict. */
export interface ResultsContext {
  readonly challenge?: ChallengeVerdict | undefined;
  /** Those that were drawn. */
  readonly pictures?: Pictures | undefined;
}

export function resultsOf(verdict: Verdict, { challenge, pictures }: ResultsContext = {}): EdnMap {
  const { exceptions, stats, availability, net, operationCount } = verdict;
  const { workload, eddy } = verdict.work.toResults();
  const validity = mergeValidity([verdict.validity, challenge?.validity ?? true]);
  const parts = ednMap({
    exceptions: exceptionsToEdn(exceptions),
    stats: statsToEdn(stats),
    availability: availabilityToEdn(availability),
    net: net && netToEdn(net, operationCount),
    workload,
    eddy: withCounts(eddy, verdict),
    challenge: challenge && challengeToEdn(challenge),
    "valid?": validityToEdn(validity),
  });
  return new EdnMap([...(pictures ? picturesToEdn(pictures).entries : []), ...parts.entries]);
}

/** Undefined if there is nothing to say that Maelstrom does not. */
function withCounts(
  eddy: EdnMap | undefined,
  { pace, faultSums, staleReads }: Verdict,
): EdnMap | undefined {
  const more = ednMap({
    load: pace && paceToEdn(pace),
    nemesis: faultSums && faultSumsToEdn(faultSums),
    "stale-reads": staleReads.length > 0 ? staleReadsToEdn(staleReads) : undefined,
  });
  const entries = [...(eddy?.entries ?? []), ...more.entries];
  return entries.length === 0 ? undefined : new EdnMap(entries);
}
