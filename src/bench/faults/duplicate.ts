/** Messages between servers are delivered twice. */

import { Keyword } from "../edn.ts";
import { packetFault, type FaultKind } from "./fault.ts";

const [STARTED, STOPPED] = [Keyword.of("duplicate"), Keyword.of("no-duplicates")];

export const DUPLICATE: FaultKind = {
  startName: "start-duplicate",
  stopName: "stop-duplicate",
  stopValue: null,
  make: ({ network, options }) =>
    packetFault(STARTED, STOPPED, options.duplicateProbability, (probability) =>
      network.setDuplicates(probability),
    ),
};
