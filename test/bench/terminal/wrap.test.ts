import { describe, expect, test } from "bun:test";
import { beside, table, wrap } from "../../../src/bench/terminal/wrap.ts";

const WORDS = "word ".repeat(20).trim();

describe("80 columns", () => {
  test("a text stands beside its heading, its further lines below it", () => {
    expect(beside("  latency     ", WORDS)).toBe(
      `  latency     ${"word ".repeat(13).trim()}\n              ${"word ".repeat(7).trim()}`,
    );
    expect(beside("a ", "short")).toBe("a short");
    expect(beside("", "")).toBe("");
  });

  test("a line may have all 80 of them, and a longer word has one of its own", () => {
    const [full, long] = ["x".repeat(80), "y".repeat(90)];
    expect(wrap(full)).toBe(full);
    expect(wrap(`a ${long} b`)).toBe(`a\n${long}\nb`);
  });

  test("a figure is not parted from its unit", () => {
    const text = `${"x".repeat(74)} 1234 ms`;
    expect(wrap(text)).toBe(`${"x".repeat(74)}\n1234 ms`);
    expect(wrap(`${"x".repeat(76)} 99 % of`)).toBe(`${"x".repeat(76)}\n99 % of`);
  });

  test("lines that are indented stay as they are", () => {
    expect(wrap(`${WORDS}\n    ${WORDS}`)).toBe(`${wrap(WORDS)}\n    ${WORDS}`);
  });

  test("a table has a long name on a line of its own", () => {
    expect(
      table(
        [
          ["-a", WORDS],
          ["--a-long-name", "text"],
        ],
        12,
      ),
    ).toBe(`${beside("  -a        ", WORDS)}\n  --a-long-name\n            text`);
  });
});
