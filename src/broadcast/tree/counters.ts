import { Counters } from "../replication/counters.ts";

/** How often each path was taken, those of the tree included. */
export class TreeCounters extends Counters {
  /** The parent was given up. */
  failover: number = 0;
  /** A parent other than the one at home was found. */
  adoption: number = 0;
  /** The parent at home was taken back. */
  goingHome: number = 0;
}
