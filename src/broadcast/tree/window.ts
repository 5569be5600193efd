/**
 * When a node tells its children. The first pending value opens a window of W; when it closes all
 * that is new goes down in one message each. After a silence there is nothing to wait for.
 */

import { type RoundTrips } from "../replication/round-trips.ts";

/** However slow the network: a person waits. */
export const WINDOW_AT_MOST_MS = 500;

/** A cluster that said nothing for so many windows is idle: the next value goes out at once. */
const IDLE_WINDOWS = 2;

/**
 * Clients' requests that waited behind the last push in the queues of their nodes are released together.
 * Their values arrive a round trip after that push, just when the next window closes: it waits for them.
 */
const COURTESY_MS = 1;

/** A node below the root leaves the beat to its parent, whose push closes the window. */
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

  /** W; undefined while no round trip is known. */
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

  /** What is in it has waited long enough elsewhere: half a window between two pushes must do. */
  hurry(): void {
    this.#isUrgent = true;
  }

  close(nowMs: number): void {
    this.#isUrgent = false;
    this.#openedMs = Infinity;
    this.#closedMs = nowMs;
  }

  /** When an open window closes. Before a round trip is known: with the first acknowledgement. */
  dueMs(isRoot: boolean): number {
    if (!this.isOpen) return Infinity;
    const length = this.lengthMs ?? WINDOW_AT_MOST_MS;
    const isIdle = this.#openedMs - this.#closedMs > IDLE_WINDOWS * length;
    if (isIdle || length === 0) return this.#openedMs;
    if (this.#isUrgent) return Math.max(this.#openedMs, this.#closedMs + length / 2);
    return this.#openedMs + COURTESY_MS + length * (isRoot ? 1 : WINDOWS_BELOW_ROOT);
  }
}
