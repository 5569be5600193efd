/**
 * The verdict on a history of transactions, of lists or registers: what is wrong, which of it the
 * asked consistency models forbid, and which models cannot hold. After elle.txn.
 */

import { EdnList, EdnMap, EdnSet, Keyword, ednMap, isVector, type Edn } from "../../edn.ts";
import { type History } from "../../history.ts";
import { validityToEdn, type Validity } from "../validity.ts";
import { UNKNOWN_TYPES, anomalyToEdn, type Anomaly } from "./anomalies.ts";
import { isRedundant } from "./cycle-exists.ts";
import { CYCLE_SPECS } from "./cycle-types.ts";
import { findCycles, type CycleFinding } from "./cycles.ts";
import { GraphBuilder } from "./graph.ts";
import { type Analysis } from "./analysis.ts";
import { analyzeListAppend } from "./list-append.ts";
import { AmbiguousHistoryError } from "./lists.ts";
import { boundaryOf, forbiddenBy, impossibleAfter } from "./models.ts";
import { analyzeRwRegister } from "./rw-register.ts";
import { addProcessOrder, addRealtimeOrder } from "./order.ts";
import { transactionsOf, type Transaction } from "./transactions.ts";

export interface TransactionVerdict {
  readonly validity: Validity;
  /** Those that the models forbid, and what left the search incomplete. */
  readonly anomalies: readonly Anomaly[];
  /** The weakest models that cannot hold, by all that was found, and the others; sorted. */
  readonly not: readonly string[];
  readonly alsoNot: readonly string[];
  /** Why there is no verdict. */
  readonly error: string | undefined;
}

/** `models` as `parseModels` gives them. */
export function judgeTransactions(
  transactions: readonly Transaction[],
  models: readonly string[],
  analyze: (transactions: readonly Transaction[]) => Analysis,
): TransactionVerdict {
  try {
    const analysis = analyze(transactions);
    const forbidden = forbiddenBy(models);
    const all = [...analysis.anomalies, ...graphAnomalies(transactions, analysis, forbidden)];
    return toVerdict(all, forbidden);
  } catch (error) {
    if (!(error instanceof AmbiguousHistoryError)) throw error;
    return { validity: "unknown", anomalies: [], not: [], alsoNot: [], error: error.message };
  }
}

function graphAnomalies(
  transactions: readonly Transaction[],
  analysis: Analysis,
  forbidden: ReadonlySet<string>,
): Anomaly[] {
  const builder = new GraphBuilder(transactions.length);
  analysis.addEdges(builder);
  const needs = (variant: "process" | "realtime"): boolean =>
    CYCLE_SPECS.some((spec) => spec.variant === variant && forbidden.has(spec.type));
  if (needs("realtime")) addRealtimeOrder(transactions, builder);
  else if (needs("process")) addProcessOrder(transactions, builder);
  if (builder.edgeCount === 0) return [{ type: "empty-transaction-graph" }];
  const findings = findCycles(
    builder.build(),
    transactions.map(({ operation }) => operation.index),
    analysis.preference,
  );
  return findings.map((finding) => toAnomaly(finding, transactions, analysis));
}

function toAnomaly(
  finding: CycleFinding,
  transactions: readonly Transaction[],
  analysis: Analysis,
): Anomaly {
  if (finding.type === "cycle-search-timeout") return finding;
  const transactionAt = (node: number | undefined): Transaction => {
    const transaction = transactions[node ?? -1];
    if (transaction === undefined) throw new Error(`There is no transaction ${node}`);
    return transaction;
  };
  const { nodes } = finding;
  if ("test" in finding) {
    return { type: finding.type, test: finding.test, transactions: nodes.map(transactionAt) };
  }
  const steps = finding.kinds.map((kind, place) => {
    const [source = -1, target = -1] = [nodes[place], nodes[place + 1] ?? nodes[0]];
    if (kind !== "process" && kind !== "realtime") return analysis.explain(kind, source, target);
    return { kind, source: transactionAt(source), target: transactionAt(target) };
  });
  return { type: finding.type, steps };
}

/**
 * A cycle that only exists is told if no named anomaly rules out the same model. What the models allow
 * is not told, but counts for the models that cannot hold.
 */
