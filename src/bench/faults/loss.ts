/** Messages between servers get lost. */

import { Keyword } from "../edn.ts";
import { HEALED, packetFault, type FaultKind } from "./fault.ts";

export const LOSS: FaultKind = {
  startName: "start-loss",
  stopName: "stop-loss",
  stopValue: null,
  make: ({ network, options }) =>
    packetFault(Keyword.of("loss"), HEALED, options.lossProbability, (probability) =>
      network.setLoss(probability),
    ),
};
