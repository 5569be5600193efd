/** What the arguments of eddy as a node mean for a test in virtual time. */

import { type MakeGuest } from "../bench/cluster/in-process.ts";
import { type LogLevel } from "../node/host.ts";
import { makeGuestOf } from "../broadcast/make-guest.ts";
import { parseNodeArgs } from "./node-options.ts";
import { UsageError } from "./option-values.ts";

interface GuestOptions {
  readonly makeGuest: MakeGuest;
  readonly logLevel: LogLevel;
}

/** The node that these arguments of eddy's make. Throws a UsageError. */
export function parseGuestArgs(args: readonly string[]): GuestOptions {
  try {
    const { node, logLevel, data } = parseNodeArgs(args);
    if (data !== undefined) {
      throw new UsageError(
        "--data-dir is for processes; with --virtual, use --durable to give nodes disks",
      );
    }
    return { makeGuest: makeGuestOf(node), logLevel };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`the node's arguments: ${error.message}`);
  }
}
