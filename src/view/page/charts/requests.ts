/** Latencies of requests as columns for a chart. */

import { type Request } from "../../model/requests.ts";

type Column = (number | null)[];

export interface RequestColumns {
  /** Seconds; the latencies of each kind; at the top, the requests without an answer. */
  readonly data: [number[], ...Column[]];
  /** The kinds, in the order of their columns. */
  readonly shown: readonly number[];
}

export function requestColumns(requests: readonly Request[]): RequestColumns {
  const shown = [...new Set(requests.map(({ kind }) => kind))];
  const most = requests.reduce((one, { latencyMs = 0 }) => Math.max(one, latencyMs), 1);
  return {
    data: [
      requests.map(({ sentMs }) => sentMs / 1000),
      ...shown.map((wanted) =>
        requests.map(({ kind, latencyMs }) => (kind === wanted ? (latencyMs ?? null) : null)),
      ),
      requests.map(({ latencyMs }) => (latencyMs === undefined ? most * 1.08 : null)),
    ],
    shown,
  };
}
