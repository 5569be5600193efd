/** How often each path was taken, so that a test can prove that it was. */

export const COUNTER_NAMES = [
  /** The parent was given up. */
  "failover",
  /** An overdue acknowledgement was asked for. */
  "retransmission",
  /** A parent other than the one at home was found. */
  "adoption",
  /** The parent at home was taken back. */
  "goingHome",
  /** A digest was sent. */
  "digest",
  /** The other side reported a gap. */
  "repair",
  /** A message held no value that was new. */
  "duplicate",
  /** A push went on behind something that is missing. */
  "gap",
  /** Another node came back with a new incarnation. */
  "epoch",
] as const;

export type Counters = Record<(typeof COUNTER_NAMES)[number], number>;

export function newCounters(): Counters {
  return {
    failover: 0,
    retransmission: 0,
    adoption: 0,
    goingHome: 0,
    digest: 0,
    repair: 0,
    duplicate: 0,
    gap: 0,
    epoch: 0,
  };
}
