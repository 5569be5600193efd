/**
 * Cycles of two relations: a send comes before each poll of its message, and what ended comes
 * before what began later. Elle searches a graph for them. Here no graph is needed, since only the
 * first relation can lead back in time: a cycle needs a poll that ended before the send of its
 * message began. That closes a cycle by itself. The operations of overlapping stretches of time, each
 * from the end of such a poll to the begin of its send, are one strongly connected component.
 */

import { type Anomaly } from "./anomalies.ts";
import { messagesOf, type Parties } from "./contents.ts";
import { isSendOrPoll, type KafkaOperation, type Poll, type Send } from "./operations.ts";

/** Of each component one cycle, and all its operations, as Elle reports them. */
export function cyclesIn(operations: readonly KafkaOperation[], parties: Parties): Anomaly[] {
  return stretchesIn(operations, parties).flatMap(({ from, to, poll, send }): Anomaly[] => [
    { type: "G1c-realtime", send, poll },
    {
      type: "strong-PL-2-cycle-exists",
      operations: membersBetween(from, to, operations, parties),
    },
  ]);
}

/** From the end of a poll to the begin of a send, as places in the history. */
interface Stretch {
  readonly from: number;
  to: number;
  /** The first poll in it that showed a message before its send. */
  readonly poll: Poll;
  readonly send: Send;
}

function stretchesIn(operations: readonly KafkaOperation[], { senderOf }: Parties): Stretch[] {
  const stretches: Stretch[] = [];
  for (const poll of operations) {
    if (poll.kind !== "poll" || poll.type !== "ok") continue;
    for (const message of messagesOf(poll)) {
      const send = senderOf.get(message);
      if (send === undefined || send.beganAt < poll.endedAt) continue;
      const last = stretches.at(-1);
      const [from, to] = [poll.endedAt, send.beganAt];
      if (last !== undefined && from < last.to) last.to = Math.max(last.to, to);
      else stretches.push({ from, to, poll, send });
    }
  }
  return stretches;
}

/**
 * What comes after the poll that ended at `from` and before the send that began at `to`. What did
 * not end in `ok` comes before nothing but the polls of its message.
 */
function membersBetween(
  from: number,
  to: number,
  operations: readonly KafkaOperation[],
  { senderOf }: Parties,
): (Send | Poll)[] {
  const members = new Set<Send | Poll>();
  for (const operation of operations) {
    const { type, beganAt, endedAt } = operation;
    if (!isSendOrPoll(operation) || type !== "ok" || endedAt > to) continue;
    if (beganAt > from) members.add(operation);
    if (operation.kind === "send") continue;
    for (const message of messagesOf(operation)) {
      const send = senderOf.get(message);
      if (send !== undefined && send.beganAt > from) members.add(operation).add(send);
    }
  }
  return [...members].toSorted((left, right) => left.endedAt - right.endedAt);
}

/** Whether anything comes before anything else; if not, Elle reports an empty graph. */
export function hasOrder(
  operations: readonly KafkaOperation[],
  { readerOf, senderOf }: Parties,
): boolean {
  if (readerOf.keys().some((message) => senderOf.has(message))) return true;
  const both = operations.filter(isSendOrPoll);
  const firstEnd = both.find(({ type }) => type === "ok")?.endedAt ?? Infinity;
  return both.some(({ beganAt }) => beganAt > firstEnd);
}
