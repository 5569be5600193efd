/** What the messages about wrong operations share. */

import { type History } from "../history.ts";

/** The name of the node that a process talks to, as a person knows it: `n1`, or `worker 3`. */
export type NameOfNode = (process: number) => string;

/** `process 3, 4.201 to 4.310 s`, of the operation with this invocation. */
export function timesOf({ operations, counterparts }: History, invocation: number): string {
  const operation = operations[invocation];
  if (operation === undefined) throw new Error(`Cannot find operation ${invocation}`);
  const completion = operations[counterparts[invocation] ?? -1];
  const start = seconds(operation.timeNs);
  const times =
    completion === undefined || completion.type === "info"
      ? `from ${start} s on`
      : `${start} to ${seconds(completion.timeNs)} s`;
  return `process ${operation.process}, ${times}`;
}

function seconds(timeNs: number): string {
  return (timeNs / 1e9).toFixed(3);
}

/** `1`, `1 or 2`, `1, 2 or 3`; with `…` for those beyond a dozen. */
export function anyOf(texts: readonly string[]): string {
  if (texts.length > 12) return `${texts.slice(0, 12).join(", ")}, …`;
  const last = texts.at(-1) ?? "nothing";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} or ${last}`;
}
