/**
 * The verdict on the echo workload: every answer must hold what was sent. After
 * maelstrom.workload.echo.
 */

import { EdnList, EdnMap, ednMap, isEqual, type Edn } from "../edn.ts";
import { type History } from "../history.ts";
import { type Validity } from "./validity.ts";

interface EchoVerdict {
  readonly result: EdnMap;
  readonly validity: Validity;
}

/** An `:ok` must echo its invocation; a `:fail` is an error, an `:info` (a timeout) is not. */
export function judgeEcho({ operations, counterparts }: History): EchoVerdict {
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
  return { result: ednMap({ "valid?": validity, errors: new EdnList(errors) }), validity };
}
