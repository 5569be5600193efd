/** Figures and lists as a person reads them. */

import { writeEdn, type Edn } from "../edn.ts";

/** Ranges of values that are listed. */
const RANGES_AT_MOST = 12;

export function count(amount: number, name: string): string {
  return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}

/** Rounded down, so that what misses a goal never reads as if it met it. */
export function percentBelow(fraction: number): string {
  return `${(Math.floor(fraction * 1000) / 10).toFixed(1)} %`;
}

/** `1–4, 7, 9–12`: sorted integers as ranges; other values one by one. */
export function ranges(values: readonly Edn[]): string {
  const found: { readonly first: Edn; last: Edn }[] = [];
  for (const value of values) {
    const range = found.at(-1);
    const follows = typeof range?.last === "number" && range.last + 1 === value;
    if (range !== undefined && follows) range.last = value;
    else found.push({ first: value, last: value });
  }
  const texts = found
    .slice(0, RANGES_AT_MOST)
    .map(({ first, last }) =>
      first === last ? writeEdn(first) : `${writeEdn(first)}–${writeEdn(last)}`,
    );
  return found.length > RANGES_AT_MOST ? `${texts.join(", ")}, …` : texts.join(", ");
}

/** The name of a node, or the worker where nobody knows which node that talked to. */
export function nodeText(node: Edn): string {
  return typeof node === "string" ? node : `worker ${writeEdn(node)}`;
}
