/** Measures rows on all cores, in the order in which they are wanted. */

import { availableParallelism } from "node:os";
import { Helper } from "./helper.ts";
import { type Figures, type Row } from "./rows.ts";

export interface Measured {
  readonly row: Row;
  readonly figures: Figures;
}

/**
 * Gives each row as soon as it and all before it are done. `helperArgs` are the arguments that make
 * a helper of this executable. Ends early, and throws, when a row fails or the signal comes.
 */
export async function* measureAll(
  rows: readonly Row[],
  helperArgs: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  const results = rows.map((row) => ({ row, done: Promise.withResolvers<Figures>() }));
  for (const { done } of results) done.promise.catch(() => {});
  const waiting = [...results];
  const count = Math.min(availableParallelism(), rows.length);
  const helpers = Array.from({ length: count }, () => new Helper(helperArgs));
  const killAll = (): void => {
    for (const helper of helpers) helper.kill();
  };
  signal.addEventListener("abort", killAll);
  if (signal.aborted) killAll();
  try {
    for (const helper of helpers) void work(helper, waiting);
    for (const { row, done } of results) yield { row, figures: await done.promise };
  } finally {
    signal.removeEventListener("abort", killAll);
    killAll();
  }
}

interface Wanted {
  readonly row: Row;
  readonly done: PromiseWithResolvers<Figures>;
}

/** Takes the next row again and again, until none waits or one fails. */
async function work(helper: Helper, waiting: Wanted[]): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    try {
      next.done.resolve(await helper.measure(next.row));
    } catch (error) {
      next.done.reject(error);
      // Nobody waits for what comes after it.
      waiting.length = 0;
      return;
    }
  }
}
