/**
 * What goes out on a link: how far the other side has this node's journal, as far as this node
 * knows, and when to ask for an acknowledgement that is overdue.
 */

import { SLACK_MS } from "./round-trips.ts";

/** What was sent is sent again at a megabyte a second at most. */
const AGAIN_PER_MS = 1000;

/** Pushes whose times are kept. */
const FLIGHTS_AT_MOST = 64;

/** A link that lost or reordered something will do so again within this time. */
const REPEAT_MS = 10_000;

/**
 * An overdue link is asked at a steady pace for so long, and then more and more rarely, up to the
 * longest interval. That is above the intervals of both strategies.
 */
export const PATIENCE_MS = 30_000;
export const RETRY_AT_MOST_MS = 8000;

/** A push with values that is not acknowledged yet. */
interface Flight {
  /** The position at which it ended. */
  readonly to: number;
  readonly atMs: number;
}

/** Positions are those of this node's journal. Invariant: 0 ≤ base ≤ acked ≤ sent ≤ end. */
export class Outgoing {
  readonly #journal: { readonly end: number };
  #base = 0;
  #acked = 0;
  #sent = 0;
  #known: ReadonlyMap<number, number> | undefined;
  /** Up to here `known` counts. */
  #knownTo = 0;
  /** The end of the last push that had values. */
  #owed = 0;
  /** In the order of their ends, which all differ. */
  readonly #flights: Flight[] = [];
  #retries = 0;
  #retryAtMs = Infinity;
  #repeatUntilMs = -Infinity;
  /** The end of all that was ever sent. */
  #highest = 0;
  #repeatedAtMs = -Infinity;
  /** How long the last repetition takes at AGAIN_PER_MS. */
  #repeatedForMs = 0;
  #lossyUntilMs = -Infinity;
  #isCutShort = false;

  constructor(journal: { readonly end: number }) {
    this.#journal = journal;
  }

  /** A digest said that the other side has everything up to here; a push may begin with it. */
  get base(): number {
    return this.#base;
  }

  /** The other side has acknowledged everything up to here. */
  get acked(): number {
    return this.#acked;
  }

  /** Everything up to here was sent, or need not be. */
  get sent(): number {
    return this.#sent;
  }

  /**
   * What the other side has beyond `base` by its digest, as a count for each origin, until what it
   * lacked is acknowledged. It is empty after a restart of the other side.
   */
  get known(): ReadonlyMap<number, number> | undefined {
    return this.#known;
  }

