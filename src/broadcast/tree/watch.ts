/** After what silence a parent is asked: a steady stream of its pushes that stops is suspicious. */

import { Rhythm } from "./rhythm.ts";

/**
 * A stream whose rhythm allows a longer pause than this is not steady. More than the longest
 * window, less than the interval of beats: a quiet parent has no rhythm.
 */
export const STEADY_MS = 2000;

export class Watch {
  readonly #slackMs: number;
  readonly #rhythm: Rhythm = new Rhythm();
  /** Whether the parent has answered a question since its last news. */
  #hasAnswered = false;

  /** `slackMs` is what a busy machine may add to a pause. */
  constructor(slackMs: number) {
    this.#slackMs = slackMs;
  }

  /** News came from the parent. */
  newsCame(nowMs: number): void {
    this.#rhythm.pushed(nowMs);
    this.#hasAnswered = false;
  }

  /** The node has another parent, or none. */
  reset(): void {
    this.#rhythm.interrupt();
    this.#hasAnswered = false;
  }

  /** The parent is asked: the pause until its next news says nothing about its rhythm. */
  interrupt(): void {
    this.#rhythm.interrupt();
  }

  /** The parent answered that it has no news. */
  answered(): void {
    this.#hasAnswered = true;
  }

  /** The longest pause between pushes that is usual; Infinity while it is unknown. */
  get usualPauseMs(): number {
    return this.#rhythm.limitMs ?? Infinity;
  }

  /** The longest pause of a steady stream, 0 if the stream is not steady. */
  get steadyMs(): number {
    return this.usualPauseMs <= STEADY_MS ? this.usualPauseMs + this.#slackMs : 0;
  }

  /**
   * The silence after which to ask at once; undefined if the parent has answered, or has no rhythm.
   */
  get alarmingMs(): number | undefined {
    return this.#hasAnswered || this.steadyMs === 0 ? undefined : this.steadyMs;
  }
}
