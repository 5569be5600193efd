/**
 * The order of transactions that needs no data: that of each process, and that of real time. After
 * elle.core.
 */

import { GraphBuilder, KINDS } from "./graph.ts";
import { isComplete, type Transaction } from "./transactions.ts";

/** From each ok transaction of a process to its next. */
export function addProcessOrder(transactions: readonly Transaction[], graph: GraphBuilder): void {
  const latest = new Map<number | string, number>();
  for (const [node, { type, operation }] of transactions.entries()) {
    if (type !== "ok") continue;
    const previous = latest.get(operation.process);
    if (previous !== undefined) graph.add(previous, node, KINDS.process);
    latest.set(operation.process, node);
  }
}

/**
 * From each ok transaction to those that began after it ended, but not to those of them that another
 * one in between leads to. So a transaction has as many edges as there are processes, at most.
 */
export function addRealtimeOrder(transactions: readonly Transaction[], graph: GraphBuilder): void {
  const begins = [...transactions.keys()].toSorted(
    (left, right) => beginOf(transactions, left) - beginOf(transactions, right),
  );
  /** The latest that ended ok: none of them began after another of them ended. */
  let latest: readonly number[] = [];
  /** For each running transaction what was the latest when it began. */
  const before = new Map<number, readonly number[]>();
  let next = 0;
  for (const [node, transaction] of transactions.entries()) {
    if (!isComplete(transaction)) break;
    for (; next < begins.length; next++) {
      const begun = begins[next];
      if (begun === undefined || beginOf(transactions, begun) > transaction.operation.index) break;
      before.set(begun, latest);
      if (isComplete(transactions[begun] ?? transaction)) {
        for (const previous of latest) graph.add(previous, begun, KINDS.realtime);
      }
    }
    const earlier = new Set(before.get(node));
    before.delete(node);
    if (transaction.type !== "ok") continue;
    latest = [...latest.filter((other) => !earlier.has(other)), node];
  }
}

function beginOf(transactions: readonly Transaction[], node: number): number {
  const transaction = transactions[node];
  if (transaction === undefined) throw new Error(`There is no transaction ${node}`);
  return transaction.invocation.index;
}
