/** Anomalies in sentences: which message, at which offset, by whom, in which operations. */

import { writeEdn } from "../../edn.ts";
import { type Anomaly } from "./anomalies.ts";
import { type Logs, type Slot } from "./logs.ts";
import { type Message, type Offset, type Poll, type Send } from "./operations.ts";

/** More than these of a list are counted, not named. */
const NAMED_AT_MOST = 8;

/** The name of the node that a process talks to, if it is known. */
export type NodeOf = (process: number) => string | undefined;

export function explain(anomaly: Anomaly, logs: Logs, nodeOf: NodeOf): string {
  const by = (operation: Send | Poll): string => {
    const node = nodeOf(operation.process);
    const on = node === undefined ? "" : ` on ${node}`;
    return `process ${operation.process}${on} in operation ${operation.completion.index}`;
  };
  const shownBy = (slot: Slot, message: Message): string => {
    const operation = slot.shownBy.get(message);
    if (operation === undefined) throw new Error("A slot without that message");
    return `${operation.kind === "send" ? "sent" : "polled"} by ${by(operation)}`;
  };
  switch (anomaly.type) {
    case "duplicate": {
      const { message, slots } = anomaly;
      const places = slots.map((slot) => `at offset ${slot.offset} (${shownBy(slot, message)})`);
      return `${capital(nameOf(message))} is there more than once: ${listed(places)}.`;
    }
    case "inconsistent-offsets": {
      const { key, slot } = anomaly;
      const messages = [...slot.shownBy.keys()].map(
        (message) => `${writeEdn(message.value)} (${shownBy(slot, message)})`,
      );
      const offset = `Offset ${slot.offset} of key ${writeEdn(key)}`;
      return `${offset} holds different messages: ${listed(messages)}.`;
    }
    case "lost-write": {
      const { message, send, maxRead, maxReadIndex } = anomaly;
      const furthest = logs.get(message.key)?.slots[maxReadIndex]?.offset;
      const reader = maxRead === undefined ? "somebody" : by(maxRead);
      return (
        `${capital(nameOf(message))} was lost: ${by(send)} sent it and got offset ${send.offset}, ` +
        `and ${reader} polled as far as offset ${furthest}, but no poll ever showed it.`
      );
    }
    case "G1a": {
      const { send, poll } = anomaly;
      const { error } = send.completion;
      const reason = error === undefined ? "" : ` with ${writeEdn(error)}`;
      return (
        `${capital(by(poll))} polled ${nameOf(send.message)} ${placeOf(send.message, logs)}, ` +
        `although its send by ${by(send)} had failed${reason}.`
      );
    }
    case "unseen": {
      const keys = [...anomaly.messages].map(([key, messages]) => {
        const note = messages.some(anomaly.isPolled)
          ? " (only the last poll of all showed them, and no send succeeded: Jepsen counts that)"
          : "";
        return `${valuesOf(messages)} of key ${writeEdn(key)}${note}`;
      });
      return `No poll ever showed what was acknowledged: ${listed(keys)}.`;
    }
    case "phantom": {
      const { message, poll } = anomaly;
      return `${capital(by(poll))} polled ${nameOf(message)}, which nobody ever sent.`;
    }
    case "G1c-realtime": {
      const { send, poll } = anomaly;
      return (
        `${capital(by(poll))} polled ${nameOf(send.message)} before it was sent: the poll ended ` +
        `at ${secondsOf(poll.completion.timeNs)}, and the send by ${by(send)} began at ` +
        `${secondsOf(send.invocation.timeNs)}.`
      );
    }
    case "strong-PL-2-cycle-exists": {
      const numbers = anomaly.operations.map(({ completion }) => `${completion.index}`);
      return (
        "As messages were polled before they were sent, each of these operations comes before " +
        `itself: ${listed(numbers)}.`
      );
    }
    case "empty-transaction-graph":
      return "Nothing could be checked: no operation was answered before another one began.";
    default: {
      const { type, operations, from, to, delta, skipped } = anomaly;
      const [first, second = first] = operations;
      if (first === undefined || second === undefined) throw new Error("A step of no operation");
      const verb = type === "nonmonotonic-send" ? "sent" : "polled";
      const where =
        first === second ? "in the same poll" : `in operation ${second.completion.index}`;
      const wrong = delta > 1 ? `${valuesOf(skipped)} left out` : "offsets must grow";
      return (
        `${capital(by(first))} ${verb} ${nameOf(from)} ${placeOf(from, logs)}, and next, ${where}, ` +
        `message ${writeEdn(to.value)} ${placeOf(to, logs)}: ${wrong}.`
      );
    }
  }
}

function nameOf({ key, value }: Message): string {
  return `message ${writeEdn(value)} of key ${writeEdn(key)}`;
}

function placeOf(message: Message, logs: Logs): string {
  const offsets: Offset[] = [];
  for (const { offset, shownBy } of logs.get(message.key)?.slots ?? []) {
    if (shownBy.has(message)) offsets.push(offset);
  }
  return `at offset${offsets.length > 1 ? "s" : ""} ${listed(offsets.map((offset) => `${offset}`))}`;
}

function valuesOf(messages: readonly Message[]): string {
  const values = listed(messages.map(({ value }) => writeEdn(value)));
  return messages.length === 1 ? `message ${values}` : `messages ${values}`;
}

function listed(items: readonly string[]): string {
  const rest = items.length - NAMED_AT_MOST;
  const all = rest > 0 ? [...items.slice(0, NAMED_AT_MOST), `${rest} more`] : items;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

function secondsOf(ns: number): string {
  return `${(ns / 1e9).toFixed(3)} s`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
