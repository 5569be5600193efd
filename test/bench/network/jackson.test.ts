import { describe, expect, test } from "bun:test";
import { BadLine, readFirst, withExactNumbers } from "../../../src/bench/network/jackson.ts";

/** What Jackson 2.17.2, set as Cheshire 5.13.0 sets it, made of each of these lines. */
const READ: readonly [line: string, value: unknown][] = [
  ['{"a":1}', { a: 1 }],
  [' \t{ "a" : 1 }', { a: 1 }],
  ['{"a":1,"a":2}', { a: 2 }],
  ['{"a":1} trailing', { a: 1 }],
  ['{"a":1}{"b":2}', { a: 1 }],
  ['{"a":1}}', { a: 1 }],
  ['{"a":1},', { a: 1 }],
  ['{"a":1}\u0001', { a: 1 }],
  ["{} {", {}],
  ['{"a":"}{\\"]"}x', { a: '}{"]' }],
  ['{"a":"x\ty"}', { a: "x\ty" }],
  ['{"a":"x\u0000y"}', { a: "x\u0000y" }],
  ['{"a\t":1}', { "a\t": 1 }],
];

const REFUSED: readonly string[] = [
  '{"a":"\\\t"}',
  '\uFEFF{"a":1}',
  '{"a":01}',
  '{"a":+1}',
  '{"a":.5}',
  '{"a":5.}',
  '{"a":NaN}',
  "{'a':1}",
  "{a:1}",
  '{"a":1,}',
  '{"a":[1,]}',
  '{/*x*/"a":1}',
  '{"a":"\\\'"}',
  '{"a":"\\u12"}',
  '{"a":1 "b":2}',
  '{"a":truex}',
  '{"a":1\u00a0}',
  '{\u000c"a":1}',
  "\u000b{}",
  '{"a":1',
  '{"a":]',
  "  ",
  "[1,2",
  '[INFO] {"a":1}',
];

function nested(levels: number): string {
  return `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
}

describe("a line is read as Maelstrom reads it:", () => {
  test.each(READ)("%j is an object", (line, value) => {
    expect(readFirst(line).value).toEqual(value);
    expect(JSON.parse(readFirst(line).text)).toEqual(value);
  });

  test.each(REFUSED)("%j is refused", (line) => {
    expect(() => readFirst(line)).toThrow(BadLine);
  });

  test("a thousand levels are read, and no more", () => {
    expect(readFirst(nested(999)).text).toBe(nested(999));
    expect(() => readFirst(nested(1000))).toThrow("it is nested more than 1000 levels deep");
    expect(() => readFirst(`${nested(1000)} x`)).toThrow(BadLine);
    const flat = `{"a":[${"[],".repeat(1000)}"${"[".repeat(1001)}\\"["]}`;
    expect(readFirst(flat).text).toBe(flat);
  });

  test("and is found to be so without being parsed, however long it is", () => {
    // Parsed, it would take more memory than there is.
    expect(() => readFirst("[".repeat(40_000_000))).toThrow(BadLine);
  });
});

test("floats stay apart from integers, and big integers keep all their digits", () => {
  const text = '{"a":1.0,"b":[1e3,-0.0,2,-0,1.5],"c":"1.0","d":{"e":1E400}}';
  const exact = withExactNumbers(JSON.parse(text), text);
  expect(JSON.stringify(exact)).toBe('{"a":1.0,"b":[1e3,-0.0,2,0,1.5],"c":"1.0","d":{"e":1E400}}');
  expect(Number.isInteger(exact["a"])).toBe(false);
  const big = '{"a":9007199254740993,"b":"1234567890123456"}';
  expect(JSON.stringify(withExactNumbers(JSON.parse(big), big))).toBe(big);
  const integers = { a: 1, b: [2] };
  expect(withExactNumbers(integers, '{"a":1,"b":[2]}')).toBe(integers);
});
