/**
 * Equality and order of EDN values, as Clojure has them: a list equals a vector with the same
 * items, maps and sets forget their order, 1 is not 1.0.
 */

import {
  Character,
  EdnList,
  EdnMap,
  EdnSet,
  EdnSymbol,
  Float,
  Keyword,
  SharedVector,
  isVector,
  type Edn,
} from "./values.ts";

/** Two values are equal if and only if their keys are: made for Map and Set. */
export function keyOf(value: Edn): number | string {
  return typeof value === "number" ? value : textKeyOf(value);
}

function textKeyOf(value: Edn): string {
  if (value === null || typeof value === "boolean" || typeof value === "number") return `${value}`;
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (isVector(value)) return `[${value.map(textKeyOf).join(" ")}]`;
  if (value instanceof EdnList || value instanceof SharedVector) {
    return `[${value.items.map(textKeyOf).join(" ")}]`;
  }
  if (value instanceof EdnSet) return `#{${value.items.map(textKeyOf).toSorted().join(" ")}}`;
  if (value instanceof EdnMap) {
    const entries = value.entries.map(([key, item]) => `${textKeyOf(key)} ${textKeyOf(item)}`);
    return `{${entries.toSorted().join(" ")}}`;
  }
  if (value instanceof Float) return `float ${value.value}`;
  if (value instanceof Keyword) return `:${JSON.stringify(value.name)}`;
  if (value instanceof EdnSymbol) return `symbol ${JSON.stringify(value.name)}`;
  if (value instanceof Character) return `\\${JSON.stringify(value.text)}`;
  return `#${JSON.stringify(value.tag)} ${textKeyOf(value.value)}`;
}

export function isEqual(left: Edn, right: Edn): boolean {
  return keyOf(left) === keyOf(right);
}

/**
 * Clojure's `compare`: nil first, numbers by size, false before true, strings and keywords by
 * their letters, vectors by length and then item by item. Where Clojure throws, because two
 * values are of different kinds or of one without an order, kinds come in the order of `rankOf`
 * and values of one kind in the order of their keys, so that any history can be judged.
 */
export function compare(left: Edn, right: Edn): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const rank = rankOf(left);
  if (rank !== rankOf(right)) return rank - rankOf(right);
  if (isVector(left) && isVector(right)) return compareVectors(left, right);
  const [low, high] = [comparableOf(left), comparableOf(right)];
  return low < high ? -1 : low > high ? 1 : 0;
}

/** Whether Clojure's `compare` tells an order of the two; else it throws. */
export function areComparable(left: Edn, right: Edn): boolean {
  if (left === null || right === null) return true;
  const rank = rankOf(left);
  if (rank !== rankOf(right) || rank === UNORDERED) return false;
  if (!isVector(left) || !isVector(right) || left.length !== right.length) return true;
  // It stops at the first items that differ.
  const place = left.findIndex((item, at) => compare(item, right[at] ?? null) !== 0);
  return left
    .slice(0, place < 0 ? undefined : place + 1)
    .every((item, at) => areComparable(item, right[at] ?? null));
}

function compareVectors(left: readonly Edn[], right: readonly Edn[]): number {
  if (left.length !== right.length) return left.length - right.length;
  for (const [index, item] of left.entries()) {
    const order = compare(item, right[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** The rank of what has no order in Clojure, such as maps. */
const UNORDERED = 6;

function rankOf(value: Edn): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return 1;
  if (typeof value === "number" || typeof value === "bigint" || value instanceof Float) return 2;
  if (typeof value === "string") return 3;
  if (value instanceof Keyword) return 4;
  if (isVector(value)) return 5;
  return UNORDERED;
}

/** What `<` understands, of the same type for values of the same rank (numbers and bigints mix). */
function comparableOf(value: Edn): number | bigint | string {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") {
    return value;
  }
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Float) return value.value;
  if (value instanceof Keyword) return value.name;
  return textKeyOf(value);
}