function toVerdict(all: readonly Anomaly[], forbidden: ReadonlySet<string>): TransactionVerdict {
  const reportable = all.filter(({ type }) => forbidden.has(type) || UNKNOWN_TYPES.has(type));
  const named = reportable.map(({ type }) => type).filter((type) => !isExistence(type));
  const impossible = impossibleAfter(named);
  const anomalies = reportable.filter(({ type }) => !isRedundant(type, impossible));
  const isInvalid = reportable.some(({ type }) => forbidden.has(type));
  const validity = isInvalid ? false : reportable.length > 0 ? "unknown" : true;
  const types = new Set(all.map(({ type }) => type));
  return { validity, anomalies, ...boundaryOf(types), error: undefined };
}

function isExistence(type: string): boolean {
  return type.endsWith("-cycle-exists");
}

export interface JudgedTransactions {
  readonly verdict: TransactionVerdict;
  /** `:workload` of results.edn. */
  readonly result: EdnMap;
  /** Why Maelstrom has no verdict, if its checker breaks. */
  readonly breaks?: string | undefined;
}

/** The verdict on a history of txn-list-append. */
export function judgeListAppend(history: History, models: readonly string[]): JudgedTransactions {
  const transactions = transactionsOf(history, "append");
  const verdict = judgeTransactions(transactions, models, analyzeListAppend);
  const isSilent = verdict.validity === true;
  const isBroken = verdict.anomalies.some(({ type }) => type === "garbage-read");
  return {
    verdict,
    result: isSilent ? ednMap({ "valid?": true }) : toResult(verdict),
    breaks: isBroken ? "its checker breaks where a read shows what nobody appended" : undefined,
  };
}

/** The same for txn-rw-register, where Maelstrom takes whatever is told for an error, but a timeout. */
export function judgeRwRegister(history: History, models: readonly string[]): JudgedTransactions {
  const transactions = transactionsOf(history, "w");
  const judged = judgeTransactions(transactions, models, analyzeRwRegister);
  if (judged.error !== undefined) return { verdict: judged, result: toResult(judged) };
  const anomalies = judged.anomalies.filter(({ type }) => type !== "cycle-search-timeout");
  const verdict = { ...judged, anomalies, validity: anomalies.length === 0 };
  const breaks =
    keyKindsOf(transactions).size > 1
      ? 'its checker breaks where keys are of several kinds, such as 1 and "1"'
      : undefined;
  if (judged.validity !== true) return { verdict, result: toResult(verdict), breaks };
  const nothing = { "anomaly-types": new EdnList([]), anomalies: null };
  return { verdict, result: ednMap({ "valid?": true, ...nothing }), breaks };
}

/** Of requests and answers: a node may make texts of the numbers that it was given. */
function keyKindsOf(transactions: readonly Transaction[]): Set<string> {
  const operations = transactions.flatMap(({ invocation, operation }) => [invocation, operation]);
  const steps = operations.flatMap(({ value }) => (isVector(value) ? value : []));
  const keys = steps.map((step) => (isVector(step) ? (step[1] ?? null) : null));
  return new Set(keys.map((key) => (isVector(key) ? "vector" : typeof key)));
}

function toResult({ validity, anomalies, not, alsoNot, error }: TransactionVerdict): EdnMap {
  if (error !== undefined) return ednMap({ "valid?": validityToEdn(validity), error });
  const groups = Map.groupBy(anomalies, ({ type }) => type);
  const types = [...groups.keys()].toSorted();
  return ednMap({
    "valid?": validityToEdn(validity),
    "anomaly-types": new EdnList(types.map((type) => Keyword.of(type))),
    anomalies: ednMap(
      Object.fromEntries(types.map((type) => [type, groupToEdn(groups.get(type))])),
    ),
    not: modelsToEdn(not),
    "also-not": modelsToEdn(alsoNot),
  });
}

function groupToEdn(anomalies: readonly Anomaly[] = []): Edn {
  const [first] = anomalies;
  if (first?.type === "empty-transaction-graph") return true;
  return anomalies.map(anomalyToEdn);
}

function modelsToEdn(models: readonly string[]): EdnSet {
  return new EdnSet(models.map((model) => Keyword.of(model)));
}
