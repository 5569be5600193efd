/**
 * Compares JSON values by their text, since a JavaScript value does not keep the spelling of
 * numbers.
 */

// ECMAScript 2026 (proposal-json-parse-with-source), ahead of TypeScript's library.
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: Source) => unknown,
    ): unknown;
    rawJSON(text: string): object;
  }
}

interface Source {
  /** The text of a number, string, boolean or null; objects and lists have none. */
  readonly source: string;
}

/**
 * A text that is the same for JSON values that differ only in white space, the order of an object's
 * keys and the spelling of strings. Numbers keep their spelling: 1 and 1.0 differ. Throws a
 * RangeError if the value is nested too deeply, by some thousands of levels.
 */
export function canonicalText(text: string): string {
  const value: unknown = JSON.parse(text, (_key, part, context) => {
    if (typeof part === "number") return JSON.rawJSON(context.source);
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(
      Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
  return JSON.stringify(value);
}
