/** What is wrong with the reads of lists, without a graph. After elle.list-append. */

import { EdnSymbol, compare, type Edn } from "../../edn.ts";
import { type Anomaly } from "./anomalies.ts";
import { lostUpdates } from "./lost-updates.ts";
import { type Lists, type ListStep } from "./lists.ts";
import { type Transaction } from "./transactions.ts";

/** `versions` are the lists that were read of each key, the shortest first. */
export function listAnomalies(lists: Lists, versions: readonly (readonly number[])[][]): Anomaly[] {
  const found: Anomaly[] = [];
  for (const [node, transaction] of lists.transactions.entries()) {
    const steps = lists.steps[node] ?? [];
    if (transaction.type !== "fail") found.push(...duplicates(lists, transaction, steps));
    if (transaction.type !== "ok") continue;
    found.push(...internal(lists, transaction, steps));
    found.push(...futureReads(lists, transaction, steps));
    found.push(...readsOfOthers(lists, node));
  }
  found.push(...incompatibleOrders(lists, versions), ...dirtyUpdates(lists, versions));
  found.push(...lostUpdates(lists.transactions));
  return found;
}

function duplicates(lists: Lists, transaction: Transaction, steps: readonly ListStep[]): Anomaly[] {
  const found: Anomaly[] = [];
  for (const [place, step] of steps.entries()) {
    if (step.f === "append" || step.elements === undefined) continue;
    const once = new Set(step.elements);
    if (once.size === step.elements.length) continue;
    const counts = new Map<number, number>();
    for (const element of step.elements) counts.set(element, (counts.get(element) ?? 0) + 1);
    const repeated = [...counts].filter(([, count]) => count > 1);
    const named = repeated.map(([element, count]) => [nameOf(lists, element), count] as const);
    const sorted = named.toSorted(([left], [right]) => compare(left, right));
    found.push({ type: "duplicate-elements", transaction, place, counts: sorted });
  }
  return found;
}

/** What a transaction must read of a key by its own micro-operations. */
interface Expected {
  readonly elements: readonly number[];
  /** Without it there may be any elements before these. */
  readonly isWhole: boolean;
}

/** The first read that contradicts an earlier read or append of the same transaction. */
function internal(lists: Lists, transaction: Transaction, steps: readonly ListStep[]): Anomaly[] {
  const state = new Map<number, Expected | "nil">();
  for (const [place, step] of steps.entries()) {
    const expected = state.get(step.key);
    if (step.f === "append") {
      const before = expected === "nil" ? WHOLE : (expected ?? UNKNOWN);
      state.set(step.key, { ...before, elements: [...before.elements, step.element] });
      continue;
    }
    if (expected !== undefined && expected !== "nil" && !fits(step.elements, expected)) {
      const names = expected.elements.map((element) => nameOf(lists, element));
      const prefix: Edn[] = expected.isWhole ? [] : [new EdnSymbol("...")];
      return [{ type: "internal", transaction, place, expected: [...prefix, ...names] }];
    }
    state.set(
      step.key,
      step.elements === undefined ? "nil" : { ...WHOLE, elements: step.elements },
    );
  }
  return [];
}

const WHOLE: Expected = { elements: [], isWhole: true };
const UNKNOWN: Expected = { elements: [], isWhole: false };

function fits(read: readonly number[] | undefined, { elements, isWhole }: Expected): boolean {
  if (isWhole && read === undefined) return false;
  const list = read ?? [];
  const first = list.length - elements.length;
  if (first < 0 || (isWhole && first > 0)) return false;
  return elements.every((element, place) => list[first + place] === element);
}

/** The first append whose element the transaction read before. */
function futureReads(
  lists: Lists,
  transaction: Transaction,
  steps: readonly ListStep[],
): Anomaly[] {
  const places = new Map<number, number>();
  for (const [at, step] of steps.entries()) {
    if (step.f === "r") {
      for (const read of step.elements ?? []) if (!places.has(read)) places.set(read, at);
      continue;
    }
    const place = places.get(step.element);
    const element = nameOf(lists, step.element);
    if (place !== undefined) return [{ type: "future-read", transaction, place, element }];
  }
  return [];
}

/** Reads of what failed (G1a), of what was overwritten (G1b), and of what nobody appended. */
function readsOfOthers(lists: Lists, node: number): Anomaly[] {
  const found: Anomaly[] = [];
  const transaction = transactionAt(lists, node);
  for (const [place, step] of (lists.steps[node] ?? []).entries()) {
    if (step.f === "append" || step.elements === undefined) continue;
    for (const element of step.elements) {
      const appender = lists.appenders[element] ?? -1;
      if (appender === -1) {
        const name = nameOf(lists, element);
        found.push({ type: "garbage-read", transaction, place, element: name });
      } else if (lists.transactions[appender]?.type === "fail") {
        found.push({ type: "G1a", ...readOf(lists, node, place, element) });
      }
    }
    const last = step.elements.at(-1);
    if (last === undefined || !lists.intermediate.has(last)) continue;
    if (lists.appenders[last] !== node) {
      found.push({ type: "G1b", ...readOf(lists, node, place, last) });
    }
  }
  return found;
}

function readOf(
  lists: Lists,
  node: number,
  place: number,
  element: number,
): { transaction: Transaction; place: number; writer: Transaction; element: Edn } {
  const writer = transactionAt(lists, lists.appenders[element] ?? -1);
  return {
    transaction: transactionAt(lists, node),
    place,
    writer,
    element: nameOf(lists, element),
  };
}

/** Of each key the first two lists of which the shorter one does not begin the longer one. */
function incompatibleOrders(lists: Lists, versions: readonly (readonly number[])[][]): Anomaly[] {
  const found: Anomaly[] = [];
  for (const [key, read] of versions.entries()) {
    for (const [rank, longer] of read.entries()) {
      const shorter = read[rank - 1] ?? [];
      if (shorter.every((element, place) => longer[place] === element)) continue;
      const values = [shorter, longer].map((list) => list.map((element) => nameOf(lists, element)));
      const [first = [], second = []] = values;
      const name = lists.keys[key] ?? null;
      found.push({ type: "incompatible-order", key: name, values: [first, second] });
      break;
    }
  }
  return found;
}

/** In the longest list of each key, an append that failed with a committed one after it. */
function dirtyUpdates(lists: Lists, versions: readonly (readonly number[])[][]): Anomaly[] {
  const found: Anomaly[] = [];
  for (const [key, read] of versions.entries()) {
    let failed: { writer: Transaction; values: Edn[] } | undefined;
    for (const element of new Set(read.at(-1))) {
      const writer = lists.transactions[lists.appenders[element] ?? -1];
      failed?.values.push(nameOf(lists, element));
      if (writer?.type === "fail") failed ??= { writer, values: [nameOf(lists, element)] };
      if (writer?.type !== "ok") continue;
      if (failed !== undefined) {
        const transactions = [failed.writer, writer];
        const name = lists.keys[key] ?? null;
        found.push({ type: "dirty-update", key: name, values: failed.values, transactions });
      }
      failed = undefined;
    }
  }
  return found;
}

function nameOf({ elements }: Lists, element: number): Edn {
  return elements[element] ?? null;
}

function transactionAt({ transactions }: Lists, node: number): Transaction {
  const transaction = transactions[node];
  if (transaction === undefined) throw new Error(`There is no transaction ${node}`);
  return transaction;
}
