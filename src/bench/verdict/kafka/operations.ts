/** What the clients of the kafka workload did: the operations of a history, typed. */

import { EdnMap, Keyword, isVector, keyOf, type Edn } from "../../edn.ts";
import { HistoryError, toEdnLine, type History, type Operation } from "../../history.ts";

/** An integer; a bigint beyond 2^53, as of clocks in nanoseconds. */
export type Offset = number | bigint;

/** There is one object for each key and value, so that `===` compares messages. */
export interface Message {
  readonly key: string;
  readonly value: Edn;
}

export interface OffsetMessage {
  readonly offset: Offset;
  readonly message: Message;
}

interface Common {
  /** Of what never ended `info`, since nobody knows what became of it. */
  readonly type: "ok" | "fail" | "info";
  readonly process: number;
  readonly invocation: Operation;
  /** The invocation itself if it never ended. */
  readonly completion: Operation;
  /** Places in the history; what never ended ends at infinity. */
  readonly beganAt: number;
  readonly endedAt: number;
}

type Action =
  /** The offset is undefined unless the node told it. */
  | { readonly kind: "send"; readonly message: Message; readonly offset: Offset | undefined }
  /** By key what was shown, in its order; a list may be empty. */
  | { readonly kind: "poll"; readonly reads: ReadonlyMap<string, readonly OffsetMessage[]> }
  /** From now on the process polls these keys and no others. */
  | { readonly kind: "assign"; readonly keys: readonly string[] }
  /** The client forgets everything, and goes on under another process number. */
  | { readonly kind: "crash" };

export type KafkaOperation = Common & Action;
export type Send = Extract<KafkaOperation, { readonly kind: "send" }>;
export type Poll = Extract<KafkaOperation, { readonly kind: "poll" }>;

export function isSendOrPoll(operation: KafkaOperation): operation is Send | Poll {
  return operation.kind === "send" || operation.kind === "poll";
}

/** In the order in which they ended. Throws HistoryError at what the workload cannot have written. */
export function kafkaOperationsOf({ operations, counterparts }: History): KafkaOperation[] {
  const messages = new Messages();
  const ended: KafkaOperation[] = [];
  const unended: KafkaOperation[] = [];
  for (const [place, completion] of operations.entries()) {
    const { process, type } = completion;
    if (typeof process !== "number") continue;
    const counterpart = counterparts[place] ?? -1;
    const isUnended = type === "invoke" && counterpart < 0;
    if (type === "invoke" && !isUnended) continue;
    const beganAt = isUnended ? place : counterpart;
    const invocation = operations[beganAt];
    const action = actionOf(completion, messages);
    if (invocation === undefined || action === undefined) {
      throw new HistoryError(`No operation of the workload kafka: ${toEdnLine(completion)}`);
    }
    const common = { process, invocation, completion, beganAt, ...action };
    if (type === "invoke") unended.push({ ...common, type: "info", endedAt: Infinity });
    else ended.push({ ...common, type, endedAt: place });
  }
  return [...ended, ...unended];
}

class Messages {
  readonly #byKey = new Map<string, Map<number | string, Message>>();

  of(key: string, value: Edn): Message {
    const ofKey = getOrAdd(this.#byKey, key, () => new Map<number | string, Message>());
    return getOrAdd(ofKey, keyOf(value), () => ({ key, value }));
  }
}

/** Undefined if the workload has no such operation. */
function actionOf({ f, value }: Operation, messages: Messages): Action | undefined {
  if (f === "crash") return { kind: "crash" };
  if (!isVector(value)) return undefined;
  if (f === "assign") {
    return value.every((key) => typeof key === "string")
      ? { kind: "assign", keys: value }
      : undefined;
  }
  const [microOperation = null, ...more] = value;
  if (!isVector(microOperation) || more.length > 0) return undefined;
  const [name, ...details] = microOperation;
  if (name !== Keyword.of(f)) return undefined;
  if (f === "send") return sendOf(details, messages);
  return f === "poll" ? pollOf(details, messages) : undefined;
}

/** `key value`, or, once the offset is known, `key [offset value]`. */
function sendOf([key, sent = null]: readonly Edn[], messages: Messages): Action | undefined {
  if (typeof key !== "string") return undefined;
  const [offset, value = null] = isVector(sent) ? sent : [undefined, sent];
  if (offset !== undefined && !isOffset(offset)) return undefined;
  return { kind: "send", message: messages.of(key, value), offset };
}

/** Nothing, or `{key [[offset value] …] …}`, where nil passes for an empty list. */
function pollOf([polled]: readonly Edn[], messages: Messages): Action | undefined {
  const reads = new Map<string, readonly OffsetMessage[]>();
  if (polled === undefined) return { kind: "poll", reads };
  if (!(polled instanceof EdnMap)) return undefined;
  for (const [key, pairs] of polled.entries) {
    if (typeof key !== "string" || (pairs !== null && !isVector(pairs))) return undefined;
    const read: OffsetMessage[] = [];
    for (const pair of pairs ?? []) {
      const [offset, value] = isVector(pair) ? pair : [];
      if (!isOffset(offset) || value === undefined) return undefined;
      read.push({ offset, message: messages.of(key, value) });
    }
    reads.set(key, read);
  }
  return { kind: "poll", reads };
}

function isOffset(value: Edn | undefined): value is Offset {
  return typeof value === "number" || typeof value === "bigint";
}

export function higher(left: Offset, right: Offset): Offset {
  return left < right ? right : left;
}

export function getOrAdd<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  make: () => NoInfer<Value>,
): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
