/**
 * Which workload a stored history is of: a history does not say it, but its operations, their values
 * and the folder of the store that it lies in do.
 */

import { isVector, Keyword, type Edn } from "../edn.ts";
import { HistoryError, isClient, type Operation } from "../history.ts";
import { WORKLOAD_NAMES, WORKLOADS, type WorkloadName } from "./index.ts";
import type { HistoryForm } from "./workload.ts";

/** Maelstrom's workloads that eddy does not judge; one that it learns to judge leaves this table. */
const NOT_JUDGED: Readonly<Record<string, HistoryForm>> = {
  "g-counter": {
    operations: ["add", "read"],
    admits: (operation) => counts(operation) && !addsLess(operation),
    isLikely: addsLikeCounter,
  },
  "pn-counter": { operations: ["add", "read"], admits: counts, isLikely: addsLikeCounter },
  "lin-kv": { operations: ["read", "write", "cas"], admits: ({ value }) => isPair(value) },
  "unique-ids": { operations: ["generate"] },
  "txn-list-append": { operations: ["txn"], admits: ({ value }) => consistsOf(value, "append") },
  "txn-rw-register": { operations: ["txn"], admits: ({ value }) => consistsOf(value, "w") },
};

const FORMS: readonly (readonly [name: string, form: HistoryForm])[] = [
  ...WORKLOAD_NAMES.map((name) => [name, WORKLOADS[name]] as const),
  ...Object.entries(NOT_JUDGED),
];

/**
 * `folder` is the name of the folder of the workload, if there is one. A history without a client's
 * operation can be of any workload, and is unknown as a broadcast. Throws a HistoryError that names
 * the workload if it is none that can be judged.
 */
export function recognize(operations: readonly Operation[], folder: string): WorkloadName {
  const own = operations.filter(isClient);
  const kinds = new Set(own.map(({ f }) => f));
  const named = FORMS.filter(([, form]) => [...kinds].every((f) => form.operations.includes(f)));
  const fitting = named.filter(([, form]) => own.every((it) => form.admits?.(it) ?? true));
  const [found] =
    fitting.find(([name]) => name === folder) ??
    fitting.find(([, form]) => form.isLikely?.(own)) ??
    fitting[0] ??
    // The checker says which value makes no sense.
    named[0] ??
    [];
  const judged = WORKLOAD_NAMES.find((name) => name === found);
  if (judged !== undefined) return judged;
  if (found === undefined) throw new HistoryError(whyNone(kinds));
  const judges = new Intl.ListFormat("en-GB").format(WORKLOAD_NAMES);
  throw new HistoryError(`it is a history of the workload ${found}; eddy judges only ${judges}`);
}

function whyNone(kinds: ReadonlySet<string>): string {
  const known = WORKLOAD_NAMES.map((name) => `${name} (${listed(WORKLOADS[name].operations)})`);
  return `its operations are ${listed(kinds)}; known are ${known.join(" and ")}`;
}

function listed(names: Iterable<string>): string {
  return [...names].map((name) => `:${name}`).join(", ");
}

/** Of a counter: what is added and what a read shows are numbers. */
function counts({ f, type, value }: Operation): boolean {
  return isNumber(value) || (f === "read" && type !== "ok" && value === null);
}

function addsLess({ f, value }: Operation): boolean {
  return f === "add" && isNumber(value) && value < 0;
}

/** A set is given 0, 1, 2 and so on, a counter small numbers again and again, or negative ones. */
function addsLikeCounter(operations: readonly Operation[]): boolean {
  const added = operations.filter(({ f, type }) => f === "add" && type === "invoke");
  return new Set(added.map(({ value }) => value)).size < added.length || added.some(addsLess);
}

function isNumber(value: Edn): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Of a key and what is read, written or compared there. */
function isPair(value: Edn): boolean {
  return isVector(value) && value.length === 2;
}

/** Whether a transaction has reads and this kind of write only: `[[:r 3 nil] [:append 3 1]]`. */
function consistsOf(value: Edn, write: string): boolean {
  const names: ReadonlySet<Edn | undefined> = new Set([Keyword.of("r"), Keyword.of(write)]);
  return isVector(value) && value.every((step) => isVector(step) && names.has(step[0]));
}
