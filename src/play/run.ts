/** Runs a test in virtual time, and gives what the viewer shows of it. */

import { toHistory, type History } from "../bench/history.ts";
import { type NetworkObserver, type Packet } from "../bench/network/network.ts";
import { type TestOptions } from "../bench/options.ts";
import { type Outcome } from "../bench/run.ts";
import { BodyLimits, EventJournal, journalTimeOf } from "../bench/store/journal.ts";
import { remarksOn } from "../bench/terminal/remarks.ts";
import { accountOf } from "../bench/terminal/summary.ts";
import { judge } from "../bench/verdict/verdict.ts";
import { runVirtual } from "../bench/virtual.ts";
import { makeGuestOf } from "../broadcast/make-guest.ts";
import { type NodeOptions } from "../broadcast/make-node.ts";
import { typeName, type EventSink, type NetworkEvent } from "../view/model/events.ts";
import { makeRun, type Run } from "../view/model/run.ts";
import { recordOf, type RecordInput } from "../view/record/record.ts";

/** Some seconds of computing. 25 nodes with retry, 20 s at rate 100 have 240,000; a storm has any number. */
const EVENTS_AT_MOST = 500_000;

/** How many events there are between two reports of how far a run is: some hundredths of a second. */
const EVENTS_A_REPORT = 5000;

/** What is run: the test, and the nodes that it is run with. */
export interface Play {
  readonly name: string;
  readonly test: TestOptions;
  readonly node: NodeOptions;
  readonly hasDisks?: boolean;
  /** Whether its journal is wanted as well, which the viewer does not need. */
  readonly wantsJournal?: boolean;
}

export interface Played {
  readonly run: Run;
  /** If it was wanted: the text that `eddy test` writes into journal.jsonl, in pieces. */
  readonly journal: readonly string[] | undefined;
}

/**
 * Rejects if the options make no sense. A run of more events than a page can show is stopped.
 * `reached` hears now and then how far it is, in virtual time.
 */
export async function play(
  { name, test, node, hasDisks = false, wantsJournal = false }: Play,
  eventsAtMost: number = EVENTS_AT_MOST,
  reached: (timeMs: number) => void = () => {},
): Promise<Played> {
  const events = new Events();
  const stop = new AbortController();
  const pieces: string[] = [];
  const journal = wantsJournal
    ? new EventJournal({ write: (text) => pieces.push(text) })
    : undefined;
  const network: NetworkObserver = (event, packet, timeMs) => {
    events.note(event, packet, timeMs);
    journal?.note(event, packet, timeMs);
    if (events.count % EVENTS_A_REPORT === 0) reached(timeMs);
    if (events.count >= eventsAtMost) stop.abort();
  };
  const { signal } = stop;
  const environment = { observer: { network }, signal, hasDisks };
  const outcome = await runVirtual(test, makeGuestOf(node), environment);
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

  get count(): number {
    return this.#events.length;
  }

  note(event: NetworkEvent["event"], packet: Packet, timeMs: number): void {
    const { id, src, dest, body, content } = packet;
    const known = { timeMs: journalTimeOf(timeMs), event, id, src, dest };
    const type = typeName(content["type"]);
    const hasBody = event === "send" && this.#limits.keeps(packet);
    this.#events.push(hasBody ? { ...known, type, body: content, text: body } : { ...known, type });
  }

  replay(sink: EventSink): void {
    for (const event of this.#events) sink.note(event);
  }
}

function judgement(
  test: TestOptions,
  outcome: Outcome,
  history: History,
): Pick<RecordInput, "account" | "verdict"> {
  if (outcome.end !== "complete") {
    const after = `${(outcome.durationMs / 1000).toFixed(1)} s`;
    const why = outcome.end === "aborted" ? ": it has more messages than a page can show" : "";
    const headline = `The test was stopped after ${after}, so there is no verdict${why}.`;
    return { account: { validity: "none", headline, faults: [], doubts: [], rows: [] } };
  }
  const { nodes, latencyMs } = test;
  const verdict = judge(history, { ...test, ...outcome });
  return { verdict, account: accountOf({ verdict, nodeCount: nodes.length, latencyMs }) };
}
