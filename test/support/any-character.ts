/** Text of all kinds for drawn tests. */

import fc from "fast-check";

/**
 * Any character, often one of ASCII; `fc.string({ unit: ANY_CHARACTER })` is any text. fast-check's own
 * "binary" is the same, but first builds a table of all characters: 1.3 s in each test file.
 */
export const ANY_CHARACTER: fc.Arbitrary<string> = fc
  .oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));
