import { expect, test } from "bun:test";
import fc from "fast-check";
import { LINE_BYTES_AT_MOST, LineReader } from "../../../src/node/stdio/lines.ts";
import { ANY_CHARACTER } from "../../support/any-character.ts";

/** Every line of a stream that arrives in these chunks, and how many were too long. */
function read(chunks: Iterable<Uint8Array>): { lines: string[]; tooLong: number } {
  const lines: string[] = [];
  let tooLong = 0;
  const reader = new LineReader(
    (line) => lines.push(line),
    () => tooLong++,
  );
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return { lines, tooLong };
}

/** Cuts bytes before each of these places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  sorted.sort((one, other) => one - other);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

test("any splitting of any bytes gives the same lines as no splitting", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: ANY_CHARACTER, maxLength: 60 }).map((text) => new TextEncoder().encode(text)),
    fc
      .array(fc.constantFrom(10, 13, 32, 123, 0xc3, 0xa9, 0xef, 0xbb, 0xbf))
      .map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 20 }), (all, places) => {
      expect(read(cut(all, places))).toEqual(read([all]));
    }),
  );
});

test("the lines are those that were written, split anywhere", () => {
  const line = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((text) => text.trim() !== "" && !/[\n\uFEFF]/.test(text));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(), { maxLength: 20 }), (lines, places) => {
      const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(""));
      expect(read(cut(bytes, places)).lines).toEqual(lines);
    }),
  );
});

test("a byte order mark, empty lines and a missing last line feed do no harm; CRLF is white space to JSON", () => {
  const { lines } = read([Buffer.from('\uFEFF{"a":1}\r\n\n\r\n  \n{"b":"\u00e9"}')]);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([{ a: 1 }, { b: "\u00e9" }]);
});

test("a line at the limit is processed, a longer one is skipped, and the next one is read", () => {
  const longest = Buffer.alloc(LINE_BYTES_AT_MOST, "x");
  const feed = Buffer.from("\n");
  const after = Buffer.from('{"next":true}\n');
  const atLimit = read([longest, feed, after]);
  const lengths = atLimit.lines.map(({ length }) => length);
  expect([lengths, atLimit.tooLong]).toEqual([[LINE_BYTES_AT_MOST, 13], 0]);
  for (const chunks of [
    [longest, Buffer.from("x\n"), after],
    [Buffer.concat([longest, Buffer.from("x\n"), after])],
  ]) {
    expect(read(chunks)).toEqual({ lines: ['{"next":true}'], tooLong: 1 });
  }
});

test("a line without end is not held in memory", () => {
  const chunk = Buffer.alloc(1024 * 1024, "x");
  let tooLong = 0;
  const reader = new LineReader(
    () => {},
    () => tooLong++,
  );
  for (let count = 0; count < 1024; count++) reader.push(chunk);
  expect(tooLong).toBe(1);
});
