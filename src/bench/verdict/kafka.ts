/**
 * The verdict on the kafka workload: a log for each key, in which no acknowledged message may be
 * lost and through which every client goes in order. After jepsen.tests.kafka, as Maelstrom uses it.
 * Where that checker breaks there is a verdict here: what nobody sent is a `phantom`, and a key that
 * polls only ever showed as an empty list is a key without messages.
 */

import { EdnMap, Keyword } from "../edn.ts";
import { type History } from "../history.ts";
import {
  abortedReads,
  emptyKeys,
  partiesOf,
  phantoms,
  unseen,
  wrongLogs,
} from "./kafka/contents.ts";
import { type Anomaly } from "./kafka/anomalies.ts";
import { worstLagOf, type Lag } from "./kafka/lag.ts";
import { logsOf } from "./kafka/logs.ts";
import { kafkaOperationsOf } from "./kafka/operations.ts";
import { cyclesIn, hasOrder } from "./kafka/realtime.ts";
import { examplesOf, toResult, type Anomalies } from "./kafka/result.ts";
import { stepsOfProcesses, stepsWithinPolls } from "./kafka/steps.ts";
import { Words, type NodeOf } from "./kafka/words.ts";
import { type WorkloadVerdict } from "./workload-verdict.ts";

export interface KafkaVerdict extends WorkloadVerdict {
  readonly validity: boolean;
  readonly anomalies: Anomalies;
  readonly worstLag: Lag;
}

/** Sentences on one type of anomaly. */
const SENTENCES_AT_MOST = 3;

/**
 * Every type of anomaly makes a test invalid: those that Jepsen only tells, such as skips between
 * sends, need several sends in one operation or consumers that a broker moves. Throws HistoryError.
 */
export function judgeKafka(history: History, nodeOf: NodeOf = () => undefined): KafkaVerdict {
  const operations = kafkaOperationsOf(history);
  const parties = partiesOf(operations);
  const logs = logsOf(operations, parties.polled);
  const all: Anomaly[] = [
    ...wrongLogs(logs, parties),
    ...abortedReads(operations, parties),
    ...phantoms(parties),
    ...unseen(operations),
    ...stepsWithinPolls(operations, logs),
    ...stepsOfProcesses(operations, logs),
    ...cyclesIn(operations, parties),
  ];
  if (!hasOrder(operations, parties)) all.push({ type: "empty-transaction-graph" });
  const anomalies = Map.groupBy(all, ({ type }) => type);
  const worstLag = worstLagOf(operations);
  const note = noteOn(anomalies, emptyKeys(operations, parties));
  const words = new Words(logs, nodeOf);
  const faults = [...anomalies].flatMap(([type, ofType]) => {
    const shown = examplesOf(type, ofType).slice(0, SENTENCES_AT_MOST);
    const sentences = shown.map((anomaly) => words.explain(anomaly));
    const more = ofType.length - shown.length;
    return more > 0 ? [...sentences, `${more} more like that, of type :${type}.`] : sentences;
  });
  const sentCount = operations.filter(({ kind, type }) => kind === "send" && type === "ok").length;
  return {
    validity: all.length === 0,
    anomalies,
    worstLag,
    words: {
      headline: `Valid: polls showed all of ${sentCount} messages, in order.`,
      faults: note === undefined ? faults : [...faults, note],
    },
    toResults() {
      const result = toResult(anomalies, worstLag, operations);
      return { workload: note === undefined ? result : withNote(result, note) };
    },
  };
}

function withNote({ entries }: EdnMap, note: string): EdnMap {
  return new EdnMap([...entries, [Keyword.of("note"), note]]);
}

/** Why Maelstrom has no verdict. */
function noteOn(anomalies: Anomalies, empty: readonly string[]): string | undefined {
  const reason = anomalies.has("phantom")
    ? "a poll showed a message that nobody sent"
    : empty.length > 0
      ? `polls only ever showed an empty list for key ${JSON.stringify(empty[0])}; leave out such keys`
      : undefined;
  return reason && `Maelstrom's checker breaks at this history and says :unknown: ${reason}.`;
}
