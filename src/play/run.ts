/** Runs a test in virtual time, and gives what the viewer shows of it: record and journal. */

import { toHistory, type History } from "../bench/history.ts";
import { type TestOptions } from "../bench/options.ts";
import { type Outcome } from "../bench/run.ts";
import { Journal } from "../bench/store/journal.ts";
import { remarksOn } from "../bench/terminal/remarks.ts";
import { accountOf } from "../bench/terminal/report.ts";
import { judge } from "../bench/verdict/verdict.ts";
import { runVirtual } from "../bench/virtual.ts";
import { makeGuestOf } from "../cli/make-guest.ts";
import { type NodeOptions } from "../cli/make-node.ts";
import { type RunRecord } from "../view/model/record.ts";
import { recordOf, type RecordInput } from "../view/record/record.ts";

export interface Played {
  readonly record: RunRecord;
  /** The lines of journal.jsonl, the same as `eddy test` writes, in pieces. */
  readonly journal: readonly string[];
}

/** What is run: the test, and the nodes that it is run with. */
export interface Play {
  readonly name: string;
  readonly test: TestOptions;
  readonly node: NodeOptions;
}

/** Rejects if the options make no sense. */
export async function play({ name, test, node }: Play): Promise<Played> {
  const pieces: string[] = [];
  const journal = new Journal({ write: (text) => pieces.push(text) });
  const outcome = await runVirtual(test, makeGuestOf(node), {
    observer: { network: (event, packet, timeMs) => journal.note(event, packet, timeMs) },
  });
  journal.close();
  const history = toHistory(outcome.history);
  const { nodes, concurrency } = test;
  const remarks = remarksOn(outcome);
  const known = { name, history, nodes, concurrency, remarks };
  const record = recordOf({ ...known, ...judgement(test, outcome, history) });
  return { record, journal: pieces };
}

function judgement(
  test: TestOptions,
  outcome: Outcome,
  history: History,
): Pick<RecordInput, "account" | "verdict"> {
  if (outcome.end !== "complete") {
    const headline = "The test was stopped, so there is no verdict.";
    return { account: { headline, faults: [], rows: [] } };
  }
  const { nodes, latencyMs } = test;
  const verdict = judge(history, { ...test, ...outcome });
  return { verdict, account: accountOf({ verdict, nodeCount: nodes.length, latencyMs }) };
}
