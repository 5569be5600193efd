/**
 * The checker of txn-list-append: transactions over lists, in which each element is appended once. A
 * read shows the whole history of its list, so the longest read of a key is the order in which its
 * elements came to be (Kingsbury and Alvaro, "Elle", VLDB 2020). After elle.list-append.
 */

import { type DataStep } from "./anomalies.ts";
import { GraphBuilder, KINDS, type Kind } from "./graph.ts";
import { type Analysis } from "./analysis.ts";
import { listAnomalies } from "./list-anomalies.ts";
import { listsOf, readLists, type Lists } from "./lists.ts";
import { type Transaction } from "./transactions.ts";

/** What explains an edge best comes first. */
const PREFERENCE: readonly Kind[] = ["ww", "wr", "rw", "process", "realtime"];

/** Throws AmbiguousHistoryError if an element is appended twice. */
export function analyzeListAppend(transactions: readonly Transaction[]): Analysis {
  const lists = listsOf(transactions);
  const versions = readLists(lists);
  const order = new VersionOrder(lists, versions);
  return {
    anomalies: listAnomalies(lists, versions),
    addEdges: (graph) => addEdges(lists, order, graph),
    preference: PREFERENCE,
    explain: (kind, source, target) => explain(lists, order, kind, source, target),
  };
}

/** The element after which each one was appended, and who read it as the last one. */
class VersionOrder {
  readonly #lists: Lists;
  /** By element; undefined if it is not in the longest read of its key. */
  readonly #previous: (number | undefined)[] = [];
  /** By key: the last element of the longest read, −1 if nothing was read. */
  readonly #latest: number[];
  readonly #readers: number[][] = [];
  readonly #readersOfNothing: number[][] = [];

  constructor(lists: Lists, versions: readonly (readonly number[])[][]) {
    this.#lists = lists;
    this.#latest = versions.map((read) => {
      let previous = -1;
      for (const element of new Set(read.at(-1))) {
        this.#previous[element] = previous;
        previous = element;
      }
      return previous;
    });
    for (const [node, steps] of lists.steps.entries()) {
      const type = lists.transactions[node]?.type;
      for (const step of steps) {
        if (step.f === "append" || type === "fail") continue;
        // What is unknown reads as nil.
        if (type === "info" && step.elements === undefined) continue;
        const last = step.elements?.at(-1) ?? -1;
        const readers =
          last === -1 ? (this.#readersOfNothing[step.key] ??= []) : (this.#readers[last] ??= []);
        if (readers.at(-1) !== node) readers.push(node);
      }
    }
  }

  /** −1 for the first one. What was never read came after all that was. */
  previousOf(element: number): number {
    const previous = this.#previous[element];
    if (previous !== undefined) return previous;
    return this.#latest[this.#lists.keyOfElement[element] ?? -1] ?? -1;
  }

  /** Those that read the list of a key up to that element; −1 for an empty list. */
  readersOf(element: number, key: number): readonly number[] {
    return (element === -1 ? this.#readersOfNothing[key] : this.#readers[element]) ?? [];
  }
}

/** The transaction that appended an element and may have happened, −1 if there is none. */
function appenderOf({ appenders, transactions }: Lists, element: number): number {
  const appender = appenders[element] ?? -1;
  return transactions[appender]?.type === "fail" ? -1 : appender;
}

function addEdges(lists: Lists, order: VersionOrder, graph: GraphBuilder): void {
  const add = (source: number, target: number, kind: Kind): void => {
    if (source !== -1 && source !== target) graph.add(source, target, KINDS[kind]);
  };
  for (const [node, steps] of lists.steps.entries()) {
    if (lists.transactions[node]?.type === "fail") continue;
    for (const step of steps) {
      if (step.f === "r") {
        const last = step.elements?.at(-1);
        if (last !== undefined) add(appenderOf(lists, last), node, "wr");
        continue;
      }
      const previous = order.previousOf(step.element);
      if (previous !== -1) add(appenderOf(lists, previous), node, "ww");
      for (const reader of order.readersOf(previous, step.key)) add(reader, node, "rw");
    }
  }
}

/** Why one transaction comes before another. Throws if it does not. */
function explain(
  lists: Lists,
  order: VersionOrder,
  kind: DataStep["kind"],
  sourceNode: number,
  targetNode: number,
): DataStep {
  const [source, target] = [lists.transactions[sourceNode], lists.transactions[targetNode]];
  for (const [targetPlace, step] of (lists.steps[targetNode] ?? []).entries()) {
    const isRead = step.f === "r";
    if (isRead !== (kind === "wr")) continue;
    const element = isRead ? (step.elements?.at(-1) ?? -1) : order.previousOf(step.element);
    if (isRead && element === -1) continue;
    const sourcePlace = (lists.steps[sourceNode] ?? []).findIndex((other) =>
      other.f === "r"
        ? kind === "rw" && other.key === step.key && (other.elements?.at(-1) ?? -1) === element
        : kind !== "rw" && other.element === element,
    );
    if (sourcePlace === -1 || source === undefined || target === undefined) continue;
    return {
      kind,
      source,
      target,
      key: lists.keys[step.key] ?? null,
      value: lists.elements[element],
      nextValue: isRead ? undefined : lists.elements[step.element],
      sourcePlace,
      targetPlace,
    };
  }
  throw new Error(`Nothing explains ${kind} from transaction ${sourceNode} to ${targetNode}`);
}
