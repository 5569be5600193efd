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

test("a line of which any bit has changed is damaged, the last of a file as well", () => {
  const line = lineOf('{"life":4711}\t5\t"[1,2]"');
  for (let bit = 0; bit < 8 * line.length; bit++) {
    const bytes = Buffer.from(line);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(readLine(bytes, 0)).toEqual({ kind: "damaged" });
    expect(readLine(Buffer.concat([bytes, line]), 0)).toEqual({ kind: "damaged" });
    expect(readLine(Buffer.concat([bytes, line.subarray(0, 9)]), 0)).toEqual({ kind: "damaged" });
  }
});
