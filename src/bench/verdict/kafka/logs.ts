/**
 * What sends and polls tell together about the log of each key. Offsets may have holes, so the
 * checker counts in indexes: the places of the offsets that are known to be used.
 */

import { inMapOrder, inSetOrder } from "../clojure-order.ts";
import {
  getOrAdd,
  type KafkaOperation,
  type Message,
  type Offset,
  type Poll,
  type Send,
} from "./operations.ts";

/** What stands at one offset: each message with the first operation that showed it there. */
type Showings = Map<Message, Send | Poll>;

export interface Slot {
  readonly offset: Offset;
  /** One message, or several if the node contradicts itself. */
  readonly shownBy: ReadonlyMap<Message, Send | Poll>;
}

export interface Log {
  /** By index. */
  readonly slots: readonly Slot[];
  /** By index one message of each slot. */
  readonly order: readonly Message[];
  /** The last index of each of those. */
  readonly indexOf: ReadonlyMap<Message, number>;
}

/** By key. */
export type Logs = ReadonlyMap<string, Log>;

/**
 * A send in doubt counts if an acknowledged poll showed its message. A poll always counts, since
 * also one that fails must not show what is not in the log (jepsen.tests.kafka, `version-orders`).
 */
export function logsOf(operations: readonly KafkaOperation[], polled: ReadonlySet<Message>): Logs {
  const logs = new Map<string, Map<Offset, Showings>>();
  const note = (offset: Offset, message: Message, operation: Send | Poll): void => {
    const log = getOrAdd(logs, message.key, () => new Map<Offset, Showings>());
    const shownBy = getOrAdd(log, offset, () => new Map());
    if (!shownBy.has(message)) shownBy.set(message, operation);
  };
  for (const operation of operations) {
    if (operation.kind === "poll") {
      for (const read of operation.reads.values()) {
        for (const { offset, message } of read) note(offset, message, operation);
      }
    } else if (operation.kind === "send" && operation.offset !== undefined) {
      const { type, offset, message } = operation;
      const isDone = type === "ok" || (type === "info" && polled.has(message));
      if (isDone) note(offset, message, operation);
    }
  }
  const inOrder = inMapOrder([...logs], ([key]) => key);
  return new Map(inOrder.map(([key, offsets]) => [key, toLog(offsets)]));
}

function toLog(offsets: ReadonlyMap<Offset, Showings>): Log {
  const slots = [...offsets]
    .map(([offset, shownBy]) => ({ offset, shownBy }))
    .toSorted((left, right) => (left.offset < right.offset ? -1 : 1));
  // Jepsen takes the first of a Clojure set; which one that is decides what counts as skipped.
  const order = slots.flatMap(({ shownBy }) =>
    inSetOrder([...shownBy.keys()], ({ value }) => value).slice(0, 1),
  );
  return { slots, order, indexOf: new Map(order.map((message, index) => [message, index])) };
}
