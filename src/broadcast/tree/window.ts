/**
 * When a node sends values to its children. The first value opens a window; when it closes, each
 * child gets all new values in one message. After a silence the window closes at once.
 */

import { type RoundTrips } from "../replication/round-trips.ts";

/** However slow the network is, nobody should wait longer. Below the acknowledgement delay. */
export const WINDOW_AT_MOST_MS = 1000;

/**
 * If no window closed for so many lengths the node is idle, and the next value goes out at once.
 */
const IDLE_WINDOWS = 2;

/**
 * A push of the hub releases all requests that waited behind it in the queues of the nodes. Their
 * values reach the hub a round trip after the push, just when the next window closes: this lets
 * them in.
 */
const MARGIN_MS = 1;

/** Below the root the parent's push closes the window; this is for when it does not come. */
const WINDOWS_BELOW_ROOT = 2;

export class Window {
  readonly #roundTrips: RoundTrips;
  readonly #fixedMs: number | undefined;
  #openedMs = Infinity;
  #closedMs = -Infinity;
  #isUrgent = false;

  constructor(roundTrips: RoundTrips, fixedMs: number | undefined) {
    this.#roundTrips = roundTrips;
    this.#fixedMs = fixedMs;
  }

  /** Undefined while no round trip is known. */
  get lengthMs(): number | undefined {
    if (this.#fixedMs !== undefined) return this.#fixedMs;
    const { patientMs } = this.#roundTrips;
    return patientMs === undefined ? undefined : Math.min(patientMs, WINDOW_AT_MOST_MS);
  }

  get isOpen(): boolean {
    return this.#openedMs < Infinity;
  }

  open(nowMs: number): void {
    if (!this.isOpen) this.#openedMs = nowMs;
  }

  /**
   * Some of the values are late already, so the window closes half its length after the last one.
   */
  hurry(): void {
    this.#isUrgent = true;
  }

  close(nowMs: number): void {
    this.#isUrgent = false;
    this.#openedMs = Infinity;
    this.#closedMs = nowMs;
  }

  /** When an open window closes; Infinity if none is open. The root's windows are the shortest. */
  dueMs(isRoot: boolean): number {
    if (!this.isOpen) return Infinity;
    const length = this.lengthMs ?? WINDOW_AT_MOST_MS;
    const isIdle = this.#openedMs - this.#closedMs > IDLE_WINDOWS * length;
    if (isIdle || length === 0) return this.#openedMs;
    if (this.#isUrgent) return Math.max(this.#openedMs, this.#closedMs + length / 2);
    return this.#openedMs + MARGIN_MS + length * (isRoot ? 1 : WINDOWS_BELOW_ROOT);
  }
}
