/**
 * Which workload a stored history is of: a history does not say it, but its operations, their values
 * and the folder of the store that it lies in do.
 */

import { HistoryError, isClient, type Operation } from "../history.ts";
import { WORKLOAD_NAMES, WORKLOADS, type WorkloadName } from "./index.ts";

const FORMS = WORKLOAD_NAMES.map((name) => [name, WORKLOADS[name]] as const);

/**
 * `folder` is the name of the folder of the workload, if there is one. A history without a client's
 * operation can be of any workload, and is unknown as a broadcast. Throws a HistoryError if no workload
 * has such operations, or that one which is given has not.
 */
export function recognize(
  operations: readonly Operation[],
  folder: string,
  given?: WorkloadName,
): WorkloadName {
  const own = operations.filter(isClient);
  const kinds = new Set(own.map(({ f }) => f));
  if (given !== undefined) {
    const known = WORKLOADS[given].operations;
    if ([...kinds].every((f) => known.includes(f))) return given;
    throw new HistoryError(
      `its operations are ${listed(kinds)}; those of ${given} ${listed(known)}`,
    );
  }
  const named = FORMS.filter(([, form]) => [...kinds].every((f) => form.operations.includes(f)));
  const fitting = named.filter(([, form]) => own.every((it) => form.admits?.(it) ?? true));
  const [found] =
    fitting.find(([name]) => name === folder) ??
    fitting.find(([, form]) => form.isLikely?.(own)) ??
    fitting[0] ??
    // The checker says which value makes no sense.
    named[0] ??
    [];
  if (found === undefined) throw new HistoryError(whyNone(kinds));
  return found;
}

function whyNone(kinds: ReadonlySet<string>): string {
  const known = WORKLOAD_NAMES.map((name) => `${name} (${listed(WORKLOADS[name].operations)})`);
  return `its operations are ${listed(kinds)}; known are ${known.join(" and ")}`;
}

function listed(names: Iterable<string>): string {
  return [...names].map((name) => `:${name}`).join(", ");
}
