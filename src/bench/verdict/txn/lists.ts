/**
 * The lists that transactions append to and read, with numbers for keys and elements: who appended
 * each element, and in which order the elements of a key came to be.
 */

import { isVector, keyOf, writeEdn, type Edn } from "../../edn.ts";
import { inSetOrder } from "../clojure-order.ts";
import { type Transaction } from "./transactions.ts";

/** The error for a history that no checker can judge, since its versions cannot be told apart. */
export class AmbiguousHistoryError extends Error {
  override readonly name = "AmbiguousHistoryError";
}

export type ListStep =
  | { readonly f: "append"; readonly key: number; readonly element: number }
  /** `elements` is undefined if the read is nil: not known, or nothing there. */
  | { readonly f: "r"; readonly key: number; readonly elements: readonly number[] | undefined };

export interface Lists {
  readonly transactions: readonly Transaction[];
  /** The micro-operations of each transaction. */
  readonly steps: readonly (readonly ListStep[])[];
  readonly keys: readonly Edn[];
  /** The same element of two keys has two numbers. */
  readonly elements: readonly Edn[];
  readonly keyOfElement: readonly number[];
  /** The transaction that appended each element, −1 if none did. */
  readonly appenders: readonly number[];
  /** Elements after which their transaction appended another one to the key. */
  readonly intermediate: ReadonlySet<number>;
}

/** Throws AmbiguousHistoryError if an element is appended to a key twice. */
export function listsOf(transactions: readonly Transaction[]): Lists {
  const keys = new Numbers();
  const elementNumbers: Numbers[] = [];
  const elements: Edn[] = [];
  const keyOfElement: number[] = [];
  const appenders: number[] = [];
  const intermediate = new Set<number>();

  const numberOf = (key: number, value: Edn): number => {
    const known = (elementNumbers[key] ??= new Numbers());
    const place = known.numberOf(value);
    const number = (known.shared[place] ??= elements.length);
    if (number < elements.length) return number;
    elements.push(value);
    keyOfElement.push(key);
    appenders.push(-1);
    return number;
  };

  const steps = transactions.map(({ microOperations }, node) => {
    const last = new Map<number, number>();
    return microOperations.map(({ f, key: name, value }): ListStep => {
      const key = keys.numberOf(name);
      if (f === "r") {
        const list = isVector(value) ? value.map((item) => numberOf(key, item)) : undefined;
        return { f, key, elements: list };
      }
      const element = numberOf(key, value);
      if (appenders[element] !== -1) {
        throw new AmbiguousHistoryError(
          `${writeEdn(value)} was appended to key ${writeEdn(name)} twice, so the reads cannot be told apart`,
        );
      }
      appenders[element] = node;
      const previous = last.get(key);
      if (previous !== undefined) intermediate.add(previous);
      last.set(key, element);
      return { f: "append", key, element };
    });
  });
  return { transactions, steps, keys: keys.names, elements, keyOfElement, appenders, intermediate };
}

/** Numbers from 0 for values, in the order in which they come. */
class Numbers {
  readonly names: Edn[] = [];
  /** For each number one that is unique beyond this object. */
  readonly shared: number[] = [];
  readonly #numbers = new Map<number | string, number>();

  numberOf(name: Edn): number {
    const key = keyOf(name);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }
}

/**
 * For each key the distinct lists that were read and not empty, the shortest first. Where several are
 * the longest, Elle takes the last one in the order of its sets for the order of the versions.
 */
export function readLists({ steps, keys, elements, transactions }: Lists): (readonly number[])[][] {
  const lists: Map<string, readonly number[]>[] = keys.map(() => new Map());
  for (const [node, list] of steps.entries()) {
    if (transactions[node]?.type === "fail") continue;
    for (const step of list) {
      if (step.f === "append" || step.elements === undefined || step.elements.length === 0)
        continue;
      const ofKey = lists[step.key];
      const text = step.elements.join(" ");
      if (ofKey !== undefined && !ofKey.has(text)) ofKey.set(text, step.elements);
    }
  }
  const valueOf = (list: readonly number[]): Edn =>
    list.map((element) => elements[element] ?? null);
  return lists.map((ofKey) => {
    const inOrder = inSetOrder([...ofKey.values()], valueOf);
    return inOrder.toSorted((left, right) => left.length - right.length);
  });
}
