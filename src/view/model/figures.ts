/** What a run comes to in a few numbers, to be compared with another run's. */

import { itemAt } from "./columns.ts";
import { type Messages } from "./messages.ts";
import { requestsOf } from "./requests.ts";
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

export function figuresOf(run: Run): Figures {
  const { fates, latencyMs, texts } = run.record.values;
  const { messages } = run;
  const serverMessages = messages === undefined ? 0 : serverMessagesIn(messages);
  const operations = messages === undefined ? 0 : requestsOf(messages).length;
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

function serverMessagesIn({ kinds, kind }: Messages): number {
  let count = 0;
  for (const each of kind) if (!itemAt(kinds, each).isClient) count++;
  return count;
}
