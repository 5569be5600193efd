import { expect, test } from "bun:test";
import fc from "fast-check";
import { BRACKETS_AT_MOST, cutBelow } from "../../src/node/nesting.ts";
import { ANY_CHARACTER } from "../support/any-character.ts";

test("what is nested too deeply gives way to null", () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{"a":[[1],[2,[3]]],"b":{"c":{}}}', '{"a":[null],"b":{"c":null}}'],
    ['{"a":[1,2],"b":{"c":3}}', '{"a":[1,2],"b":{"c":3}}'],
    ['{"a":"[[[[","b":["\\"[[[","\\\\"]}', '{"a":"[[[[","b":["\\"[[[","\\\\"]}'],
    ["[[[[[[", "[[null"],
    ["]]]][[[[", "]]]][[[["],
    ['{"a":"[[[', '{"a":"[[['],
    ['{"a":"\\', '{"a":"\\'],
  ];
  for (const [text, cut] of cases) expect(cutBelow(2, text)).toBe(cut);
});

test("a text that is not too deep stays as it is", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.string({ unit: ANY_CHARACTER }), (json, text) => {
      expect(cutBelow(9, json)).toBe(json);
      cutBelow(2, text);
    }),
  );
});

/** A list of so many lists, itself included. */
function lists(count: number): string {
  return `[${"[],".repeat(count - 1)}0]`;
}

test("what comes after a hundred thousand lists and objects gives way to null", () => {
  expect(cutBelow(9, lists(BRACKETS_AT_MOST))).toBe(lists(BRACKETS_AT_MOST));
  const many = lists(BRACKETS_AT_MOST - 1);
  expect(cutBelow(9, `{"a":${many.slice(0, -2)}[],1,[]],"b":2,"c":{"d":[]},"e":3}`)).toBe(
    `{"a":${many.slice(0, -2)}null],"b":2,"c":null}`,
  );
});
