/** In a browser, within a worker. */

import { type Engine } from "./engine.ts";

/**
 * A browser does not tell whether promises are done, so they get this many turns. The longest chain
 * that one call sets off takes 22: at the end of a test all six faults end one after the other. All of
 * them take 2 µs in V8, a turn of the event loop, which would have no limit, 6 µs.
 */
const TURNS = 48;

export const engine: Engine = {
  async settle() {
    for (let turn = 0; turn < TURNS; turn++) await undefined;
  },
  /** A worker has nothing else to do, and can be ended at any time. */
  eventLoopTurn: () => Promise.resolve(),
};
