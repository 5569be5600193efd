/** The errors that operations ended in, which no checker looks at, though they say why nothing was ok. */

import { isVector, Keyword, keyOf, writeEdn, type Edn } from "../edn.ts";
import { isClient, type History } from "../history.ts";
import { FIRST_SCENARIO_PROCESS, type Assignment } from "./assignment.ts";

/** The same error of the same kind of operation. */
export interface ErrorCount {
  /** What was asked: "broadcast". */
  readonly f: string;
  /** `txn-conflict "CAS failed"`, or `net-timeout`. */
  readonly text: string;
  readonly isTimeout: boolean;
  readonly count: number;
  /** Who answered so, by name or by the number of the worker; without clients of a scenario. */
  readonly nodes: readonly Edn[];
}

/** The commonest first. */
export function errorsIn({ operations }: History, assignment: Assignment): readonly ErrorCount[] {
  const errors = new Map<string, ErrorCount & { count: number; readonly numbers: Set<number> }>();
  for (const operation of operations) {
    const { f, process, error } = operation;
    if (!isClient(operation) || error === undefined || typeof process !== "number") continue;
    const key = `${f} ${keyOf(error)}`;
    let known = errors.get(key);
    if (known === undefined) {
      const isTimeout = error === NET_TIMEOUT;
      known = { f, text: textOf(error), isTimeout, count: 0, nodes: [], numbers: new Set() };
      errors.set(key, known);
    }
    known.count++;
    if (process < FIRST_SCENARIO_PROCESS) known.numbers.add(assignment.nodeOf(process));
  }
  return [...errors.values()]
    .toSorted((left, right) => right.count - left.count)
    .map(({ numbers, ...known }) => {
      const sorted = [...numbers].toSorted((left, right) => left - right);
      return { ...known, nodes: sorted.map((node) => assignment.nameOf(node)) };
    });
}

const NET_TIMEOUT = Keyword.of("net-timeout");

/** `[:txn-conflict "CAS failed"]` is the code that a node answered with, and its text. */
function textOf(error: Edn): string {
  if (typeof error === "string") return error;
  return (isVector(error) ? error : [error])
    .map((item) => (item instanceof Keyword ? item.name : writeEdn(item)))
    .join(" ");
}
