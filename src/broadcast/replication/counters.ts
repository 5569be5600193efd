/** How often each path was taken, so that a test can prove that it was. */
export class Counters {
  /** An overdue acknowledgement was asked for. */
  retransmission: number = 0;
  /** A digest was sent. */
  digest: number = 0;
  /** The other side reported a gap. */
  repair: number = 0;
  /** A message held no value that was new. */
  duplicate: number = 0;
  /** A push came whose predecessor is missing. */
  gap: number = 0;
  /** Another node came back with a new incarnation. */
  restart: number = 0;
}
