/** Messages between servers get lost. */

import { Keyword } from "../edn.ts";
import { HEALED, packetFault, type FaultKind } from "./fault.ts";

/** The value of the entry with which it has begun. */
export const LOSING: Keyword = Keyword.of("loss");

export const LOSS: FaultKind = {
  startName: "start-loss",
  stopName: "stop-loss",
  stopValue: null,
  make: ({ network, options }) =>
    packetFault(LOSING, HEALED, options.lossProbability, (probability) =>
      network.setLoss(probability),
    ),
};
