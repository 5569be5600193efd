/**
 * The transactions of a history, as the checkers of txn-list-append and txn-rw-register take them:
 * parsed once, in the order in which they completed.
 */

import { Keyword, isVector, writeEdn, type Edn } from "../../edn.ts";
import { HistoryError, isClient, type History, type Operation } from "../../history.ts";

export interface Transaction {
  readonly invocation: Operation;
  /** Its completion, or its invocation again if it never completed. */
  readonly operation: Operation;
  /** Whether it happened; `info` if nobody knows, which includes what never completed. */
  readonly type: "ok" | "fail" | "info";
  readonly microOperations: readonly MicroOperation[];
}

export type MicroOperationName = "r" | "append" | "w";

export interface MicroOperation {
  readonly f: MicroOperationName;
  readonly key: Edn;
  /** What was read, appended or written. A read of what isn't there is null. */
  readonly value: Edn;
}

/**
 * Those of the clients, with writes of that name only. Throws HistoryError at what is no transaction.
 * What never completed comes last: it may have happened at any time.
 */
export function transactionsOf(history: History, write: "append" | "w"): Transaction[] {
  const complete: Transaction[] = [];
  const unfinished: Transaction[] = [];
  for (const [place, operation] of history.operations.entries()) {
    if (!isClient(operation)) continue;
    const counterpart = history.operations[history.counterparts[place] ?? -1];
    if (operation.type === "invoke") {
      if (counterpart === undefined) {
        const microOperations = toMicroOperations(operation, write);
        unfinished.push({ invocation: operation, operation, type: "info", microOperations });
      }
    } else {
      if (counterpart === undefined) throw new Error("A completion has an invocation");
      const microOperations = toMicroOperations(operation, write);
      complete.push({ invocation: counterpart, operation, type: operation.type, microOperations });
    }
  }
  return [...complete, ...unfinished];
}

function toMicroOperations(operation: Operation, write: "append" | "w"): MicroOperation[] {
  if (!isVector(operation.value)) throw noTransaction(operation);
  return operation.value.map((item) => {
    if (!isVector(item)) throw noTransaction(operation);
    const [name, key, value = null] = item;
    const f = name === Keyword.of("r") ? "r" : name === Keyword.of(write) ? write : undefined;
    if (f === undefined || key === undefined) throw noTransaction(operation);
    const isList = value === null || isVector(value);
    if (f === "r" && write === "append" && !isList) throw noTransaction(operation);
    return { f, key, value };
  });
}

function noTransaction({ index, value }: Operation): HistoryError {
  return new HistoryError(`Operation ${index} is no transaction: ${writeEdn(value).slice(0, 200)}`);
}

export function isComplete({ invocation, operation }: Transaction): boolean {
  return operation !== invocation;
}
