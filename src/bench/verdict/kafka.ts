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
import { explain, type NodeOf } from "./kafka/words.ts";

export interface KafkaVerdict {
  /** As in Maelstrom's results.edn; with a `:note` if Maelstrom has no verdict. */
  readonly result: EdnMap;
  readonly validity: boolean;
  readonly anomalies: Anomalies;
  readonly worstLag: Lag;
  /** For people, a sentence each: the examples of each type, and the note. */
  sentences(nodeOf: NodeOf): string[];
}

/**
 * Every type of anomaly makes a test invalid: those that Jepsen only tells, such as skips between
 * sends, need several sends in one operation or consumers that a broker moves. Throws HistoryError.
 */
export function judgeKafka(history: History): KafkaVerdict {
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
  const result = toResult(anomalies, worstLag, operations);
  return {
    result:
      note === undefined ? result : new EdnMap([...result.entries, [Keyword.of("note"), note]]),
    validity: all.length === 0,
    anomalies,
    worstLag,
    sentences: (nodeOf) => [
      ...[...anomalies].flatMap(([type, ofType]) =>
        examplesOf(type, ofType).map((anomaly) => explain(anomaly, logs, nodeOf)),
      ),
      ...(note === undefined ? [] : [note]),
    ],
  };
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
