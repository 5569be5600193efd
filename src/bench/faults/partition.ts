/** The network falls into parts that do not hear each other. */

import { Keyword } from "../edn.ts";
import { cut, heal, type FaultKind } from "./fault.ts";
import { isolate, partition } from "./partitions.ts";

export const PARTITION: FaultKind = {
  startName: "start-partition",
  stopName: "stop-partition",
  stopValue: null,
  make({ network, options }, random) {
    const { nodes, partitionKinds, isolatedNode } = options;
    return {
      start() {
        const kind = random.pick(partitionKinds);
        const drawn = partition(kind, nodes, random);
        const isFixed = kind === "one" && isolatedNode !== undefined;
        const cuts = isFixed ? isolate(nodes, [isolatedNode]) : drawn;
        return { value: Keyword.of(kind), act: () => cut(network, "partition", cuts) };
      },
      stop: () => heal(network, "partition"),
    };
  },
};
