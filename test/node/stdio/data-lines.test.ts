import { expect, test } from "bun:test";
import fc from "fast-check";
import { lineOf, readLine } from "../../../src/node/stdio/data-lines.ts";

const text = fc.string({ unit: "binary" }).map((each) => each.toWellFormed().replaceAll("\n", ""));

test("a line comes back as it was written, wherever it stands", () => {
  fc.assert(
    fc.property(text, text, (before, each) => {
      const start = lineOf(before).length;
      const bytes = Buffer.concat([lineOf(before), lineOf(each), lineOf(before)]);
      const end = start + lineOf(each).length;
      expect(readLine(bytes, start)).toEqual({ kind: "line", text: each, end });
    }),
  );
});

test("a line that was cut anywhere is torn, also where zeros follow", () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 9 }), (each, zeros) => {
      const line = lineOf(each);
      for (let length = 1; length < line.length; length++) {
        const bytes = Buffer.concat([line.subarray(0, length), Buffer.alloc(zeros)]);
        expect(readLine(bytes, 0)).toEqual({ kind: "torn" });
      }
    }),
    { numRuns: 20 },
  );
});

test("the last line is torn where any part of it is zeros, also with its line feed", () => {
  const line = lineOf('{"life":4711}\t5\t"[1,2]"');
  for (let start = 0; start < line.length; start++) {
    for (let end = start + 1; end <= line.length; end++) {
      const bytes = Buffer.from(line).fill(0, start, end);
      expect(readLine(bytes, 0)).toEqual({ kind: "torn" });
      expect(readLine(Buffer.concat([bytes, Buffer.alloc(9)]), 0)).toEqual({ kind: "torn" });
    }
  }
});

test("a line with zeros is damaged where a whole line stands behind it", () => {
  const line = lineOf('{"life":4711}\t5\t"[1,2]"');
  const next = lineOf('7\t"eight"');
  for (let start = 0; start < line.length; start++) {
    for (let end = start + 1; end <= line.length; end++) {
      const bytes = Buffer.concat([Buffer.from(line).fill(0, start, end), next]);
      expect(readLine(bytes, 0)).toEqual({ kind: "damaged" });
      expect(readLine(Buffer.concat([bytes, next]), 0)).toEqual({ kind: "damaged" });
    }
  }
});

test("a line of which any bit has changed is damaged, the last of a file as well", () => {
  const line = lineOf('{"life":4711}\t5\t"[1,2]"');
  for (let bit = 0; bit < 8 * line.length; bit++) {
    const bytes = Buffer.from(line);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    // A space has one bit. A zero is what a power failure leaves.
    if (bytes.includes(0)) continue;
    expect(readLine(bytes, 0)).toEqual({ kind: "damaged" });
    expect(readLine(Buffer.concat([bytes, line]), 0)).toEqual({ kind: "damaged" });
    expect(readLine(Buffer.concat([bytes, line.subarray(0, 9)]), 0)).toEqual({ kind: "damaged" });
  }
});
