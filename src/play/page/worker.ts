/** The script of the worker: runs a test for each message that it gets. */

import { play, type Play, type Played } from "../run.ts";

export type Answer =
  | { readonly played: Played }
  /** Why it could not be run. */
  | { readonly problem: string };

addEventListener("message", (event: MessageEvent<Play>) => {
  void answer(event.data).then((found) => postMessage(found, { transfer: [] }));
});

async function answer(given: Play): Promise<Answer> {
  try {
    return { played: await play(given) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
