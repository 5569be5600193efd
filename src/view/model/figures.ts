/** What a run comes to in a few numbers, to be compared with another run's. */

import { itemAt } from "./columns.ts";
import { type Run } from "./run.ts";

export interface Figures {
  /** Values that clients broadcast, those that are lost, and those that died with their nodes. */
  readonly values: number;
  readonly lost: number;
  readonly gone: number;
  readonly serverMessages: number;
  /** By requests of clients, but for init and topology; undefined if there are none. */
  readonly perOperation: number | undefined;
  /** Of the values that every read shows from some moment on; undefined if there are none. */
  readonly medianLatencyMs: number | undefined;
  readonly longestLatencyMs: number | undefined;
}

/** A figure that can be better or worse. */
export type FigureName = "lost" | "serverMessages" | "medianLatencyMs" | "longestLatencyMs";

export function figuresOf(run: Run): Figures {
  const { fates, latencyMs, texts } = run.record.values;
  const { serverMessages, operations } = countsOf(run);
  const sorted = latencyMs
    .filter((latency) => latency !== null)
    .toSorted((one, other) => one - other);
  return {
    values: texts.length,
    lost: fates.filter((fate) => fate === "lost").length,
    gone: fates.filter((fate) => fate === "gone").length,
    serverMessages,
    perOperation: operations === 0 ? undefined : serverMessages / operations,
    // As Maelstrom has it: of two in the middle the larger.
    medianLatencyMs: sorted[sorted.length >> 1],
    longestLatencyMs: sorted.at(-1),
  };
}

const SETTING_UP: ReadonlySet<string> = new Set(["init", "topology"]);

function countsOf({ messages }: Run): { serverMessages: number; operations: number } {
  let [serverMessages, operations] = [0, 0];
  if (messages === undefined) return { serverMessages, operations };
  for (let message = 0; message < messages.count; message++) {
    const { name, isClient } = itemAt(messages.kinds, itemAt(messages.kind, message));
    if (!isClient) serverMessages++;
    else if (itemAt(messages.types, itemAt(messages.type, message)) === name) {
      if (!SETTING_UP.has(name)) operations++;
    }
  }
  return { serverMessages, operations };
}
