/** What a part of the verdict comes to, and how parts make a whole. */

import { Keyword, type Edn } from "../edn.ts";

export type Validity = boolean | "unknown";

/** Invalid if any part is, else unknown if any part is, else valid. */
export function mergeValidity(parts: readonly Validity[]): Validity {
  if (parts.includes(false)) return false;
  return parts.includes("unknown") ? "unknown" : true;
}

export function validityToEdn(validity: Validity): Edn {
  return validity === "unknown" ? Keyword.of("unknown") : validity;
}

/** Undefined for anything else. */
export function validityOfEdn(value: Edn | undefined): Validity | undefined {
  if (value instanceof Keyword && value.name === "unknown") return "unknown";
  return typeof value === "boolean" ? value : undefined;
}
