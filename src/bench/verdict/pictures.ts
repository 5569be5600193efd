/**
 * `:perf` and `:timeline`: Maelstrom's checkers that draw pictures. They have no opinion, but a place
 * in the results, and here it says which pictures there really are.
 */

import { type EdnMap, ednMap } from "../edn.ts";

export interface Pictures {
  /** Latencies over time. */
  readonly hasLatencies: boolean;
  /** Operations a second over time: Maelstrom only. */
  readonly hasRates: boolean;
  /** What happened on each node, to be looked at in a browser. */
  readonly hasTimeline: boolean;
}

/** By the files of a folder of the store, Maelstrom's or ours. */
export function picturesAmong(names: readonly string[]): Pictures {
  const hasOneOf = (...wanted: readonly string[]): boolean =>
    wanted.some((name) => names.includes(name));
  return {
    hasLatencies: hasOneOf("latency.svg", "latency-raw.png"),
    hasRates: hasOneOf("rate.png"),
    hasTimeline: hasOneOf("report.html", "timeline.html"),
  };
}

/** As in results.edn. */
export function picturesToEdn(pictures: Pictures): EdnMap {
  const { hasLatencies, hasRates, hasTimeline } = pictures;
  const perf = ednMap({
    "latency-graph": hasLatencies ? DRAWN : undefined,
    "rate-graph": hasRates ? DRAWN : undefined,
    "valid?": true,
  });
  return ednMap({
    perf: hasLatencies || hasRates ? perf : undefined,
    timeline: hasTimeline ? DRAWN : undefined,
  });
}

const DRAWN: EdnMap = ednMap({ "valid?": true });
