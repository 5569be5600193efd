/** An operation within a result. */

import { Tagged } from "../edn.ts";
import { toEdn, type Operation } from "../history.ts";

/** As Jepsen prints an operation in results.edn: `#jepsen.history.Op{…}`. */
export function toTaggedOperation(operation: Operation): Tagged {
  return new Tagged("jepsen.history.Op", toEdn(operation));
}
