/**
 * The order in which Clojure goes through its sets and maps of integers, strings and vectors: by their
 * hashes (Murmur3), five bits at a time from the lowest on. It decides which of several messages at
 * one offset Jepsen's checker takes, which examples it shows, and which of several longest lists Elle
 * takes for the order of versions.
 */

import { compare, isVector, type Edn } from "../edn.ts";

/** A map of at most this many keys keeps the order in which they were added. */
const ARRAY_MAP_AT_MOST = 8;

/** A map's items, given in the order in which they were added. */
export function inMapOrder<Item>(items: readonly Item[], keyOf: (item: Item) => Edn): Item[] {
  return items.length > ARRAY_MAP_AT_MOST ? inSetOrder(items, keyOf) : [...items];
}

/** What is none of the three comes last, by value. */
export function inSetOrder<Item>(items: readonly Item[], keyOf: (item: Item) => Edn): Item[] {
  return items
    .map((item) => ({ item, key: keyOf(item), place: placeOf(keyOf(item)) }))
    .toSorted((left, right) => left.place - right.place || compare(left.key, right.key))
    .map(({ item }) => item);
}

function placeOf(key: Edn): number {
  const bits = hashOf(key);
  if (bits === undefined) return Number.MAX_VALUE;
  let place = 0;
  for (let shift = 0; shift < 32; shift += 5) place = place * 32 + ((bits >>> shift) & 31);
  return place;
}

function hashOf(key: Edn): number | undefined {
  if (typeof key === "number") return hashOfInteger(key);
  if (typeof key === "string") return hashOfString(key);
  if (!isVector(key)) return undefined;
  let sum = 1;
  for (const item of key) {
    const hash = hashOf(item);
    if (hash === undefined) return undefined;
    sum = (Math.imul(sum, 31) + hash) | 0;
  }
  return finished(mixed(0, sum), key.length);
}

export function hashOfInteger(integer: number): number {
  if (integer === 0) return 0;
  return finished(mixed(mixed(0, integer | 0), Math.floor(integer / 2 ** 32) | 0), 8);
}

/** The hash of Java's own hash. */
function hashOfString(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum === 0 ? 0 : finished(mixed(0, sum), 4);
}

function mixed(sum: number, word: number): number {
  const scrambled = Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotated(sum ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

function finished(sum: number, byteCount: number): number {
  let bits = sum ^ byteCount;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function rotated(bits: number, count: number): number {
  return (bits << count) | (bits >>> (32 - count));
}
