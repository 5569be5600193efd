/**
 * Lost updates: several committed transactions read the same version of a key and each wrote the
 * next. The order of their writes does not matter, so this needs no version order. After
 * elle.txn/lost-update-cases.
 */

import { keyOf, type Edn } from "../../edn.ts";
import { type Anomaly } from "./anomalies.ts";
import { type Transaction } from "./transactions.ts";

export function lostUpdates(transactions: readonly Transaction[]): Anomaly[] {
  const byVersion = new Map<string, { key: Edn; value: Edn; transactions: Transaction[] }>();
  for (const transaction of transactions) {
    if (transaction.type !== "ok") continue;
    for (const { key, value } of updatesOf(transaction)) {
      const text = `${keyOf(key)} = ${keyOf(value)}`;
      const known = byVersion.get(text);
      if (known === undefined) byVersion.set(text, { key, value, transactions: [transaction] });
      else known.transactions.push(transaction);
    }
  }
  return [...byVersion.values()]
    .filter((update) => update.transactions.length > 1)
    .map((update) => ({
      type: "lost-update",
      key: update.key,
      values: [update.value],
      transactions: update.transactions,
    }));
}

/** The versions that the transaction read first, of keys that it wrote later. */
function updatesOf({ microOperations }: Transaction): { key: Edn; value: Edn }[] {
  const read = new Map<number | string, Edn>();
  const updates = new Map<number | string, { key: Edn; value: Edn }>();
  for (const { f, key, value } of microOperations) {
    const name = keyOf(key);
    const first = read.get(name);
    if (f === "r") {
      if (first === undefined) read.set(name, value);
    } else if (first !== undefined && !updates.has(name)) updates.set(name, { key, value: first });
  }
  return [...updates.values()];
}
