/**
 * How often a parent says that there is nothing to say: often for a minute after the last news, and
 * then now and then. A restarted node may not speak before it is spoken to, and Maelstrom
 * ends a test ten seconds after it has restarted all nodes.
 */

const BEAT_MS = 9000;
const LONG_BEAT_MS = 40_000;
const OFTEN_MS = 60_000;

export class Quiet {
  #newsAtMs = -Infinity;

  /** Parents and children notice the same news, at about the same time. */
  interrupt(nowMs: number): void {
    this.#newsAtMs = nowMs;
  }

  /** The interval from a beat at this time to the next. */
  beatMs(timeMs: number): number {
    return timeMs < this.#newsAtMs + OFTEN_MS ? BEAT_MS : LONG_BEAT_MS;
  }
}
