/** Runs a test in virtual time, and gives what the viewer shows of it. */

import { toHistory, type History } from "../bench/history.ts";
import { type NetworkObserver } from "../bench/network/network.ts";
import { type TestOptions } from "../bench/options.ts";
import { type Outcome } from "../bench/run.ts";
import { BodyLimits, EVENTS_AT_MOST, Journal, journalTimeOf } from "../bench/store/journal.ts";
import { remarksOn } from "../bench/terminal/remarks.ts";
import { accountOf } from "../bench/terminal/report.ts";
import { judge } from "../bench/verdict/verdict.ts";
import { runVirtual } from "../bench/virtual.ts";
import { makeGuestOf } from "../cli/make-guest.ts";
import { type NodeOptions } from "../cli/make-node.ts";
import { typeName, type EventSink, type NetworkEvent } from "../view/model/events.ts";
import { makeRun, type Run } from "../view/model/run.ts";
import { recordOf, type RecordInput } from "../view/record/record.ts";

/** What is run: the test, and the nodes that it is run with. */
export interface Play {
  readonly name: string;
  readonly test: TestOptions;
  readonly node: NodeOptions;
  /** Whether its journal is wanted as well, which the viewer does not need. */
  readonly wantsJournal?: boolean;
}

export interface Played {
  readonly run: Run;
  /** If it was wanted: the text that `eddy test` writes into journal.jsonl, in pieces. */
  readonly journal: readonly string[] | undefined;
}

/** Rejects if the options make no sense. */
export async function play({ name, test, node, wantsJournal = false }: Play): Promise<Played> {
  const events = new Events();
  const pieces: string[] = [];
  const journal = wantsJournal ? new Journal({ write: (text) => pieces.push(text) }) : undefined;
  const network: NetworkObserver = (event, packet, timeMs) => {
    events.note(event, packet, timeMs);
    journal?.note(event, packet, timeMs);
  };
  const outcome = await runVirtual(test, makeGuestOf(node), { observer: { network } });
  journal?.close();
  const history = toHistory(outcome.history);
  const { nodes, concurrency } = test;
  const known = { name, history, nodes, concurrency, remarks: remarksOn(outcome) };
  const record = recordOf({ ...known, ...judgement(test, outcome, history) });
  const run = makeRun(record, (sink) => events.replay(sink));
  return { run, journal: journal && pieces };
}

/** What the network did, as a journal would have it. */
class Events {
  readonly #events: NetworkEvent[] = [];
  readonly #limits = new BodyLimits();
  #missing = 0;

  readonly note: NetworkObserver = (event, packet, timeMs) => {
    if (this.#events.length >= EVENTS_AT_MOST) {
      this.#missing++;
      return;
    }
    const { id, src, dest, body, content } = packet;
    const known = { timeMs: journalTimeOf(timeMs), event, id, src, dest };
    const type = typeName(content["type"]);
    const hasBody = event === "send" && this.#limits.keeps(packet);
    this.#events.push(hasBody ? { ...known, type, body: content, text: body } : { ...known, type });
  };

  replay(sink: EventSink): void {
    for (const event of this.#events) sink.note(event);
    sink.leftOut(this.#missing);
  }
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
