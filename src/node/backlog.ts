/**
 * What a node finds on its input after its process stood still, as under SIGSTOP. Clients that wait
 * for an answer have given up by then and left the network. An answer to such a client reaches nobody,
 * and a real Maelstrom hears nothing of the node from then on.
 */

/**
 * Maelstrom's clients wait for 5 s. Half a second is for the answer: where the process stood still for
 * a little less than this, the oldest request still gets its answer in time.
 */
const STANDSTILL_MS = 4500;

/**
 * What waited comes within this time, piece by piece: a pipe holds 64 KiB, and the sender writes the
 * rest as the pipe is emptied.
 */
const PIECE_MS = 200;

/** However much comes, requests that were sent after the standstill are answered again by then. */
const BACKLOG_AT_MOST_MS = 5000;

export class Backlog {
  #untilMs = -Infinity;
  #atMostMs = -Infinity;

  /** The process did nothing between these two times. */
  stoodStill(fromMs: number, toMs: number): void {
    if (toMs - fromMs < STANDSTILL_MS) return;
    this.#untilMs = toMs + PIECE_MS;
    this.#atMostMs = toMs + BACKLOG_AT_MOST_MS;
  }

  /** A piece of input filled the buffer, so that more of it waits. */
  goesOn(nowMs: number): void {
    if (this.isOpen(nowMs)) this.#untilMs = Math.min(nowMs + PIECE_MS, this.#atMostMs);
  }

  /** Whether what is read now may have waited while the process stood still. */
  isOpen(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }
}
