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

/** How far the run is, in virtual time; then its answer. */
export type News = { readonly reachedMs: number } | Answer;

export type Answer =
  | { readonly run: PackedRun; readonly journal: Played["journal"] }
  /** Why it could not be run. */
  | { readonly problem: string };

addEventListener("message", (event: MessageEvent<Order>) => {
  void answer(event.data).then(tell);
});

function tell(news: News): void {
  postMessage(news, { transfer: [] });
}

async function answer({ experiment, contender, wantsJournal = false }: Order): Promise<Answer> {
  try {
    const { strategy: name, flushMs, fanout } = contender;
    const node = { strategy: name, flushMs, fanout };
    const { hasDisks } = experiment;
    const given = { name, test: testOf(experiment), node, hasDisks, wantsJournal };
    const { run, journal } = await play(given, undefined, (reachedMs) => tell({ reachedMs }));
    return { run: packRun(run), journal };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
