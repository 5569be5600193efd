/**
 * The input that waited while the process stood still, as under SIGSTOP. The clients that sent it
 * have given up and left the network. A real Maelstrom mutes a node that answers such a client.
 */

/**
 * Maelstrom's clients wait for 5 s. Half a second is left for the answer: after a standstill that
 * is shorter than this, even the oldest request is answered in time.
 */
const STANDSTILL_MS = 4500;

/**
 * The next piece of what waited comes within this time: a pipe holds 64 KiB, and the sender writes
 * more when it is emptied.
 */
const PIECE_MS = 200;

/** However much comes, requests are answered again after this time. */
const BACKLOG_AT_MOST_MS = 5000;

export class Backlog {
  #untilMs = -Infinity;
  #atMostMs = -Infinity;

  /** Notes that the process did nothing between these two times. */
  stoodStill(fromMs: number, toMs: number): void {
    if (toMs - fromMs < STANDSTILL_MS) return;
    this.#untilMs = toMs + PIECE_MS;
    this.#atMostMs = toMs + BACKLOG_AT_MOST_MS;
  }

  /** Notes that a piece of input filled the buffer, so that more is waiting. */
  goesOn(nowMs: number): void {
    if (this.isOpen(nowMs)) this.#untilMs = Math.min(nowMs + PIECE_MS, this.#atMostMs);
  }

  /** Whether input that is read now may have waited while the process stood still. */
  isOpen(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }
}
