/** In a browser, within a worker. */

import { type Engine } from "./engine.ts";

/**
 * A browser does not tell whether promises are done, so they get this many turns. The longest chain
 * that one call sets off takes some 34: at the end of a test the scenario's and all six faults end
 * one after the other. All turns take 2 µs in V8, a turn of the event loop, which would have no
 * limit, 6 µs.
 */
const TURNS = 64;

/** Waiting for a promise that is there takes half the time of waiting for undefined. */
const DONE = Promise.resolve();

export const engine: Engine = {
  async settle() {
    for (let turn = 0; turn < TURNS; turn++) await DONE;
  },
  /** A worker has nothing else to do, and can be ended at any time. */
  eventLoopTurn: () => Promise.resolve(),
};
