/** What is wrong with the reads of registers, without a graph. After elle.rw-register. */

import { isEqual, keyOf, type Edn } from "../../edn.ts";
import { type Anomaly } from "./anomalies.ts";
import { type Transaction } from "./transactions.ts";

export function registerAnomalies(transactions: readonly Transaction[]): Anomaly[] {
  const writes = writesOf(transactions);
  return transactions
    .filter(({ type }) => type === "ok")
    .flatMap((transaction) => [...internal(transaction), ...readsOfOthers(transaction, writes)]);
}

/** The first read that differs from what the transaction itself read or wrote last. */
function internal(transaction: Transaction): Anomaly[] {
  const state = new Map<number | string, Edn>();
  for (const [place, { f, key, value }] of transaction.microOperations.entries()) {
    const expected = state.get(keyOf(key));
    // A nil that was read binds to nothing, as in Elle.
    if (f === "r" && expected !== undefined && expected !== null && !isEqual(value, expected)) {
      return [{ type: "internal", transaction, place, expected }];
    }
    state.set(keyOf(key), value);
  }
  return [];
}

/** The transactions that wrote a version, by key and value. */
interface Writes {
  readonly failed: ReadonlyMap<string, Transaction>;
  /** Those that wrote another value to the key afterwards. */
  readonly intermediate: ReadonlyMap<string, Transaction>;
}

function writesOf(transactions: readonly Transaction[]): Writes {
  const failed = new Map<string, Transaction>();
  const intermediate = new Map<string, Transaction>();
  for (const transaction of transactions) {
    const last = new Map<number | string, string>();
    for (const { f, key, value } of transaction.microOperations) {
      if (f === "r") continue;
      const version = versionOf(key, value);
      if (transaction.type === "fail") failed.set(version, transaction);
      const previous = last.get(keyOf(key));
      if (previous !== undefined) intermediate.set(previous, transaction);
      last.set(keyOf(key), version);
    }
  }
  return { failed, intermediate };
}

function versionOf(key: Edn, value: Edn): string {
  return `${keyOf(key)} = ${keyOf(value)}`;
}

function readsOfOthers(transaction: Transaction, { failed, intermediate }: Writes): Anomaly[] {
  const found: Anomaly[] = [];
  for (const [place, { f, key, value }] of transaction.microOperations.entries()) {
    if (f !== "r") continue;
    const version = versionOf(key, value);
    const aborted = failed.get(version);
    if (aborted !== undefined) found.push({ type: "G1a", transaction, place, writer: aborted });
    const writer = intermediate.get(version);
    if (writer === undefined || writer === transaction) continue;
    found.push({ type: "G1b", transaction, place, writer });
  }
  return found;
}
