/**
 * How often a parent sends its children a beat when it has no news: often for a minute after the
 * last news, and then rarely. A restarted node may not send before it has received something, and
 * Maelstrom reads ten seconds after it has restarted all nodes.
 */

/** Below the ten seconds of Maelstrom. */
export const BEAT_MS = 9000;
export const LONG_BEAT_MS = 40_000;
export const OFTEN_MS = 60_000;

export class Quiet {
  #newsAtMs = -Infinity;

  /**
   * News came. Parent and children notice it at about the same time, so both expect the same beats.
   */
  newsCame(nowMs: number): void {
    this.#newsAtMs = nowMs;
  }

  /** The interval from a beat at this time to the next. */
  beatMs(timeMs: number): number {
    return timeMs < this.#newsAtMs + OFTEN_MS ? BEAT_MS : LONG_BEAT_MS;
  }
}
