/** The script of the worker: runs a test for each message that it gets. */

import { packRun, type PackedRun } from "../../view/model/run.ts";
import { play, type Play, type Played } from "../run.ts";

export type Answer =
  | { readonly run: PackedRun; readonly journal: Played["journal"] }
  /** Why it could not be run. */
  | { readonly problem: string };

addEventListener("message", (event: MessageEvent<Play>) => {
  void answer(event.data).then((found) => postMessage(found, { transfer: [] }));
});

async function answer(given: Play): Promise<Answer> {
  try {
    const { run, journal } = await play(given);
    return { run: packRun(run), journal };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
