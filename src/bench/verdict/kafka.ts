/**
 * The verdict on the kafka workload: a log for each key, in which no acknowledged message may be
 * lost and through which every client goes in order. After jepsen.tests.kafka, as Maelstrom uses it.
 * Where that checker breaks there is a verdict here: what nobody sent is a `phantom`, and a key that
 * polls only ever showed as an empty list is a key without messages.
 */

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
import { count } from "./texts.ts";
import { type WorkloadVerdict } from "./workload-verdict.ts";
import { printable } from "../network/violations.ts";

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
  const words = new Words(logs, nodeOf);
  const faults = [...anomalies].flatMap(([type, ofType]) => {
    const shown = examplesOf(type, ofType).slice(0, SENTENCES_AT_MOST);
    const sentences = shown.map((anomaly) => printable(words.explain(anomaly)));
    const more = ofType.length - shown.length;
    return more > 0 ? [...sentences, `${more} more like that, of type :${type}.`] : sentences;
  });
  const sentCount = operations.filter(({ kind, type }) => kind === "send" && type === "ok").length;
  const breaks = whyMaelstromBreaks(anomalies, emptyKeys(operations, parties));
  return {
    validity: all.length === 0,
    ...(breaks !== undefined && { maelstromValidity: "unknown" }),
    words: {
      headline: `Valid: polls showed all that was sent, ${count(sentCount, "message")}, in order.`,
      stricter: breaks,
      faults,
    },
    anomalies,
    worstLag,
    toResults: () => ({ workload: toResult(anomalies, worstLag, operations) }),
  };
}

function whyMaelstromBreaks(anomalies: Anomalies, empty: readonly string[]): string | undefined {
  if (anomalies.has("phantom")) {
    return "its checker breaks where a poll shows a message that nobody sent";
  }
  const [key] = empty;
  if (key === undefined) return undefined;
  const text = `its checker breaks where polls only ever showed an empty list for a key, here ${JSON.stringify(key)}`;
  return printable(text);
}
