import { describe, expect, test } from "bun:test";
import { toHistory, type Operation } from "../../../src/bench/history.ts";
import { inferConcurrency } from "../../../src/bench/verdict/assignment.ts";
import { historyOf } from "./histories.ts";

function infer(...lines: readonly string[]): number | undefined {
  return inferConcurrency(historyOf(lines.join("\n")));
}

function finalReads(...processes: readonly number[]): string[] {
  return processes.map((process) => `${process} invoke read nil | :final? true`);
}

describe("the concurrency", () => {
  test("is the number of final reads", () => {
    expect(infer("0 invoke broadcast 1", "0 ok broadcast 1", ...finalReads(0, 1, 2, 3))).toBe(4);
    expect(
      infer("0 invoke read nil", "0 info read nil", ...finalReads(2, 1), "1 info read nil"),
    ).toBe(2);
  });

  test("is not the number of final polls", () => {
    const polls = [0, 1, 0, 1].flatMap((process) => [
      `${process} invoke poll [[:poll]] | :final? true`,
      `${process} ok poll [[:poll {}]]`,
    ]);
    expect(infer(...polls)).toBe(2);
  });

  test("is else told by the successors of crashed processes", () => {
    expect(infer("0 invoke read nil", "2 invoke read nil")).toBe(3);
    expect(infer("0 invoke read nil", "0 info read nil", "5 invoke read nil")).toBe(5);
    expect(
      infer("0 invoke read nil", "0 info read nil", "2 invoke read nil", "1 invoke read nil"),
    ).toBe(2);
    expect(infer("n info x nil")).toBeUndefined();
  });

  test("is found at once where many processes are left open", () => {
    // So many that a search with the square of them would not end in time.
    const count = 200_000;
    const operations = Array.from({ length: count }, (_, process): Operation => {
      return { index: process, timeNs: process, process, type: "invoke", f: "read", value: null };
    });
    expect(inferConcurrency(toHistory(operations))).toBe(count);
  });
});
