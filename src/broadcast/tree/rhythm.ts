/** The rhythm of a parent's pushes: how long the pauses between them usually are. */

/** The gains of TCP's retransmission timer (RFC 6298, section 2). */
const MEAN_GAIN = 1 / 8;
const DEVIATION_GAIN = 1 / 4;
const DEVIATIONS = 4;

/** Fewer pushes make no rhythm. */
const PUSHES_AT_LEAST = 4;

/** It is kept when the parent changes: the root sets the rhythm of the whole tree. */
export class Rhythm {
  #lastMs: number | undefined;
  #meanMs: number | undefined;
  #deviationMs = 0;
  #pushes = 0;

  /** The parent pushed news. */
  pushed(nowMs: number): void {
    const last = this.#lastMs;
    this.#lastMs = nowMs;
    this.#pushes++;
    if (last === undefined) return;
    const interval = nowMs - last;
    if (this.#meanMs === undefined) {
      this.#meanMs = interval;
      this.#deviationMs = interval / 2;
      return;
    }
    const error = interval - this.#meanMs;
    this.#meanMs += MEAN_GAIN * error;
    this.#deviationMs += DEVIATION_GAIN * (Math.abs(error) - this.#deviationMs);
  }

  /** The interval to the next push is not counted: a fault made it, not the rhythm. */
  interrupt(): void {
    this.#lastMs = undefined;
  }

  /** A pause that is longer is a sign of trouble; undefined while no rhythm is known. */
  get limitMs(): number | undefined {
    if (this.#meanMs === undefined || this.#pushes < PUSHES_AT_LEAST) return undefined;
    return this.#meanMs + DEVIATIONS * this.#deviationMs;
  }
}
