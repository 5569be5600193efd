/** Some nodes hear nobody else, or are heard by nobody else. */

import { Keyword } from "../edn.ts";
import { cut, heal, type FaultKind } from "./fault.ts";
import { drawGroup, oneWay } from "./partitions.ts";

export const ONE_WAY: FaultKind = {
  startName: "start-one-way",
  stopName: "stop-one-way",
  stopValue: null,
  make({ network, options }, random) {
    const { nodes, oneWayGroups } = options;
    return {
      start() {
        const kind = random.pick(oneWayGroups);
        const effect = random.pick(["deaf", "mute"] as const);
        const cuts = oneWay(nodes, drawGroup(kind, nodes, random), effect);
        return {
          value: [Keyword.of(effect), Keyword.of(kind)],
          act: () => cut(network, "one-way", cuts),
        };
      },
      stop: () => heal(network, "one-way"),
    };
  },
};
