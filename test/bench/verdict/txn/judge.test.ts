import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../../../src/bench/edn.ts";
import { HistoryError } from "../../../../src/bench/history.ts";
import { judgeListAppend, judgeRwRegister } from "../../../../src/bench/verdict/txn/judge.ts";
import { parseModels } from "../../../../src/bench/verdict/txn/models.ts";
import { historyOf } from "../histories.ts";

function resultOf(judge: typeof judgeListAppend, models: string, lines: string): string {
  return writeEdn(judge(historyOf(lines), parseModels(models)).result);
}

/** Why Maelstrom has no verdict on a transaction and the answer to the next one. */
function breaks(judge: typeof judgeListAppend, first: string, second: string): string | undefined {
  const lines = `0 invoke txn ${first}\n0 ok txn ${first}\n0 invoke txn []\n0 ok txn ${second}`;
  return judge(historyOf(lines), parseModels("serializable")).breaks;
}

const STALE_READ = `
  0 invoke txn [[:append 1 1]]
  0 ok txn [[:append 1 1]]
  1 invoke txn [[:r 1 nil]]
  1 ok txn [[:r 1 nil]]`;

describe("txn-list-append", () => {
  test("a valid history has nothing but that, whatever the models allow", () => {
    expect(resultOf(judgeListAppend, "serializable", STALE_READ)).toBe("{:valid? true}");
  });

  test("all models must hold", () => {
    const result = resultOf(judgeListAppend, "serializable,strong-snapshot-isolation", STALE_READ);
    expect(result).toStartWith("{:valid? false, :anomaly-types (:G-single-item-realtime), ");
    expect(result).toEndWith(
      ":not #{:strong-snapshot-isolation}, :also-not #{:strong-serializable}}",
    );
  });

  test("is unknown where elements cannot be told apart", () => {
    const lines = `
      0 invoke txn [[:append 1 1]]
      0 ok txn [[:append 1 1]]
      0 invoke txn [[:append 1 1]]
      0 ok txn [[:append 1 1]]`;
    expect(resultOf(judgeListAppend, "serializable", lines)).toBe(
      '{:valid? :unknown, :error "1 was appended to key 1 twice, so the reads cannot be told apart"}',
    );
  });

  test.each([
    ["[[:w 1 1]]", "a write to a register"],
    ["[[:r 1 5]]", "a read that is no list"],
    ["[[:append]]", "an append without a key"],
    ["[1]", "a micro-operation that is no list"],
    ["nil", "nothing"],
  ])("%s is refused: %s", (value) => {
    const lines = `0 invoke txn []\n 0 ok txn ${value}`;
    expect(() => resultOf(judgeListAppend, "serializable", lines)).toThrow(
      new HistoryError(`Operation 1 is no transaction: ${value}`),
    );
  });
});

test("says where Maelstrom's checker breaks", () => {
  expect(breaks(judgeListAppend, "[[:r 1 nil]]", "[[:r 1 [2]]]")).toBe(
    "its checker breaks where a read shows what nobody appended",
  );
  expect(breaks(judgeRwRegister, "[[:r 1 nil]]", '[[:r "1" 2]]')).toBe(
    'its checker breaks where keys are of several kinds, such as 1 and "1"',
  );
  expect(breaks(judgeListAppend, "[[:append 1 2]]", '[[:r "1" nil]]')).toBeUndefined();
  expect(breaks(judgeRwRegister, "[[:r 1 nil]]", "[[:r 3 2]]")).toBeUndefined();
});

describe("txn-rw-register", () => {
  test("a valid history has no anomalies", () => {
    const lines =
      "0 invoke txn [[:w 1 1]]\n 0 ok txn [[:w 1 1]]\n 1 invoke txn [[:r 1 nil]]\n 1 ok txn [[:r 1 1]]";
    expect(resultOf(judgeRwRegister, "serializable", lines)).toBe(
      "{:valid? true, :anomaly-types (), :anomalies nil}",
    );
  });

  test("is unknown where a value that was read has several writers", () => {
    const lines = `
      0 invoke txn [[:w 1 1]]
      0 ok txn [[:w 1 1]]
      0 invoke txn [[:w 1 1]]
      0 ok txn [[:w 1 1]]
      0 invoke txn [[:r 1 nil]]
      0 ok txn [[:r 1 1]]`;
    expect(resultOf(judgeRwRegister, "serializable", lines)).toBe(
      '{:valid? :unknown, :error "1 was written to key 1 by 2 transactions, ' +
        'so its reads cannot be told apart"}',
    );
  });

  test("is invalid if nothing depends on anything, as in Maelstrom", () => {
    expect(resultOf(judgeRwRegister, "serializable", "0 invoke txn [[:w 1 1]]")).toBe(
      "{:valid? false, :anomaly-types (:empty-transaction-graph), " +
        ":anomalies {:empty-transaction-graph true}, :not #{}, :also-not #{}}",
    );
  });
});
