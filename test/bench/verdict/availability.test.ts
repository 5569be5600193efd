import { describe, expect, test } from "bun:test";
import { availabilityToEdn, judgeAvailability } from "../../../src/bench/verdict/availability.ts";
import { writeEdn } from "../../../src/bench/edn.ts";
import { historyOf, judgeBroadcast } from "./histories.ts";

describe("availability", () => {
  const lines = `
    0 invoke read nil
    0 ok read []
    0 invoke read nil
    0 fail read nil
    0 invoke read nil
    0 ok read []
    1 invoke read nil`;
  test.each([
    [undefined, true],
    [0, true],
    [0.5, true],
    [0.51, false],
    ["total", false],
  ] as const)("with a goal of %p, half of the operations ok is %p", (goal, isValid) => {
    expect(writeEdn(availabilityToEdn(judgeAvailability(historyOf(lines), goal)))).toBe(
      `{:valid? ${isValid}, :ok-fraction 0.5}`,
    );
  });

  test("is an integer 1 of nothing, which is total", () => {
    expect(writeEdn(availabilityToEdn(judgeAvailability(historyOf(""), "total")))).toBe(
      "{:valid? true, :ok-fraction 1}",
    );
    expect(
      writeEdn(
        availabilityToEdn(
          judgeAvailability(historyOf("0 invoke read nil\n 0 ok read []"), "total"),
        ),
      ),
    ).toBe("{:valid? true, :ok-fraction 1.0}");
  });

  test("nine of ten meet a goal of 0.9", () => {
    const pairs = Array.from({ length: 10 }, (_, index) => {
      return `0 invoke read nil\n 0 ${index < 9 ? "ok read []" : "fail read nil"}`;
    });
    expect(judgeAvailability(historyOf(pairs.join("\n")), 0.9).validity).toBe(true);
  });

  test("a missed goal makes the whole run invalid", () => {
    expect(judgeBroadcast(lines, { availability: "total" }).validity).toBe(false);
  });
});
