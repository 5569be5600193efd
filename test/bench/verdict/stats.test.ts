import { describe, expect, test } from "bun:test";
import { judgeStats, statsToEdn } from "../../../src/bench/verdict/stats.ts";
import { writeEdn } from "../../../src/bench/edn.ts";
import { historyOf } from "./histories.ts";

describe("stats", () => {
  test("count the completions of clients by :f, in its alphabetical order", () => {
    const stats = judgeStats(
      historyOf(`
        0 invoke read nil
        n info start-partition nil
        0 ok read []
        1 invoke broadcast 1
        2 invoke broadcast 2
        1 fail broadcast 1
        2 info broadcast 2
        3 invoke read nil`),
    );
    expect(stats.validity).toBe(false);
    expect(writeEdn(statsToEdn(stats))).toBe(
      "{:valid? false, :count 3, :ok-count 1, :fail-count 1, :info-count 1, :by-f " +
        "{:broadcast {:valid? false, :count 2, :ok-count 0, :fail-count 1, :info-count 1}, " +
        ":read {:valid? true, :count 1, :ok-count 1, :fail-count 0, :info-count 0}}}",
    );
  });

  test("are valid without any operation", () => {
    expect(writeEdn(statsToEdn(judgeStats(historyOf("n info start-partition nil"))))).toBe(
      "{:valid? true, :count 0, :ok-count 0, :fail-count 0, :info-count 0, :by-f {}}",
    );
  });

  test("are no worse for a client that crashes on purpose", () => {
    const stats = judgeStats(historyOf("0 invoke crash nil\n0 info crash nil"));
    expect(stats.validity).toBe(true);
    expect(writeEdn(statsToEdn(stats))).toBe(
      "{:valid? true, :count 1, :ok-count 0, :fail-count 0, :info-count 1, :by-f " +
        "{:crash {:valid? false, :count 1, :ok-count 0, :fail-count 0, :info-count 1}}}",
    );
  });
});
