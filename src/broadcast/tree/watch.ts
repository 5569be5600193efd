/** Whether the parent is alive, by the rhythm of its pushes: a steady stream that stops is suspicious. */

import { Rhythm } from "./rhythm.ts";

/** A stream whose rhythm allows a longer pause than this is no steady one. */
const STEADY_MS = 2000;

interface Suspicion {
  readonly sinceMs: number;
  /** Whether the parent had fallen silent; else it only owed an acknowledgement. */
  readonly isOfSilence: boolean;
  untilMs: number;
  triesLeft: number;
}

export class Watch {
  readonly #slackMs: number;
  readonly #rhythm: Rhythm = new Rhythm();
  /** Whether a question was answered since the last news. */
  #hasAnswered = false;
  #suspicion: Suspicion | undefined;

  /** `slackMs` is what a busy machine may add to a pause. */
  constructor(slackMs: number) {
    this.#slackMs = slackMs;
  }

  /** News came from the parent. */
  beat(nowMs: number): void {
    this.#rhythm.beat(nowMs);
    this.#hasAnswered = false;
  }

  /** The parent is another one. */
  reset(): void {
    this.#rhythm.interrupt();
    this.#hasAnswered = false;
    this.#suspicion = undefined;
  }

  /** The longest pause between pushes that is usual, as far as it is known. */
  get pauseMs(): number {
    return this.#rhythm.limitMs ?? Infinity;
  }

  /** The longest pause of a steady stream, 0 if the stream is not steady. */
  get steadyMs(): number {
    return this.pauseMs <= STEADY_MS ? this.pauseMs + this.#slackMs : 0;
  }

  /** After what silence to ask at once; undefined once the parent has answered that it has no news. */
  get alarmingMs(): number | undefined {
    return this.#hasAnswered || this.steadyMs === 0 ? undefined : this.steadyMs;
  }

  get isSuspicious(): boolean {
    return this.#suspicion !== undefined;
  }

  /** When the parent is judged; Infinity if it is not suspected. */
  get judgedAtMs(): number {
    return this.#suspicion?.untilMs ?? Infinity;
  }

  /** The parent was asked, or will be until it has left `tries` questions unanswered. */
  suspect(nowMs: number, answerMs: number, tries: number, isOfSilence: boolean): void {
    const untilMs = nowMs + answerMs;
    this.#suspicion = { sinceMs: nowMs, untilMs, triesLeft: tries, isOfSilence };
    this.#rhythm.interrupt();
  }

  /** The time for the answer is over. False if that was the last try. */
  retry(nowMs: number, answerMs: number): boolean {
    if (this.#suspicion === undefined) return true;
    this.#suspicion.triesLeft--;
    this.#suspicion.untilMs = nowMs + answerMs;
    return this.#suspicion.triesLeft > 0;
  }

  /**
   * The parent was heard; `unackedSinceMs` is since when it owes an acknowledgement. True if that clears
   * it. A parent that had fallen silent need not answer: it, or the network, stood still for a moment.
   */
  clear(unackedSinceMs: number): boolean {
    if (this.#suspicion === undefined) return false;
    if (unackedSinceMs <= this.#suspicion.sinceMs) {
      if (!this.#suspicion.isOfSilence) return false;
      this.#suspicion = undefined;
      return true;
    }
    this.#suspicion = undefined;
    this.#hasAnswered = true;
    return true;
  }

  /** This node has slept: it does not judge others by that. */
  resumeAfterSleep(nowMs: number, answerMs: number): void {
    if (this.#suspicion !== undefined) this.#suspicion.untilMs = nowMs + answerMs;
  }
}
