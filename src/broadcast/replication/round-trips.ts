/** Round trips to other nodes, and what follows from them: how long to wait for an answer. */

/** What a busy machine may add to any answer. */
export const SLACK_MS = 100;

/** The round trip that is assumed before one is measured. */
export const UNKNOWN_ROUND_TRIP_MS = 400;

/**
 * A longer one was not the network: the other side stood still, or a clock jumped. As long as clients
 * wait for an answer. Otherwise a node would wait for an hour, once its clock has jumped by one.
 */
export const ROUND_TRIP_AT_MOST_MS = 5000;

/**
 * As many as a hub of 25 nodes sees in some seconds, so that the window changes slowly. One slow
 * message holds up all that arrive behind it, so samples come in bunches that are wrong together.
 */
const SAMPLES_AT_MOST = 128;

/**
 * The quantile that counts as the round trip. With uniform latencies a lower one would let the
 * slowest messages miss the window, with exponential ones it would send more messages.
 */
const TYPICAL = 0.47;

/** The quantile up to which an answer is not unusually late. */
const LATE = 0.9;

/** Nineteen of twenty round trips are shorter. */
const NEARLY_ALL = 0.95;

/** Round trips are steady if nearly all exceed the typical one by at most this part of it. */
const STEADY_PART = 1 / 4;

/** Fewer samples say nothing about the spread. Far less than SAMPLES_AT_MOST. */
const SAMPLES_AT_LEAST = 8;

/** Fewer may all be strokes of luck. Below SAMPLES_AT_LEAST. */
const SAMPLES_KNOWN = 4;

/** Recent round trips, without the time for which the other side held its acknowledgement. */
export class RoundTrips {
  readonly #samples: number[] = [];
  #next = 0;
  #sorted: readonly number[] | undefined;

  add(sampleMs: number): void {
    this.#samples[this.#next] = Math.min(Math.max(0, sampleMs), ROUND_TRIP_AT_MOST_MS);
    this.#next = (this.#next + 1) % SAMPLES_AT_MOST;
    this.#sorted = undefined;
  }

  /**
   * About the median; undefined before the first sample. The least would be a rare stroke of luck.
   */
  get typicalMs(): number | undefined {
    return this.#quantile(TYPICAL);
  }

  /** How much later than usual an answer may come without anything being wrong; 0 if unknown. */
  get spreadMs(): number {
    const late = this.#quantile(LATE);
    const typical = this.typicalMs;
    return late === undefined || typical === undefined ? 0 : late - typical;
  }

  /**
   * How long to wait for an answer that is sent at once, so that it rarely comes just after. Where
   * round trips vary much, waiting for nearly all would take too long: then it is the typical one.
   */
  get patientMs(): number | undefined {
    const typical = this.typicalMs;
    const long = this.#quantile(NEARLY_ALL);
    if (typical === undefined || long === undefined) return undefined;
    return long - typical <= typical * STEADY_PART ? long : typical;
  }

  /** After this time an answer that is sent at once is overdue. */
  get answerTimeoutMs(): number {
    const { typicalMs, spreadMs } = this;
    if (typicalMs === undefined) return UNKNOWN_ROUND_TRIP_MS + SLACK_MS;
    return SLACK_MS + (this.#areFew ? 2 * this.#longestMs : typicalMs + 2 * spreadMs);
  }

  /** How long to wait for an answer that is not asked for again: it may come as late as any of late. */
  get lateAnswerMs(): number {
    return Math.max(this.answerTimeoutMs, this.#longestMs + SLACK_MS);
  }

  /**
   * After this time a node that does not answer may be dead. While few round trips are known it has as
   * long as one can be: the next may take longer than all of them.
   */
  get patienceMs(): number {
    return this.#samples.length < SAMPLES_KNOWN ? ROUND_TRIP_AT_MOST_MS : this.lateAnswerMs;
  }

  /** Whether enough are known to say that none comes much later than others. */
  get areSteady(): boolean {
    return !this.#areFew && !this.areUneven;
  }

  /** Whether latencies vary so much that messages overtake each other. */
  get areUneven(): boolean {
    const { typicalMs = 0 } = this;
    const range = this.#longestMs - (this.#quantile(0) ?? 0);
    return range > Math.max(typicalMs * STEADY_PART, SLACK_MS / 2);
  }

  get #areFew(): boolean {
    return this.#samples.length < SAMPLES_AT_LEAST;
  }

  get #longestMs(): number {
    return this.#quantile(1) ?? 0;
  }

  #quantile(part: number): number | undefined {
    this.#sorted ??= this.#samples.toSorted((one, other) => one - other);
    const last = this.#sorted.length - 1;
    return this.#sorted[Math.floor(part * last)];
  }
}
