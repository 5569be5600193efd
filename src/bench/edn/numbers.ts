/** The numbers of EDN, from the text of a token. */

import { Float } from "./values.ts";

/** What Clojure reads as a number: 12, 9007199254740993N, 0x1f, 1.5e3, 1/3; else undefined. */
export function numberOf(text: string): number | bigint | Float | undefined {
  if (/^[+-]?\d+N?$/u.test(text)) return integerOf(text.replace(/^\+|N$/gu, ""));
  if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M?$/u.test(text)) return new Float(Number.parseFloat(text));
  const hexadecimal = /^([+-]?)(0[xX][0-9a-fA-F]+)N?$/u.exec(text);
  if (hexadecimal) {
    const size = BigInt(hexadecimal[2] ?? 0);
    return integerOf(`${hexadecimal[1] === "-" ? -size : size}`);
  }
  const ratio = /^([+-]?\d+)\/(\d+)$/u.exec(text);
  return ratio ? new Float(Number(ratio[1]) / Number(ratio[2])) : undefined;
}

function integerOf(digits: string): number | bigint {
  const integer = Number(digits);
  if (!Number.isSafeInteger(integer)) return BigInt(digits);
  // "-0" would become a −0; integers have only one zero.
  return integer === 0 ? 0 : integer;
}

/** What follows `##`. */
export function symbolicNumberOf(name: string): Float | undefined {
  const value = SYMBOLIC_NUMBERS.get(name);
  return value === undefined ? undefined : new Float(value);
}

const SYMBOLIC_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Inf", Number.POSITIVE_INFINITY],
  ["-Inf", Number.NEGATIVE_INFINITY],
]);
