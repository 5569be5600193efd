/** A core of the simulated machine, on which nodes take turns. */

import type { Clock } from "../time/clock.ts";
import type { Delays } from "../time/jitter.ts";

/** A node, as far as its core knows it. */
interface Turner {
  readonly name: string;
  /** Reads what has come and runs its timers. Returns how many lines it read. */
  turn(): number;
}

/**
 * Lets nodes have their turns one after the other, in the order in which they asked. So they never
 * call each other: what one writes to another waits until it has returned.
 */
export class Core {
  readonly #clock: Clock;
  readonly #delays: Delays;
  readonly #waiting: Turner[] = [];
  #isBusy = false;

  constructor(clock: Clock, delays: Delays) {
    this.#clock = clock;
    this.#delays = delays;
  }

  ask(node: Turner): void {
    this.#waiting.push(node);
    if (!this.#isBusy) this.#serve();
  }

  /** A loop, since in an ideal world all turns of an instant follow each other. */
  #serve(): void {
    this.#isBusy = true;
    let restMs = 0;
    while (restMs === 0) {
      const node = this.#waiting.shift();
      if (node === undefined) {
        this.#isBusy = false;
        return;
      }
      const turnMs = this.#delays.turnMs(node.name);
      if (turnMs > 0) {
        this.#after(turnMs, () => this.#after(this.#turn(node), () => this.#serve()));
        return;
      }
      restMs = this.#turn(node);
    }
    this.#after(restMs, () => this.#serve());
  }

  /** Returns for how long the core is busy with what the node read. */
  #turn(node: Turner): number {
    return node.turn() * this.#delays.lineMs;
  }

  #after(delayMs: number, callback: () => void): void {
    if (delayMs > 0) this.#clock.at(this.#clock.now() + delayMs, callback);
    else callback();
  }
}
