/** The clock of a test: real, or virtual and as fast as the machine allows. */

export interface Clock {
  /** Milliseconds since the clock was made, possibly fractional. */
  now(): number;

  /** Calls `callback` at `timeMs`, or as soon as possible afterwards; of one time, in order of asking. */
  at(timeMs: number, callback: () => void): ScheduledCall;
}

export interface ScheduledCall {
  /** Forgets the call. Cancelling one that was made does nothing. */
  cancel(): void;
}
