/** The options of `eddy test` that say how often and for how long somebody stands still. */

import { BENCH, HICCUP_MS, type HiccupOptions } from "../bench/faults/hiccups.ts";
import { readNumber, readSome, UsageError } from "./option-values.ts";

interface HiccupValues {
  readonly "hiccup-interval"?: string | undefined;
  readonly "hiccup-length"?: string | undefined;
  readonly "hiccup-targets"?: string | undefined;
}

/** Shorter than this is a mistake, and zero would never let time pass. */
const SHORTEST_INTERVAL_SECONDS = 0.001;

/** Undefined if there are to be none. Throws a UsageError. */
export function readHiccups(
  values: HiccupValues,
  nodes: readonly string[],
): HiccupOptions | undefined {
  const { "hiccup-length": length, "hiccup-targets": targets } = values;
  const intervalSeconds = readNumber(
    "hiccup-interval",
    values["hiccup-interval"],
    SHORTEST_INTERVAL_SECONDS,
  );
  if (intervalSeconds === undefined) {
    const given = length === undefined ? "hiccup-targets" : "hiccup-length";
    if (length === undefined && targets === undefined) return undefined;
    throw new UsageError(`--${given} goes with --hiccup-interval: without it there are none`);
  }
  return {
    intervalSeconds,
    ...readLength(length),
    targets: readSome("hiccup-targets", targets, [...nodes, BENCH]),
  };
}

/** `300`, or `5-300` for any length from 5 to 300. */
function readLength(given: string | undefined): Pick<HiccupOptions, "shortestMs" | "longestMs"> {
  if (given === undefined) return HICCUP_MS;
  const [, first = "", second = first] = /^(\d+)(?:-(\d+))?$/u.exec(given) ?? [];
  const [shortestMs, longestMs] = [Number(first), Number(second)];
  if (shortestMs >= 1 && shortestMs <= longestMs) return { shortestMs, longestMs };
  throw new UsageError(
    `--hiccup-length must be milliseconds such as 300, or from one to another such as 5-300, not "${given}"`,
  );
}
