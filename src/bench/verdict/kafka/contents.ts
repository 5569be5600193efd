/** Which messages a log holds, lacks, or should not hold (jepsen.tests.kafka). */

import { compare } from "../../edn.ts";
import { type Anomaly } from "./anomalies.ts";
import { inMapOrder } from "../clojure-order.ts";
import { type Logs } from "./logs.ts";
import {
  getOrAdd,
  isSendOrPoll,
  type KafkaOperation,
  type Message,
  type Poll,
  type Send,
} from "./operations.ts";

/** Who sent and who polled each message. */
export interface Parties {
  /** The last, if several sent it. */
  readonly senderOf: ReadonlyMap<Message, Send>;
  /** The first, whether its poll was acknowledged or not. */
  readonly readerOf: ReadonlyMap<Message, Poll>;
  /** What acknowledged polls showed. */
  readonly polled: ReadonlySet<Message>;
}

export function partiesOf(operations: readonly KafkaOperation[]): Parties {
  const senderOf = new Map<Message, Send>();
  const readerOf = new Map<Message, Poll>();
  const polled = new Set<Message>();
  for (const operation of operations) {
    if (operation.kind === "send") senderOf.set(operation.message, operation);
    if (operation.kind !== "poll") continue;
    for (const message of messagesOf(operation)) {
      getOrAdd(readerOf, message, () => operation);
      if (operation.type === "ok") polled.add(message);
    }
  }
  return { senderOf, readerOf, polled };
}

export function* messagesOf({ reads }: Poll): Generator<Message, void, undefined> {
  for (const read of reads.values()) for (const { message } of read) yield message;
}

/**
 * Messages at several offsets, offsets with several messages, and lost writes: what stands below a
 * message that was polled must have been polled too. What stands at several indexes counts as low as
 * it may as the one polled, and as high as it may as the one lost.
 */
export function wrongLogs(logs: Logs, { senderOf, readerOf, polled }: Parties): Anomaly[] {
  return [...logs].flatMap(([key, { slots }]) => {
    const indexesOf = new Map<Message, number[]>();
    for (const [index, { shownBy }] of slots.entries()) {
      for (const message of shownBy.keys()) getOrAdd(indexesOf, message, () => []).push(index);
    }
    const inconsistent = slots.flatMap((slot, index): Anomaly[] =>
      slot.shownBy.size > 1 ? [{ type: "inconsistent-offsets", key, slot, index }] : [],
    );
    const byOrder = inMapOrder([...indexesOf], ([{ value }]) => value);
    const duplicates = byOrder.flatMap(([message, indexes]): Anomaly[] => {
      if (indexes.length < 2) return [];
      return [
        { type: "duplicate", message, slots: indexes.flatMap((index) => slots[index] ?? []) },
      ];
    });
    const read = [...indexesOf].filter(([message]) => polled.has(message));
    const maxReadIndex = read.reduce((max, [, [first = -1]]) => Math.max(max, first), -1);
    const byLast = [...indexesOf].toSorted(([, left], [, right]) => lastOf(left) - lastOf(right));
    const highest = byLast.find(([, indexes]) => lastOf(indexes) === maxReadIndex)?.[0];
    const maxRead = highest && readerOf.get(highest);
    const lost = byLast.flatMap(([message, indexes]): Anomaly[] => {
      const send = senderOf.get(message);
      const [index] = indexes;
      if (lastOf(indexes) > maxReadIndex || polled.has(message)) return [];
      if (send?.type !== "ok" || index === undefined) return [];
      return [{ type: "lost-write", message, send, index, maxReadIndex, maxRead }];
    });
    return [...inconsistent, ...duplicates, ...lost];
  });
}

function lastOf(indexes: readonly number[]): number {
  return indexes.at(-1) ?? -1;
}

/** Once for each poll. */
export function abortedReads(
  operations: readonly KafkaOperation[],
  { senderOf }: Parties,
): Anomaly[] {
  const aborted: Anomaly[] = [];
  for (const poll of operations) {
    if (poll.kind !== "poll" || poll.type !== "ok") continue;
    for (const message of messagesOf(poll)) {
      const send = senderOf.get(message);
      if (send?.type === "fail") aborted.push({ type: "G1a", send, poll });
    }
  }
  return aborted;
}

/** Once for each message. */
export function phantoms({ senderOf, readerOf }: Parties): Anomaly[] {
  return [...readerOf]
    .filter(([message]) => !senderOf.has(message))
    .map(([message, poll]): Anomaly => ({ type: "phantom", message, poll }));
}

/**
 * What acknowledged sends sent and acknowledged polls never showed. As in Jepsen, a key of which
 * nothing is heard before the very last poll counts as unseen, although that poll showed it.
 */
export function unseen(operations: readonly KafkaOperation[]): Anomaly[] {
  const left = new Map<string, Set<Message>>();
  const polled = new Set<Message>();
  let news: Set<Message>[] = [];
  let timeNs = 0;
  for (const operation of operations) {
    if (!isSendOrPoll(operation) || operation.type !== "ok") continue;
    timeNs = operation.completion.timeNs;
    for (const messages of news) messages.clear();
    news = [];
    if (operation.kind === "send") {
      const ofKey = getOrAdd(left, operation.message.key, () => new Set());
      if (!polled.has(operation.message)) ofKey.add(operation.message);
      continue;
    }
    for (const message of messagesOf(operation)) {
      polled.add(message);
      left.get(message.key)?.delete(message);
    }
    for (const [key, read] of operation.reads) {
      if (left.has(key)) continue;
      const ofKey = new Set(read.map(({ message }) => message));
      left.set(key, ofKey);
      news.push(ofKey);
    }
  }
  const messages = [...left]
    .filter(([, ofKey]) => ofKey.size > 0)
    .map(([key, ofKey]) => [key, sorted(ofKey)] as const)
    .toSorted(([key], [other]) => compare(key, other));
  if (messages.length === 0) return [];
  const isPolled = (message: Message): boolean => polled.has(message);
  return [{ type: "unseen", messages: new Map(messages), isPolled, timeNs }];
}

function sorted(messages: ReadonlySet<Message>): Message[] {
  return [...messages].toSorted((left, right) => compare(left.value, right.value));
}

/** Keys that acknowledged polls showed as empty lists only: Jepsen's checker breaks at them. */
export function emptyKeys(
  operations: readonly KafkaOperation[],
  { polled }: Parties,
): readonly string[] {
  const filled = new Set(polled.keys().map(({ key }) => key));
  const shown = new Set<string>();
  for (const operation of operations) {
    if (operation.kind !== "poll" || operation.type !== "ok") continue;
    for (const key of operation.reads.keys()) shown.add(key);
  }
  return [...shown.difference(filled)];
}
