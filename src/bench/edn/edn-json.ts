/**
 * Between JSON, which nodes speak, and EDN, which histories hold. As Maelstrom does it: an object
 * becomes a map with keywords for keys, an array a vector.
 */

import { numberOf } from "./numbers.ts";
import {
  Character,
  EdnMap,
  EdnSymbol,
  Float,
  Keyword,
  SharedVector,
  Tagged,
  itemsOf,
  type Edn,
  type EdnEntry,
} from "./values.ts";
import { writeEdn } from "./write.ts";

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What `JSON.parse` gives, also with bigints and raw numbers (`JSON.rawJSON`) in it. Throws TypeError
 * for anything else.
 */
export function fromJson(value: unknown): Edn {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number") return fromNumber(value);
  if (Array.isArray(value)) return value.map(fromJson);
  if (value instanceof SharedVector) return value;
  if (typeof value !== "object") throw new TypeError(`A ${typeof value} is no JSON`);
  if (isRawJson(value)) return numberOf(value.rawJSON) ?? null;
  return new EdnMap(
    Object.entries(value).map(([key, item]): EdnEntry => [fromKey(key), fromJson(item)]),
  );
}

function isRawJson(value: object): value is { readonly rawJSON: string } {
  return JSON.isRawJSON(value);
}

function fromNumber(value: number | bigint): Edn {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  if (typeof value === "bigint") return value;
  // `JSON.parse` forgets how a number was written: within a long it passes for an integer.
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value) : new Float(value);
}

/** A keyword, unless its text would not be read back as one. */
function fromKey(key: string): Edn {
  return /^[^\s,"();[\]{}\\\p{Cc}]+$/u.test(key) ? Keyword.of(key) : key;
}

/**
 * For results.json: keywords become strings without the colon, as keys and as values; an integer
 * that no double holds, and whatever else JSON lacks, become strings.
 */
export function toJson(value: Edn): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return fromBigInt(value);
  if (value instanceof Float) return Number.isFinite(value.value) ? value.value : writeEdn(value);
  if (value instanceof Keyword || value instanceof EdnSymbol) return value.name;
  if (value instanceof Character) return value.text;
  if (value instanceof Tagged) return toJson(value.value);
  if (value instanceof EdnMap) return toJsonObject(value);
  return (itemsOf(value) ?? []).map(toJson);
}

/** Of keys that become one string the last counts. */
export function toJsonObject({ entries }: EdnMap): { readonly [key: string]: Json } {
  return Object.fromEntries(entries.map(([key, item]) => [toKey(key), toJson(item)]));
}

function fromBigInt(value: bigint): Json {
  const number = Number(value);
  return BigInt(number) === value ? number : `${value}`;
}

function toKey(key: Edn): string {
  if (typeof key === "string") return key;
  return key instanceof Keyword ? key.name : writeEdn(key);
}
