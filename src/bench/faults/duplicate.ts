/** Messages between servers are delivered twice. */

import { Keyword } from "../edn.ts";
import { packetFault, type FaultKind } from "./fault.ts";

/** The values of the entries with which it has begun and ended. */
export const DOUBLING: Keyword = Keyword.of("duplicate");
export const NOT_DOUBLING: Keyword = Keyword.of("no-duplicates");

export const DUPLICATE: FaultKind = {
  startName: "start-duplicate",
  stopName: "stop-duplicate",
  stopValue: null,
  make: ({ network, options }) =>
    packetFault(DOUBLING, NOT_DOUBLING, options.duplicateProbability, (probability) =>
      network.setDuplicates(probability),
    ),
};
