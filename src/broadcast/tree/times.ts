/** What a node measures of time: round trips over all its links, and the rhythm of each. */

/**
 * As many as a hub of 25 nodes sees in some seconds: W changes slowly. One slow message holds up all
 * that arrive behind it, so samples come in bunches that are wrong together.
 */
const SAMPLES_AT_MOST = 128;

/**
 * The quantile that counts as the round trip. Where latencies are uniform the longest way must not
 * take too long, where they are exponential messages must not become too many; this is between.
 */
const TYPICAL = 0.47;

/** Of twenty round trips nineteen are over by then. */
const NEARLY_ALL = 0.95;

/** Round trips are steady if nearly all end within this part of the usual one. */
const STEADY_PART = 1 / 4;

/** Fewer say nothing of the spread. */
const SAMPLES_AT_LEAST = 8;

/** Round trips of late, net of the time for which the other side held its acknowledgement. */
export class RoundTrips {
  readonly #samples: number[] = [];
  #next = 0;
  #sorted: readonly number[] | undefined;

  /** Whether there are enough samples to know how much they vary. */
  get areMany(): boolean {
    return this.#samples.length >= SAMPLES_AT_LEAST;
  }

  add(sampleMs: number): void {
    this.#samples[this.#next] = Math.max(0, sampleMs);
    this.#next = (this.#next + 1) % SAMPLES_AT_MOST;
    this.#sorted = undefined;
  }

  /**
   * Half are longer, and a few more; undefined before the first. Not the least: where latencies vary
   * that is a rare stroke of luck.
   */
  get typicalMs(): number | undefined {
    return this.#quantile(TYPICAL);
  }

  /** How much later than usual an answer may come without anything being wrong. */
  get spreadMs(): number {
    return (this.#quantile(0.9) ?? 0) - (this.typicalMs ?? 0);
  }

  /**
   * How long to wait for an answer that is sent at once, so that it rarely comes just after. Where
   * round trips vary much, waiting for nearly all would take too long: then it is the usual one.
   */
  get patientMs(): number | undefined {
    const usual = this.typicalMs;
    const long = this.#quantile(NEARLY_ALL);
    if (usual === undefined || long === undefined) return undefined;
    return long - usual <= usual * STEADY_PART ? long : usual;
  }

  #quantile(part: number): number | undefined {
    this.#sorted ??= this.#samples.toSorted((one, other) => one - other);
    const last = this.#sorted.length - 1;
    return this.#sorted[Math.floor(part * last)];
  }
}

/** The gains of TCP's retransmission timer (RFC 6298, section 2). */
const MEAN_GAIN = 1 / 8;
const DEVIATION_GAIN = 1 / 4;
const DEVIATIONS = 4;

/** Fewer make no rhythm. */
const BEATS_AT_LEAST = 4;

/** The intervals between the pushes of a parent, whoever it is: the root beats for all. */
export class Rhythm {
  #lastMs: number | undefined;
  #meanMs: number | undefined;
  #deviationMs = 0;
  #beats = 0;

  beat(nowMs: number): void {
    const last = this.#lastMs;
    this.#lastMs = nowMs;
    this.#beats++;
    if (last === undefined) return;
    const interval = nowMs - last;
    if (this.#meanMs === undefined) {
      this.#meanMs = interval;
      this.#deviationMs = interval / 2;
      return;
    }
    const error = interval - this.#meanMs;
    this.#meanMs += MEAN_GAIN * error;
    this.#deviationMs += DEVIATION_GAIN * (Math.abs(error) - this.#deviationMs);
  }

  /** The next interval is not counted: it is a fault's, not the rhythm's. */
  interrupt(): void {
    this.#lastMs = undefined;
  }

  /** A pause that is longer is a sign of trouble; undefined while no rhythm is known. */
  get limitMs(): number | undefined {
    if (this.#meanMs === undefined || this.#beats < BEATS_AT_LEAST) return undefined;
    return this.#meanMs + DEVIATIONS * this.#deviationMs;
  }
}
