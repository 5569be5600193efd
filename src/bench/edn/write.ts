/** Writes EDN on one line, as Clojure's `pr` does: `{:index 0, :value [1 2]}`. */

import {
  Character,
  EdnList,
  EdnMap,
  EdnSet,
  EdnSymbol,
  Float,
  Keyword,
  SharedVector,
  Tagged,
  isVector,
  type Edn,
} from "./values.ts";

/** A value that `readEdn` reads back as it was. */
export function writeEdn(value: Edn): string {
  return write(value, true);
}

/** For people, as Clojure's `print`: strings and characters as they are, without quotes. */
export function displayEdn(value: Edn): string {
  return write(value, false);
}

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

const CHARACTER_NAMES: ReadonlyMap<string, string> = new Map([
  ["\n", "newline"],
  [" ", "space"],
  ["\t", "tab"],
  ["\r", "return"],
  ["\b", "backspace"],
  ["\f", "formfeed"],
]);

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\t", "\\t"],
  ["\r", "\\r"],
  ["\b", "\\b"],
  ["\f", "\\f"],
]);

function write(value: Edn, isReadable: boolean): string {
  if (value === null) return "nil";
  if (typeof value === "number" || typeof value === "boolean") return `${value}`;
  if (typeof value === "string") return isReadable ? quoted(value) : value;
  if (typeof value === "bigint") {
    return value > MAX_LONG || value < MIN_LONG ? `${value}N` : `${value}`;
  }
  if (isVector(value)) return `[${writeItems(value, isReadable)}]`;
  if (value instanceof SharedVector) return `[${value.text}]`;
  if (value instanceof Keyword) return `:${value.name}`;
  if (value instanceof EdnMap) {
    const entries = value.entries.map(
      ([key, item]) => `${write(key, isReadable)} ${write(item, isReadable)}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (value instanceof EdnList) return `(${writeItems(value.items, isReadable)})`;
  if (value instanceof EdnSet) return `#{${writeItems(value.items, isReadable)}}`;
  if (value instanceof Tagged) return `${tagPrefix(value)}${write(value.value, isReadable)}`;
  if (value instanceof Float) return writeFloat(value.value);
  if (value instanceof EdnSymbol) return value.name;
  return isReadable ? writeCharacter(value) : value.text;
}

function writeItems(items: readonly Edn[], isReadable: boolean): string {
  // Reads are long lists of integers; `join` writes them four times as fast as a loop.
  if (items.every((item) => typeof item === "number")) return items.join(" ");
  return items.map((item) => write(item, isReadable)).join(" ");
}

/** What precedes a tagged value: a space only where no bracket ends the tag (`#` is part of it). */
export function tagPrefix({ tag, value }: Tagged): string {
  const hasBracket = isVector(value) || value instanceof EdnMap || value instanceof EdnList;
  return hasBracket ? `#${tag}` : `#${tag} `;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\\n\t\r\b\f]/gu, (special) => ESCAPED.get(special) ?? special)}"`;
}

function writeCharacter({ text }: Character): string {
  return `\\${CHARACTER_NAMES.get(text) ?? text}`;
}

/** As Java does: always with a point, and with an exponent below 0.001 and from 10,000,000 on. */
function writeFloat(value: number): string {
  if (Number.isNaN(value)) return "##NaN";
  if (!Number.isFinite(value)) return value > 0 ? "##Inf" : "##-Inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    return Number.isInteger(value) ? `${value}.0` : `${value}`;
  }
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${exponent.replace("+", "")}`;
}
