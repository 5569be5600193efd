/**
 * The input that waited while the process stood still, as under SIGSTOP. The clients that sent it
 * have given up and left the network. A real Maelstrom mutes a node that answers such a client.
 */

/**
 * Maelstrom's clients wait for 5 s. Half a second is left for the answer: after a standstill that
 * is shorter than this, even the oldest request is answered in time.
 */
export const STANDSTILL_MS = 4500;

/**
 * The next piece of what waited comes within this time: a pipe holds 64 KiB, and the sender writes
 * more when it is emptied.
 */
const PIECE_MS = 200;

/**
 * If more time than this passes between two ticks of the host, the process was held up again and
 * may have read nothing meanwhile. The limit must lie between OPEN_TICK_MS and PIECE_MS.
 */
const HELD_UP_MS = 100;

/** How often a host must see the process run while its backlog is open: well below HELD_UP_MS. */
export const OPEN_TICK_MS = 50;

/** After this time new requests are answered, however much of the backlog still comes. */
const BACKLOG_AT_MOST_MS = 5000;

export class Backlog {
  #untilMs = -Infinity;
  #atMostMs = -Infinity;

  /** The process was not seen to run between these two times. */
  stoodStill(fromMs: number, toMs: number): void {
    const lengthMs = toMs - fromMs;
    if (lengthMs >= STANDSTILL_MS) {
      this.#untilMs = toMs + PIECE_MS;
      this.#atMostMs = toMs + BACKLOG_AT_MOST_MS;
    } else if (lengthMs >= HELD_UP_MS && this.isOpen(fromMs)) this.#extend(toMs);
  }

  /** Notes that a piece of input filled the buffer, so that more is waiting. */
  goesOn(nowMs: number): void {
    if (this.isOpen(nowMs)) this.#extend(nowMs);
  }

  /** Whether input that is read now may have waited while the process stood still. */
  isOpen(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }

  #extend(nowMs: number): void {
    this.#untilMs = Math.min(nowMs + PIECE_MS, this.#atMostMs);
  }
}
