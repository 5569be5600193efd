/**
 * What can be wrong with a history of transactions, and how results.edn says it: the maps of
 * elle.list-append, elle.rw-register and elle.txn.
 */

import { EdnList, EdnMap, EdnSet, EdnSymbol, Keyword, ednMap, type Edn } from "../../edn.ts";
import { toEdn } from "../../history.ts";
import { toTaggedOperation } from "../operation.ts";
import { subgraphToEdn, type CycleExists } from "./cycle-exists.ts";
import { type CycleType } from "./cycle-types.ts";
import { type CycleSearchTimeout } from "./cycles.ts";
import { type Transaction } from "./transactions.ts";

/** A place within a transaction. */
interface MicroOperationPlace {
  readonly transaction: Transaction;
  /** Of the micro-operation, from 0. */
  readonly place: number;
}

export type Anomaly =
  | InternalAnomaly
  | ReadAnomaly
  | (MicroOperationPlace & { readonly type: "future-read" | "garbage-read"; readonly element: Edn })
  | DuplicateElements
  | { readonly type: "incompatible-order"; readonly key: Edn; readonly values: readonly [Edn, Edn] }
  | KeyAnomaly
  | CyclicVersions
  | CycleAnomaly
  | CycleExistsAnomaly
  | CycleSearchTimeout
  | { readonly type: "empty-transaction-graph" };

/** A read that differs from what the transaction itself read or wrote before. */
interface InternalAnomaly extends MicroOperationPlace {
  readonly type: "internal";
  readonly expected: Edn;
}

/** A read of what a failed transaction wrote (G1a), or another one overwrote itself (G1b). */
interface ReadAnomaly extends MicroOperationPlace {
  readonly type: "G1a" | "G1b";
  readonly writer: Transaction;
  /** Only of a list. */
  readonly element?: Edn;
}

interface DuplicateElements extends MicroOperationPlace {
  readonly type: "duplicate-elements";
  /** How often each element is there, of those that are there more than once. */
  readonly counts: readonly (readonly [element: Edn, count: number])[];
}

/**
 * Dirty update: a committed write on top of a failed one. Lost update: several transactions read one
 * version, and each wrote the next.
 */
interface KeyAnomaly {
  readonly type: "dirty-update" | "lost-update";
  readonly key: Edn;
  /** The versions from the failed write to the committed one, or the one that all read. */
  readonly values: readonly Edn[];
  readonly transactions: readonly Transaction[];
}

interface CyclicVersions {
  readonly type: "cyclic-versions";
  readonly key: Edn;
  readonly versions: readonly Edn[];
}

export interface CycleAnomaly {
  readonly type: CycleType;
  /** From each transaction to the next, and from the last one to the first. */
  readonly steps: readonly CycleStep[];
}

/** Why `source` comes before `target`. */
export type CycleStep = DataStep | OrderStep;

export interface DataStep {
  readonly kind: "ww" | "wr" | "rw";
  readonly source: Transaction;
  readonly target: Transaction;
  readonly key: Edn;
  /** What the source wrote or read; undefined if it read the initial state of a list. */
  readonly value: Edn | undefined;
  /** What the target wrote in its place; undefined if the target read it. */
  readonly nextValue: Edn | undefined;
  /** Of the micro-operations. */
  readonly sourcePlace: number;
  readonly targetPlace: number;
}

export interface OrderStep {
  readonly kind: "process" | "realtime";
  readonly source: Transaction;
  readonly target: Transaction;
}

interface CycleExistsAnomaly {
  readonly type: CycleExists["type"];
  readonly test: CycleExists["test"];
  readonly transactions: readonly Transaction[];
}

/** They leave a verdict unknown rather than invalid. */
export const UNKNOWN_TYPES: ReadonlySet<string> = new Set([
  "cycle-search-timeout",
  "empty-transaction-graph",
]);

/** One of the maps in the list of its type. */
export function anomalyToEdn(anomaly: Anomaly): Edn {
  switch (anomaly.type) {
    case "empty-transaction-graph":
      return true;
    case "internal":
      return ednMap({ ...placeOf(anomaly), expected: anomaly.expected });
    case "G1a":
    case "G1b": {
      const writer = operationOf(anomaly.writer);
      return ednMap({ ...placeOf(anomaly), writer, element: anomaly.element });
    }
    case "future-read":
    case "garbage-read":
      return ednMap({ ...placeOf(anomaly), element: anomaly.element });
    case "duplicate-elements":
      return ednMap({ ...placeOf(anomaly), duplicates: new EdnMap(anomaly.counts) });
    case "incompatible-order":
      return ednMap({ key: anomaly.key, values: anomaly.values });
    case "dirty-update":
    case "lost-update":
      return keyAnomalyToEdn(anomaly);
    case "cyclic-versions": {
      const sources = ["initial-state", "wfr-keys"].map((name) => Keyword.of(name));
      return ednMap({ key: anomaly.key, scc: new EdnSet(anomaly.versions), sources });
    }
    case "cycle-search-timeout":
      return ednMap({
        type: Keyword.of(anomaly.type),
        "anomaly-spec-type": Keyword.of(anomaly.searched),
        "does-not-contain": new EdnList(anomaly.absent.map((type) => Keyword.of(type))),
        "scc-size": anomaly.componentSize,
      });
    default:
      return "steps" in anomaly ? cycleToEdn(anomaly) : existenceToEdn(anomaly);
  }
}

function placeOf({ transaction, place }: MicroOperationPlace): { op: Edn; mop: Edn } {
  const { value } = transaction.operation;
  const mop = Array.isArray(value) ? (value[place] ?? null) : null;
  return { op: operationOf(transaction), mop };
}

function operationOf({ operation }: Transaction): Edn {
  return toTaggedOperation(operation);
}

function keyAnomalyToEdn({ type, key, values, transactions }: KeyAnomaly): EdnMap {
  const operations = transactions.map(operationOf);
  if (type === "lost-update") return ednMap({ key, value: values[0] ?? null, txns: operations });
  const [failed = null, ...committed] = operations;
  return ednMap({ key, values, txns: [failed, new EdnSymbol("..."), ...committed] });
}

function cycleToEdn({ type, steps }: CycleAnomaly): EdnMap {
  const operations = steps.map(({ source }) => operationOf(source));
  return ednMap({
    cycle: [...operations, ...operations.slice(0, 1)],
    steps: new EdnList(steps.map(stepToEdn)),
    type: Keyword.of(type),
  });
}

function stepToEdn(step: CycleStep): EdnMap {
  const type = Keyword.of(step.kind);
  switch (step.kind) {
    case "process":
      return ednMap({ type, process: toEdn(step.source.operation).get("process") });
    case "realtime": {
      const { source, target } = step;
      return ednMap({ type, "a'": operationOf(source), b: toTaggedOperation(target.invocation) });
    }
    default:
      return ednMap({
        type,
        key: step.key,
        value: step.value === undefined ? Keyword.of("elle.list-append/init") : step.value,
        "value'": step.nextValue,
        "a-mop-index": step.sourcePlace,
        "b-mop-index": step.targetPlace,
      });
  }
}

function existenceToEdn({ type, test, transactions }: CycleExistsAnomaly): EdnMap {
  return ednMap({
    type: Keyword.of(type),
    not: Keyword.of(test.model),
    subgraph: subgraphToEdn(test),
    "scc-size": transactions.length,
    scc: new EdnSet(transactions.map(({ operation }) => operation.index)),
  });
}
