/**
 * Which client talked to which node. A history names processes only: process p is worker p mod
 * concurrency, since after an `:info` the process number grows by the concurrency, and worker w talks
 * to node w mod n.
 */

import { type Edn } from "../edn.ts";
import { type History } from "../history.ts";

/**
 * Processes from here on are clients of a scenario: each begins one operation. Workers have smaller
 * numbers, since theirs grow only with operations that stay in doubt.
 */
export const FIRST_SCENARIO_PROCESS = 1_000_000_000;

export interface Assignment {
  /**
   * A number for the node that a process talks to. Where the nodes are unknown it is that of the
   * worker, where the concurrency is too, of the process: then two numbers may mean one node, but
   * never one number two.
   */
  nodeOf(process: number): number;

  /** What there is of those numbers; undefined if unknown. */
  readonly nodeCount: number | undefined;

  /** The name of a node, or the number of the worker. */
  nameOf(node: number): Edn;

  /** The names of the nodes, in the order of their numbers; undefined if unknown. */
  readonly nodes: readonly string[] | undefined;
}

/** `nodes`: their names in the order of the test; `concurrency`: inferred where it is not given. */
export function assignmentOf(
  history: History,
  nodes: readonly string[] | undefined,
  concurrency: number | undefined = inferConcurrency(history),
): Assignment {
  const known = concurrency === undefined ? undefined : nodes;
  const nodeCount = known?.length ?? concurrency;
  return {
    nodes: known,
    nodeCount,
    nodeOf: (process) => {
      const worker = process % (concurrency ?? Number.POSITIVE_INFINITY);
      return worker % (nodeCount ?? Number.POSITIVE_INFINITY);
    },
    nameOf: (node) => known?.[node] ?? node,
  };
}

/**
 * The number of final reads, as every worker reads once. Without those the smallest number for
 * which every higher process is the successor of one whose operation ended in `:info`. Undefined
 * for a history without clients.
 */
export function inferConcurrency({ operations }: History): number | undefined {
  const processes = new Set<number>();
  const crashed = new Set<number>();
  let finalReads = 0;
  for (const operation of operations) {
    const { process, type, f, isFinal } = operation;
    if (typeof process !== "number" || process >= FIRST_SCENARIO_PROCESS) continue;
    processes.add(process);
    if (type === "info") crashed.add(process);
    if (type === "invoke" && f === "read" && isFinal) finalReads++;
  }
  // The highest process shows most numbers to be impossible.
  const descending = [...processes].toSorted((one, other) => other - one);
  if (finalReads > 0 && isPossible(finalReads, descending, crashed)) return finalReads;
  for (let concurrency = 1; concurrency <= (descending[0] ?? -1) + 1; concurrency++) {
    if (isPossible(concurrency, descending, crashed)) return concurrency;
  }
  return undefined;
}

function isPossible(
  concurrency: number,
  descending: readonly number[],
  crashed: ReadonlySet<number>,
): boolean {
  for (const process of descending) {
    if (process < concurrency) return true;
    if (!crashed.has(process - concurrency)) return false;
  }
  return true;
}