  /**
   * Whether the other side has acknowledged all that was sent, but lacks something by its digest, or
   * since not all fitted in a message.
   */
  get lacksMore(): boolean {
    return (this.#known !== undefined || this.#isCutShort) && this.#acked === this.#sent;
  }

  /** When the oldest push was sent that is not acknowledged; Infinity if there is none. */
  get unackedSinceMs(): number {
    return this.#flights[0]?.atMs ?? Infinity;
  }

  get isUnacked(): boolean {
    return this.#flights.length > 0;
  }

  /** Whether an overdue acknowledgement was asked for and has not come since. */
  get isOverdue(): boolean {
    return this.#retries > 0;
  }

  /** When an overdue acknowledgement is asked for. */
  get retryAtMs(): number {
    return this.#retryAtMs;
  }

  /** Whether each push begins at what is not acknowledged, since something went wrong of late. */
  isRepeating(nowMs: number): boolean {
    return nowMs < this.#repeatUntilMs;
  }

  /**
   * Whether what was sent may be sent again now. An answer is overdue after SLACK_MS at the earliest,
   * so nobody honest asks more often.
   */
  mayRepeat(nowMs: number): boolean {
    return nowMs >= this.#repeatedAtMs + SLACK_MS && this.mayStartAgain(nowMs);
  }

  /** Whether a digest may make this node send again from an earlier position. */
  mayStartAgain(nowMs: number): boolean {
    return nowMs >= this.#repeatedAtMs + this.#repeatedForMs;
  }

  /** Whether it loses messages again and again; a single loss may be left over from a partition. */
  isLossy(nowMs: number): boolean {
    return nowMs < this.#lossyUntilMs;
  }

  /** Whether the other side was silent for so long that it is only asked now and then. */
  isGivenUp(nowMs: number): boolean {
    return nowMs - this.unackedSinceMs > PATIENCE_MS && nowMs < this.#retryAtMs;
  }

  /** A push of so many characters began at a position. `isCutShort`: more did not fit in it. */
  began(position: number, characters: number, isCutShort: boolean, nowMs: number): void {
    this.#isCutShort = isCutShort;
    if (position >= this.#highest) return;
    this.#repeatedAtMs = nowMs;
    this.#repeatedForMs = characters / AGAIN_PER_MS;
  }

  /** A push up to `to` was sent. One without values needs no acknowledgement. */
  advance(to: number, hasValues: boolean, nowMs: number): void {
    this.#sent = Math.max(this.#sent, to);
    this.#highest = Math.max(this.#highest, to);
    this.#check();
    if (!hasValues) return;
    this.#owed = Math.max(this.#owed, to);
    const isMore = to > (this.#flights.at(-1)?.to ?? -1);
    if (isMore && this.#flights.length < FLIGHTS_AT_MOST) this.#flights.push({ to, atMs: nowMs });
  }

  /** Takes in an acknowledgement, at most up to `sent`; an older one than the last changes nothing. */
  acknowledge(position: number, nowMs: number): void {
    if (position <= this.#acked) return;
    this.#acked = position;
    this.#check();
    if (position >= this.#knownTo) this.#known = undefined;
    while ((this.#flights[0]?.to ?? Infinity) <= position) this.#flights.shift();
    this.#retries = 0;
    this.#retryAtMs = Infinity;
    if (position >= this.#owed) this.expectNothing();
    else if (!this.isUnacked) this.#flights.push({ to: this.#owed, atMs: nowMs });
  }

  /**
   * The other side misses what lies behind a position. If it had acknowledged more, that was wrong:
   * somebody else spoke in its name.
   */
  rewind(position: number): void {
    this.#acked = Math.min(this.#acked, position);
    this.#base = Math.min(this.#base, position);
  }

  /** Takes in a digest: the other side has everything up to `covered`, and what `known` counts. */
  cover(covered: number, known: ReadonlyMap<number, number>): void {
    const { end } = this.#journal;
    this.#base = covered;
    this.#acked = covered;
    this.#sent = covered;
    this.#check();
    this.#known = covered < end ? known : undefined;
    this.#knownTo = end;
    this.expectNothing();
  }

  /**
   * The other side has restarted: it has nothing, not even its own values, and owes an acknowledgement
   * of all that was sent. A push that its earlier incarnation acknowledged is not sent again otherwise.
   */
  forget(nowMs: number): void {
    this.#base = 0;
    this.#acked = 0;
    this.#check();
    this.#known = new Map();
    this.#knownTo = this.#journal.end;
    this.expectNothing();
    if (this.#sent === 0) return;
    this.#owed = this.#sent;
    this.#flights.push({ to: this.#sent, atMs: nowMs });
  }

  /** Nothing is owed any more, or nobody is left who owes it. */
  expectNothing(): void {
    this.#flights.length = 0;
    this.#retryAtMs = Infinity;
    this.#retries = 0;
  }

  /** For a while each push begins at what is not acknowledged. */
  repeat(nowMs: number): void {
    this.#repeatUntilMs = nowMs + REPEAT_MS;
  }

  /** The other side misses a push. */
  lost(nowMs: number): void {
    if (this.isRepeating(nowMs)) this.#lossyUntilMs = nowMs + REPEAT_MS;
    this.repeat(nowMs);
  }

  /**
   * Sets when an overdue acknowledgement is asked for: first at `firstMs`, then every `paceMs`, and
   * more and more rarely after a while. `jitter` is a factor for all intervals.
   */
  scheduleRetry(firstMs: number, paceMs: number, jitter: number, nowMs: number): void {
    const isPatient = nowMs - this.unackedSinceMs < PATIENCE_MS;
    const waitMs = isPatient ? paceMs : Math.min(paceMs * 2 ** this.#retries, RETRY_AT_MOST_MS);
    this.#retryAtMs = this.isOverdue ? nowMs + waitMs * jitter : firstMs;
  }

  /** No acknowledgement is expected. */
  cancelRetry(): void {
    this.#retryAtMs = Infinity;
  }

  /** An acknowledgement that is overdue is asked for. */
  retry(): void {
    this.#retries++;
  }

  /** This node was not running: what became overdue meanwhile has time until `untilMs`. */
  forgiveDelay(nowMs: number, untilMs: number): void {
    if (this.#retryAtMs < nowMs) this.#retryAtMs = untilMs;
  }

  #check(): void {
    const { end } = this.#journal;
    const isOrdered =
      0 <= this.#base &&
      this.#base <= this.#acked &&
      this.#acked <= this.#sent &&
      this.#sent <= end;
    if (isOrdered) return;
    const positions = `base ${this.#base}, acked ${this.#acked}, sent ${this.#sent}, end ${end}`;
    throw new Error(`Positions of a link must be in order: ${positions}`);
  }
}
