/** What the messages about wrong operations share. */

import { type History, type Operation } from "../history.ts";

/** The name of the node that a process talks to, as a person knows it: `n1`, or `worker 3`. */
export type NameOfNode = (process: number) => string;

/** `process 3, 4.201 to 4.310 s`, of the operation with this invocation. */
export function timesOf({ operations, counterparts }: History, invocation: number): string {
  const operation = operations[invocation];
  if (operation === undefined) throw new Error(`Cannot find operation ${invocation}`);
  return timesBetween(operation, operations[counterparts[invocation] ?? -1] ?? operation);
}

/** The same; `completion` is the invocation again if it never completed. */
export function timesBetween(invocation: Operation, completion: Operation): string {
  const start = seconds(invocation.timeNs);
  const isOpen = completion === invocation || completion.type === "info";
  const times = isOpen ? `from ${start} s on` : `${start} to ${seconds(completion.timeNs)} s`;
  return `process ${invocation.process}, ${times}`;
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
