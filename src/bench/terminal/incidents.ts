/** What nodes answered with errors and what the faults did, in a line each of the summary. */

import { type Edn } from "../edn.ts";
import { excerpt } from "../network/violations.ts";
import { nodeText } from "../verdict/texts.ts";
import { type ErrorCount } from "../verdict/errors.ts";
import { type FaultSum, type FaultSums } from "../verdict/fault-sums.ts";

/** Errors with texts of their own may be as many as operations. */
const ERRORS_AT_MOST = 3;

const NODES_AT_MOST = 5;

/** `20 × txn-conflict "CAS failed" (n0)`, or with the operation: `20 × broadcast: txn-conflict …` */
export function errorsText(errors: readonly ErrorCount[], hasOperation: boolean): string {
  const named = errors.slice(0, ERRORS_AT_MOST).map(({ f, text, count, nodes }) => {
    return `${count} × ${hasOperation ? `${f}: ` : ""}${excerpt(text)}${whom(nodes)}`;
  });
  const others = errors.slice(ERRORS_AT_MOST).reduce((sum, { count }) => sum + count, 0);
  return [...named, ...(others > 0 ? [`${others} with other errors`] : [])].join("; ");
}

/** `1 × partition for 12.3 s (n0); 116 messages dropped` */
export function faultsText({ faults, counts }: FaultSums): string {
  const named = faults.map(faultText).join(", ");
  const what = [named === "" ? "no fault hit any node or message" : named];
  if (counts !== undefined) what.push(`${counts.dropped} messages between servers dropped`);
  if (counts !== undefined && counts.doubled > 0) what.push(`${counts.doubled} delivered twice`);
  return what.join("; ");
}

function faultText({ name, count, durationMs, nodes }: FaultSum): string {
  return `${count} × ${name} for ${(durationMs / 1000).toFixed(1)} s${whom(nodes)}`;
}

/** What is said of a test whose faults did nothing. */
export const IDLE_FAULTS =
  "no fault dropped a message or stopped a node, so this run shows nothing about faults";

function whom(nodes: readonly Edn[]): string {
  if (nodes.length === 0) return "";
  if (nodes.length > NODES_AT_MOST) return ` (${nodes.length} nodes)`;
  return ` (${nodes.map(nodeText).join(", ")})`;
}
