/** The script of the worker: runs a test for each message that it gets. */

import { packRun, type PackedRun } from "../../view/model/run.ts";
import { type Contender, type Experiment } from "../model/experiment.ts";
import { play, type Played } from "../run.ts";
import { testOf } from "../test-of.ts";

/** What is to be run. */
export interface Order {
  readonly experiment: Experiment;
  readonly contender: Contender;
  readonly wantsJournal?: boolean;
}

export type Answer =
  | { readonly run: PackedRun; readonly journal: Played["journal"] }
  /** Why it could not be run. */
  | { readonly problem: string };

addEventListener("message", (event: MessageEvent<Order>) => {
  void answer(event.data).then((found) => postMessage(found, { transfer: [] }));
});

async function answer({ experiment, contender, wantsJournal = false }: Order): Promise<Answer> {
  try {
    const { strategy: name, flushMs, fanout } = contender;
    const node = { strategy: name, flushMs, fanout };
    const { hasDisks } = experiment;
    const test = testOf(experiment);
    const { run, journal } = await play({ name, test, node, hasDisks, wantsJournal });
    return { run: packRun(run), journal };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
