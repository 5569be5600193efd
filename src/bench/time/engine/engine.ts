/**
 * What virtual time needs of the engine that runs it. `#engine` is the one for Bun or the one for a
 * browser: package.json chooses, so a bundle for a browser gets the second.
 */

export interface Engine {
  /** Lets promises go on until none of them can. Without a promise it is done when it returns. */
  settle(): void | Promise<void>;
  /** In a long run, from time to time: lets the process look after its signals and its output. */
  eventLoopTurn(): Promise<void>;
}
