/**
 * The verdict on the echo workload: every answer must hold what was sent. After
 * maelstrom.workload.echo.
 */

import { EdnList, EdnMap, ednMap, isEqual, writeEdn, type Edn } from "../edn.ts";
import { type History } from "../history.ts";
import { count } from "./texts.ts";
import { type WorkloadVerdict } from "./workload-verdict.ts";
import { printable } from "../network/violations.ts";

/** An `:ok` must echo its invocation; a `:fail` is an error, an `:info` (a timeout) is not. */
export function judgeEcho({ operations, counterparts }: History): WorkloadVerdict {
  const errors: Edn[] = [];
  for (const [place, { type, value }] of operations.entries()) {
    const completion = type === "invoke" ? operations[counterparts[place] ?? -1] : undefined;
    if (completion === undefined || completion.type === "info") continue;
    const answer = completion.value;
    const echoed = answer instanceof EdnMap ? (answer.get("echo") ?? null) : null;
    if (!isEqual(value, echoed)) {
      errors.push(["Expected a message with :echo", value, "But received", answer]);
    }
  }
  const validity = errors.length === 0;
  return {
    validity,
    words: { headline: "Valid: every answer echoed its request.", faults: faultsOf(errors) },
    toResults: () => ({
      workload: ednMap({ "valid?": validity, errors: new EdnList(errors) }),
    }),
  };
}

function faultsOf([first, ...more]: readonly Edn[]): readonly string[] {
  if (first === undefined) return [];
  const answers = count(1 + more.length, "answer");
  return [`${answers} did not echo the request, the first: ${printable(writeEdn(first))}`];
}
