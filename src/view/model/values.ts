/**
 * Broadcast values, and which of them a message carries. A value is known by its JSON; within a
 * run each has a number, so that everything else works on arrays of integers.
 */

import { type Body } from "./events.ts";

export class Values {
  /** The JSON of each value, at its number. */
  readonly texts: string[] = [];
  readonly #numbers = new Map<string | number, number>();

  /** The number of a value that is given as its JSON. */
  ofText(text: string): number {
    const integer = Number(text);
    return this.#ofKey(Number.isSafeInteger(integer) && `${integer}` === text ? integer : text);
  }

  /** The number of a value that came out of `JSON.parse`. */
  ofJson(value: unknown): number {
    return this.#ofKey(Number.isSafeInteger(value) ? Number(value) : JSON.stringify(value));
  }

  /** The number of a value that is there, undefined if it is not. */
  find(text: string): number | undefined {
    const integer = Number(text);
    return this.#numbers.get(`${integer}` === text ? integer : text);
  }

  #ofKey(key: string | number): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.texts.length;
      this.texts.push(`${key}`);
      this.#numbers.set(key, number);
    }
    return number;
  }
}

/** Keys under which clients put a value: of the workloads broadcast and g-set. */
const SINGLES = ["message", "element"] as const;

/** Keys under which nodes in any language put a list of values. */
const LISTS = ["messages", "values", "value"] as const;

/**
 * The numbers of the values that a message carries: its `message` or `element`, the lists
 * `messages`, `values` and `value`, and the `runs` of eddy's own push and digest,
 * `[name, incarnation, first, [value, …]]`,
 * in which a value that is no integer is a string that holds its JSON.
 */
export function valuesIn(body: Body, values: Values): number[] {
  const found: number[] = [];
  for (const name of SINGLES) if (name in body) found.push(values.ofJson(body[name]));
  for (const name of LISTS) {
    const list = body[name];
    if (Array.isArray(list)) for (const value of list) found.push(values.ofJson(value));
  }
  const { runs } = body;
  if (Array.isArray(runs)) for (const run of runs) addRun(run, values, found);
  return found;
}

function addRun(run: unknown, values: Values, found: number[]): void {
  const list: unknown = Array.isArray(run) ? run[3] : undefined;
  if (!Array.isArray(list)) return;
  for (const value of list) {
    found.push(typeof value === "string" ? values.ofText(value) : values.ofJson(value));
  }
}
