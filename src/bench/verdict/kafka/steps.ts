/** Whether polls and sends go through a log without going back or leaving anything out. */

import { type Anomaly, type Step } from "./anomalies.ts";
import { inMapOrder } from "../clojure-order.ts";
import { type Logs } from "./logs.ts";
import { type KafkaOperation, type Message, type Poll, type Send } from "./operations.ts";

/** Within each poll, also within one that failed, if it shows something. */
export function stepsWithinPolls(operations: readonly KafkaOperation[], logs: Logs): Anomaly[] {
  const found: Anomaly[] = [];
  for (const poll of operations) {
    if (poll.kind !== "poll") continue;
    for (const read of poll.reads.values()) {
      for (const [place, { message }] of read.entries()) {
        const step = stepBetween(logs, read[place - 1]?.message, message);
        if (step === undefined || step.delta === 1) continue;
        const type = step.delta > 1 ? "int-poll-skip" : "int-nonmonotonic-poll";
        found.push({ type, operations: [poll], ...step });
      }
    }
  }
  return found;
}

/**
 * Between each poll and the last one of its process that had the key, if only as an empty list;
 * and between two sends, among which others may send, so that only going back is wrong. With a key
 * that it had before an assign, a client goes on where it was; the others it forgets.
 */
export function stepsOfProcesses(operations: readonly KafkaOperation[], logs: Logs): Anomaly[] {
  const found: Anomaly[] = [];
  for (const ofProcess of byProcess(operations)) {
    const lasts = { send: new Map<string, Send>(), poll: new Map<string, Poll>() };
    for (const operation of ofProcess) {
      const { kind, type } = operation;
      if (kind === "assign" && type !== "fail") {
        const kept = new Set(operation.keys);
        for (const byKey of [lasts.send, lasts.poll]) {
          for (const key of byKey.keys()) if (!kept.has(key)) byKey.delete(key);
        }
      } else if (kind === "send" && type !== "fail") {
        const { message } = operation;
        const last = lasts.send.get(message.key);
        const step = stepBetween(logs, last?.message, message);
        lasts.send.set(message.key, operation);
        if (last === undefined || step === undefined || step.delta > 0) continue;
        found.push({ type: "nonmonotonic-send", operations: [last, operation], ...step });
      } else if (kind === "poll") {
        for (const [key, read] of operation.reads) {
          const last = lasts.poll.get(key);
          const step = stepBetween(logs, last?.reads.get(key)?.at(-1)?.message, read[0]?.message);
          if (type === "ok") lasts.poll.set(key, operation);
          if (last === undefined || step === undefined || step.delta === 1) continue;
          const name = step.delta > 1 ? "poll-skip" : "nonmonotonic-poll";
          found.push({ type: name, operations: [last, operation], ...step });
        }
      }
    }
  }
  return found;
}

/** The processes in the order in which Jepsen's checker goes through them. */
function byProcess(operations: readonly KafkaOperation[]): KafkaOperation[][] {
  const begun = operations.toSorted((left, right) => left.beganAt - right.beganAt);
  const processes = new Map(begun.map(({ process }): [number, KafkaOperation[]] => [process, []]));
  for (const operation of operations) processes.get(operation.process)?.push(operation);
  return inMapOrder([...processes], ([process]) => process).map(([, ofProcess]) => ofProcess);
}

/** Undefined if the log does not tell where both stand. */
function stepBetween(
  logs: Logs,
  from: Message | undefined,
  to: Message | undefined,
): Step | undefined {
  const log = to && logs.get(to.key);
  if (from === undefined || to === undefined || log === undefined) return undefined;
  const [start, end] = [log.indexOf.get(from), log.indexOf.get(to)];
  if (start === undefined || end === undefined) return undefined;
  return { from, to, delta: end - start, skipped: log.order.slice(start + 1, end) };
}
