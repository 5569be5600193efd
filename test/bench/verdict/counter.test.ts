import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { keyOf, readEdn, writeEdn } from "../../../src/bench/edn.ts";
import { counterMessages, counterToEdn, judgeCounter } from "../../../src/bench/verdict/counter.ts";
import { historyOf } from "./histories.ts";
import { nameOfNode, readRecorded } from "./recorded.ts";

describe("the recorded histories of the counters", () => {
  test.each(
    readRecorded("counter").map(({ name, history, result }) => [name, history, result] as const),
  )("%s has the recorded verdict", (_name, history, result) => {
    // In the histories that were made by hand an operation has no tag.
    const text = writeEdn(counterToEdn(judgeCounter(history), history));
    expect(keyOf(readEdn(untagged(text)))).toBe(keyOf(readEdn(untagged(writeEdn(result)))));
  });

  test("get an explanation in words where they are wrong", () => {
    const told = readRecorded("counter")
      .filter(({ name }) => ["gc-stale", "pn-double"].includes(name))
      .map(({ history }) => counterMessages(judgeCounter(history), history, nameOfNode));
    expect(told).toEqual([
      [
        "the counter should be 141 at the end: n1 read 137, n2 read 141, n0 read 141",
        "n1 read 137, 4 too little, as if without add 4 at n0 (process 0, 5.510 to 6.596 s)",
      ],
      [
        "the counter should be -72 at the end: n2 read -87, n0 read -87, n1 read -87",
        "n2, n0, n1 read -87, 15 too little, and the latest adds do not explain why",
      ],
    ]);
  });
});

describe("a counter", () => {
  test("may have counted any of the adds in doubt", () => {
    const delta = fc.integer({ min: -5, max: 4 });
    const input = fc.record({
      sure: fc.array(delta, { maxLength: 5 }),
      failed: fc.array(delta, { maxLength: 2 }),
      doubtful: fc.array(delta, { maxLength: 8 }),
    });
    fc.assert(
      fc.property(input, ({ sure, failed, doubtful }) => {
        const lines = [
          ...sure.flatMap((value) => [`0 invoke add ${value}`, `0 ok add ${value}`]),
          ...failed.flatMap((value) => [`0 invoke add ${value}`, `0 fail add ${value}`]),
          ...doubtful.flatMap((value, at) => [
            `${at + 1} invoke add ${value}`,
            `${at + 1} info add ${value}`,
          ]),
          "99 invoke read 0 | :final? true",
        ];
        let sums = new Set([sure.reduce((total, value) => total + value, 0)]);
        for (const value of doubtful)
          sums = new Set([...sums, ...[...sums].map((sum) => sum + value)]);
        const { acceptable } = judgeCounter(historyOf(lines.join("\n")));
        const listed = acceptable.flatMap(([low, high]) =>
          Array.from({ length: Number(high - low) + 1 }, (_, at) => Number(low) + at),
        );
        expect(listed).toEqual([...sums].toSorted((one, other) => one - other));
        const ends = acceptable.slice(1).map(([low], at) => low - (acceptable[at]?.[1] ?? 0n));
        expect(ends.every((gap) => gap > 1n)).toBe(true);
      }),
    );
  });

  test("says which read of a service was stale, and that a read is no integer", () => {
    const history = historyOf(`
      0 invoke add 3
      0 ok add 3
      1 invoke add 4
      1 ok add 4
      0 invoke read nil | :final? true
      1 invoke read nil | :final? true
      2 invoke read nil | :final? true
      0 ok read 3 | :final? true
      1 ok read 11 | :final? true
      2 ok read 2.5 | :final? true`);
    const stale = [{ service: "seq-kv", node: "n0", key: "value", writesBehind: 3 }];
    expect(counterMessages(judgeCounter(history), history, nameOfNode, stale)).toEqual([
      "the counter should be 7 at the end: n0 read 3, n1 read 11, n2 read 2.5",
      "n0 read 3, 4 too little, as if without add 4 at n1 (process 1, 0.002 to 0.003 s)",
      `n0's last read of key "value" was answered from a state 3 writes old: seq-kv may do that`,
      "n1 read 11, 4 too much, as if it had counted twice add 4 at n1 (process 1, 0.002 to 0.003 s)",
      "n2 read 2.5, which is not an integer",
    ]);
  });
});

function untagged(edn: string): string {
  return edn.replaceAll("#jepsen.history.Op", "");
}
