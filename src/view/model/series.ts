/** What charts show: messages a second, and how far values have spread. */

import { type Kind } from "./messages.ts";
import { type Run } from "./run.ts";
import { itemAt } from "./columns.ts";

export interface Rates {
  /** The middle of each interval, in seconds. */
  readonly seconds: readonly number[];
  /** By kind the messages a second; only kinds between servers. */
  readonly series: readonly { readonly kind: Kind; readonly perSecond: readonly number[] }[];
}

/** As many intervals as a chart can show apart. */
const INTERVALS_AT_MOST = 150;

const STEPS_MS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000] as const;

/** Server messages sent a second, by kind. */
export function ratesOf({ messages, startMs, endMs }: Run): Rates {
  if (messages === undefined) return { seconds: [], series: [] };
  const lastMs = Math.min(endMs, messages.eventMs.at(-1) ?? endMs);
  const stepMs = STEPS_MS.find((step) => (lastMs - startMs) / step <= INTERVALS_AT_MOST) ?? 600_000;
  const firstStep = Math.floor(startMs / stepMs);
  const count = Math.floor(lastMs / stepMs) + 1 - firstStep;
  const byKind = messages.kinds.map(() => new Int32Array(count));
  for (let message = 0; message < messages.count; message++) {
    const step = Math.floor(itemAt(messages.sendMs, message) / stepMs) - firstStep;
    const counts = itemAt(byKind, itemAt(messages.kind, message));
    // The times of somebody else's journal need not be in order.
    if (step < count) counts[step] = itemAt(counts, step) + 1;
  }
  const series = messages.kinds.flatMap((kind, number) => {
    const counts = byKind[number] ?? new Int32Array();
    if (kind.isClient) return [];
    return [{ kind, perSecond: Array.from(counts, (sent) => (sent * 1000) / stepMs) }];
  });
  const seconds = Array.from(
    { length: count },
    (_, step) => ((firstStep + step + 0.5) * stepMs) / 1000,
  );
  return { seconds, series };
}

/** How many nodes had each value: rows of values in the order of broadcast, columns of time. */
export interface Coverage {
  readonly rows: number;
  readonly columns: number;
  /** Row by row: −1 before its broadcast, else the mean number of nodes that had the row's values. */
  readonly nodes: Float32Array;
  /** The values of the record in a row are `order` from place `row · perRow` on. */
  readonly order: Int32Array;
  readonly perRow: number;
}

export function coverageOf(run: Run, columns: number, rowsAtMost: number): Coverage {
  const { broadcastMs, holdings } = run;
  const order = Int32Array.from(
    [...broadcastMs.keys()]
      .filter((value) => !Number.isNaN(itemAt(broadcastMs, value)))
      .toSorted((one, other) => itemAt(broadcastMs, one) - itemAt(broadcastMs, other)),
  );
  const perRow = Math.max(1, Math.ceil(order.length / rowsAtMost));
  const rows = Math.ceil(order.length / perRow);
  const rowOf = new Int32Array(broadcastMs.length).fill(-1);
  for (const [place, value] of order.entries()) rowOf[value] = Math.floor(place / perRow);
  const nodes = new Float32Array(rows * columns);
  const columnOf = (timeMs: number): number => {
    const part = (timeMs - run.startMs) / (run.endMs - run.startMs);
    return Math.min(columns - 1, Math.max(0, Math.floor(part * columns)));
  };
  for (let place = 0; place < holdings.count; place++) {
    const row = itemAt(rowOf, itemAt(holdings.value, place));
    if (row < 0) continue;
    const cell = row * columns + columnOf(itemAt(holdings.timeMs, place));
    nodes[cell] = itemAt(nodes, cell) + (holdings.isGain[place] === 1 ? 1 : -1);
  }
  for (let row = 0; row < rows; row++) {
    const size = Math.min(perRow, order.length - row * perRow);
    const begin = columnOf(itemAt(broadcastMs, itemAt(order, row * perRow)));
    accumulate(nodes.subarray(row * columns, (row + 1) * columns), begin, size);
  }
  return { rows, columns, nodes, order, perRow };
}

/** From changes to the mean of what they come to. */
function accumulate(cells: Float32Array, begin: number, size: number): void {
  let sum = 0;
  for (let column = 0; column < cells.length; column++) {
    sum += itemAt(cells, column);
    cells[column] = column < begin ? -1 : sum / size;
  }
}
