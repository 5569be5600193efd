/** The script of the worker: runs a test for each message that it gets. */

import { play, type Play, type Played } from "../run.ts";

export type Answer =
  | { readonly played: Played; readonly durationMs: number }
  /** Why it could not be run. */
  | { readonly problem: string };

addEventListener("message", (event: MessageEvent<Play>) => {
  void answer(event.data).then((found) => postMessage(found, { transfer: [] }));
});

async function answer(given: Play): Promise<Answer> {
  const startMs = performance.now();
  try {
    const played = await play(given);
    return { played, durationMs: performance.now() - startMs };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
