/** Latencies as columns for a chart. */

import { type RunRecord } from "../../model/record.ts";
import { itemAt } from "../../model/columns.ts";

type Points = readonly (readonly [text: string, atMs: number, latencyMs: number | null])[];

/** In the order of the time when each was known; null for the latency of a lost value. */
function pointsOf({ values }: RunRecord): Points {
  const points = values.texts.flatMap((text, place) => {
    const atMs = values.knownMs[place] ?? itemAt(values.broadcastMs, place);
    const latencyMs = values.latencyMs[place] ?? null;
    const isLost = values.fates[place] === "lost";
    return latencyMs === null && !isLost ? [] : [[text, atMs, latencyMs] as const];
  });
  return points.toSorted(([, one], [, other]) => one - other);
}

/** The values of `latenciesOf`, as JSON. */
export function latencyValues(record: RunRecord): string[] {
  return pointsOf(record).map(([text]) => text);
}

type Column = (number | null)[];

/** Seconds; latencies; lost values, at the top. */
export function latenciesOf(record: RunRecord): [number[], Column, Column] {
  const points = pointsOf(record);
  const most = points.reduce((one, [, , latencyMs]) => Math.max(one, latencyMs ?? 0), 1);
  return [
    points.map(([, atMs]) => atMs / 1000),
    points.map(([, , latencyMs]) => latencyMs),
    points.map(([, , latencyMs]) => (latencyMs === null ? most * 1.08 : null)),
  ];
}

/** Latencies, and how many percent of the stable values have at most that. */
export function distributionOf({ values }: RunRecord): [number[], number[]] {
  const sorted = values.latencyMs
    .filter((latencyMs) => latencyMs !== null)
    .toSorted((one, other) => one - other);
  const [latencies, percents]: [number[], number[]] = [[], []];
  for (const [place, latencyMs] of sorted.entries()) {
    if (latencyMs === sorted[place + 1]) continue;
    latencies.push(latencyMs);
    percents.push(((place + 1) / sorted.length) * 100);
  }
  if (latencies.length === 0) return [[], []];
  return [
    [0, ...latencies.filter((latencyMs) => latencyMs > 0)],
    [latencies[0] === 0 ? (percents[0] ?? 0) : 0, ...percents.slice(latencies[0] === 0 ? 1 : 0)],
  ];
}
