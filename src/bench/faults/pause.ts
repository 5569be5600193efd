/** Some nodes stand still, as under SIGSTOP. */

import { ALL, draw, states, type FaultKind } from "./fault.ts";

export const PAUSE: FaultKind = {
  startName: "pause",
  stopName: "resume",
  stopValue: ALL,
  make({ pauses, options, isUp }, random) {
    const { nodes, pauseGroups } = options;
    return {
      start() {
        const { value, targets } = draw(pauseGroups, nodes, random);
        return {
          value,
          act() {
            // There is nothing to pause of a node that was killed.
            const paused = targets.filter(isUp);
            for (const name of paused) pauses.pause(name);
            return states(paused, () => "paused");
          },
        };
      },
      stop() {
        for (const name of nodes) pauses.resume(name);
        return states(nodes, () => "resumed");
      },
    };
  },
};
