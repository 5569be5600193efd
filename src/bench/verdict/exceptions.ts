/**
 * `:exceptions`: the operations that ended in an exception of Maelstrom's, such as a malformed
 * answer, by class. They make no run invalid. After jepsen.checker/unhandled-exceptions.
 */

import { EdnList, EdnMap, ednMap, itemsOf, keyOf, type Edn } from "../edn.ts";
import { type History, type Operation } from "../history.ts";
import { toTaggedOperation } from "./operation.ts";

export interface Exceptions {
  readonly class: Edn;
  readonly example: Operation;
  count: number;
}

/** Classes with many operations first, each with its first operation as an example. */
export function exceptionsIn({ operations }: History): readonly Exceptions[] {
  const byClass = new Map<number | string, Exceptions>();
  for (const operation of operations) {
    if (operation.type !== "info" || !operation.exception) continue;
    const name = classOf(operation.exception);
    const exceptions = byClass.get(keyOf(name)) ?? { class: name, example: operation, count: 0 };
    exceptions.count++;
    byClass.set(keyOf(name), exceptions);
  }
  return [...byClass.values()].toSorted((left, right) => right.count - left.count);
}

/** As in results.edn. */
export function exceptionsToEdn(exceptions: readonly Exceptions[]): EdnMap {
  const listed = exceptions.length === 0 ? undefined : new EdnList(exceptions.map(toException));
  return ednMap({ "valid?": true, exceptions: listed });
}

function toException({ class: name, example, count }: Exceptions): EdnMap {
  return ednMap({ count, class: name, example: toTaggedOperation(example) });
}

/** The class of the outermost exception: the `:type` of the first in `:via`. */
function classOf(exception: Edn): Edn {
  const via = exception instanceof EdnMap ? exception.get("via") : undefined;
  const [first] = itemsOf(via ?? null) ?? [];
  return first instanceof EdnMap ? (first.get("type") ?? null) : null;
}
