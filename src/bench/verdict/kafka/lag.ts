/**
 * How far polls lagged behind (jepsen.tests.kafka, `realtime-lag`): for how long before a poll began
 * a message was known to be there whose offset is higher than all that its process knows of the key
 * at the end of the poll. No lag makes a test invalid.
 */

import { getOrAdd, higher, type KafkaOperation, type Offset } from "./operations.ts";

export interface Lag {
  /** When the poll began. */
  readonly timeNs: number;
  /** Undefined if no process polled a key. */
  readonly of: { readonly process: number; readonly key: string } | undefined;
  readonly lagNs: number;
}

/** From that time on the key was known to reach that offset. */
interface Growth {
  readonly offset: Offset;
  readonly timeNs: number;
}

const NOTHING: Offset = -1;

/** The first of those that lag most. */
export function worstLagOf(operations: readonly KafkaOperation[]): Lag {
  const growths = growthsOf(operations);
  const knownBy = new Map<number, Map<string, Offset>>();
  let worst: Lag | undefined;
  for (const operation of operations) {
    const { process, invocation, type } = operation;
    if (type !== "ok" || operation.kind === "send") continue;
    const known = getOrAdd(knownBy, process, () => new Map<string, Offset>());
    if (operation.kind === "assign") {
      const kept = operation.keys.map((key) => [key, known.get(key) ?? NOTHING] as const);
      knownBy.set(process, new Map(kept));
    }
    if (operation.kind !== "poll") continue;
    for (const [key, offset] of highestOffsets(operation)) {
      known.set(key, higher(known.get(key) ?? offset, offset));
    }
    for (const [key, offset] of known) {
      const passedNs = firstAbove(growths.get(key) ?? [], offset)?.timeNs ?? Infinity;
      const lagNs = Math.max(0, invocation.timeNs - passedNs);
      if (worst !== undefined && lagNs <= worst.lagNs) continue;
      worst = { timeNs: invocation.timeNs, of: { process, key }, lagNs };
    }
  }
  return worst ?? { timeNs: 0, of: undefined, lagNs: 0 };
}

/** By key, each higher than the one before. */
function growthsOf(operations: readonly KafkaOperation[]): ReadonlyMap<string, readonly Growth[]> {
  const growths = new Map<string, Growth[]>();
  for (const operation of operations) {
    if (operation.type === "fail") continue;
    for (const [key, offset] of highestOffsets(operation)) {
      const ofKey = getOrAdd(growths, key, () => []);
      const { timeNs } = operation.completion;
      if (offset > (ofKey.at(-1)?.offset ?? NOTHING)) ofKey.push({ offset, timeNs });
    }
  }
  return growths;
}

/** By bisection. */
function firstAbove(growths: readonly Growth[], offset: Offset): Growth | undefined {
  let [low, high] = [0, growths.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((growths[middle]?.offset ?? offset) > offset) high = middle;
    else low = middle + 1;
  }
  return growths[low];
}

function* highestOffsets(operation: KafkaOperation): Generator<readonly [string, Offset]> {
  if (operation.kind === "send" && operation.offset !== undefined) {
    yield [operation.message.key, higher(operation.offset, 0)];
  } else if (operation.kind === "poll") {
    for (const [key, read] of operation.reads) {
      yield [key, read.reduce((highest, { offset }) => higher(highest, offset), NOTHING)];
    }
  }
}
