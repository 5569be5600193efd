/** Some nodes are killed, and started again later. */

import { ALL, draw, states, type FaultKind } from "./fault.ts";

export const KILL: FaultKind = {
  startName: "kill",
  stopName: "start",
  stopValue: ALL,
  make({ options, kill, restart, isDown }, random) {
    const { nodes, killGroups } = options;
    let killed: readonly string[] = [];
    return {
      start() {
        const { value, targets } = draw(killGroups, nodes, random);
        return {
          value,
          act() {
            killed = targets;
            for (const name of killed) kill(name);
            return states(killed, () => "killed");
          },
        };
      },
      async stop() {
        // A scenario may have started some of them before.
        const started = new Set(killed.filter(isDown));
        killed = [];
        await Promise.all([...started].map(restart));
        return states(nodes, (name) => (started.has(name) ? "started" : "already-running"));
      },
    };
  },
};
