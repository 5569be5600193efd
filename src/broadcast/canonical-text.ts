/**
 * Compares JSON values by their text, since a JavaScript value does not keep the spelling of
 * numbers.
 */

/** An object, or a character in a string that may be written in another way. */
const HAS_SPELLINGS = /[{\\\ud800-\udfff]/;

/**
 * A text that is the same for JSON values that differ only in white space, the order of an object's
 * keys and the spelling of strings. Numbers keep their spelling: 1 and 1.0 differ. The text must be
 * valid JSON without white space, and not be nested thousands of levels deep.
 */
export function canonicalText(text: string): string {
  if (!HAS_SPELLINGS.test(text)) return text;
  const value: unknown = JSON.parse(text, (_key, part, context) => {
    if (typeof part === "number") return JSON.rawJSON(context.source);
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(
      Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
  return JSON.stringify(value);
}
