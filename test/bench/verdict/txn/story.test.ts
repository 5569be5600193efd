import { describe, expect, test } from "bun:test";
import { judgeListAppend, judgeRwRegister } from "../../../../src/bench/verdict/txn/judge.ts";
import { parseModels } from "../../../../src/bench/verdict/txn/models.ts";
import { storyOf } from "../../../../src/bench/verdict/txn/story.ts";
import { historyOf } from "../histories.ts";

function stories(judge: typeof judgeListAppend, lines: string): string {
  const { verdict } = judge(historyOf(lines), parseModels("strict-serializable"));
  return verdict.anomalies.flatMap(storyOf).join("\n");
}

describe("stories of lists", () => {
  test("tell why each transaction of a cycle comes before the next", () => {
    const lines = `
      0 invoke txn [[:append 1 1] [:append 2 1]]
      1 invoke txn [[:r 1 nil] [:r 2 nil]]
      0 ok txn [[:append 1 1] [:append 2 1]]
      1 ok txn [[:r 1 [1]] [:r 2 nil]]`;
    expect(stories(judgeListAppend, lines)).toBe(
      `G-single-item: 2 transactions of which each comes before itself
  T1 = read key 1 = [1], read key 2 = nil (process 1, 0.001 to 0.003 s)
  T2 = append 1 to key 1, append 1 to key 2 (process 0, 0.000 to 0.002 s)
  Then T1 comes before T2, because T1 read key 2 when it was empty, and T2 appended 1 after that.
  But T2 comes before T1, because T2 appended 1 to key 1, and T1 read it.`,
    );
  });

  test("tell how long before another one a transaction had ended", () => {
    const lines = `
      0 invoke txn [[:append 1 1]]
      0 ok txn [[:append 1 1]]
      1 invoke txn [[:r 1 nil]]
      1 ok txn [[:r 1 nil]]`;
    expect(stories(judgeListAppend, lines)).toBe(
      `G-single-item-realtime: 2 transactions of which each comes before itself
  T1 = read key 1 = nil (process 1, 0.002 to 0.003 s)
  T2 = append 1 to key 1 (process 0, 0.000 to 0.001 s)
  Then T1 comes before T2, because T1 read key 1 when it was empty, and T2 appended 1 after that.
  But T2 comes before T1, because it had ended 1.0 ms before T1 began.`,
    );
  });

  test("tell which read is wrong, and whose write it shows", () => {
    const lines = `
      0 invoke txn [[:append 1 1] [:append 1 2]]
      0 fail txn [[:append 1 1] [:append 1 2]]
      1 invoke txn [[:r 1 nil] [:append 2 1] [:r 2 nil]]
      1 ok txn [[:r 1 [1]] [:append 2 1] [:r 2 [3 3]]]
      2 invoke txn [[:r 2 nil] [:append 2 4] [:append 1 5]]
      2 ok txn [[:r 2 [4]] [:append 2 4] [:append 1 5]]
      3 invoke txn [[:r 1 nil]]
      3 ok txn [[:r 1 [1 2 5]]]`;
    expect(stories(judgeListAppend, lines)).toBe(
      `duplicate-elements: a transaction read key 2 with 3 (2 times) in it
  read key 1 = [1], append 1 to key 2, read key 2 = [3 3] (process 1, 0.002 to 0.003 s)
internal: a transaction read [3 3] in key 2, but by what it did before it must be [... 1]
  read key 1 = [1], append 1 to key 2, read key 2 = [3 3] (process 1, 0.002 to 0.003 s)
G1a: a transaction read 1 in key 1, which a failed one wrote
  reader: read key 1 = [1], append 1 to key 2, read key 2 = [3 3] (process 1, 0.002 to 0.003 s)
  writer: append 1 to key 1, append 2 to key 1 (process 0, 0.000 to 0.001 s, failed)
G1b: a transaction read 1 in key 1, after which its writer wrote once more
  reader: read key 1 = [1], append 1 to key 2, read key 2 = [3 3] (process 1, 0.002 to 0.003 s)
  writer: append 1 to key 1, append 2 to key 1 (process 0, 0.000 to 0.001 s, failed)
garbage-read: a transaction read 3 in key 2, which nobody wrote
  read key 1 = [1], append 1 to key 2, read key 2 = [3 3] (process 1, 0.002 to 0.003 s)
garbage-read: a transaction read 3 in key 2, which nobody wrote
  read key 1 = [1], append 1 to key 2, read key 2 = [3 3] (process 1, 0.002 to 0.003 s)
future-read: a transaction read 4 in key 2 before it wrote that itself
  read key 2 = [4], append 4 to key 2, append 5 to key 1 (process 2, 0.004 to 0.005 s)
G1a: a transaction read 1 in key 1, which a failed one wrote
  reader: read key 1 = [1 2 5] (process 3, 0.006 to 0.007 s)
  writer: append 1 to key 1, append 2 to key 1 (process 0, 0.000 to 0.001 s, failed)
G1a: a transaction read 2 in key 1, which a failed one wrote
  reader: read key 1 = [1 2 5] (process 3, 0.006 to 0.007 s)
  writer: append 1 to key 1, append 2 to key 1 (process 0, 0.000 to 0.001 s, failed)
incompatible-order: key 2 was read as [4] and as [3 3]: neither begins with the other
dirty-update: in key 1, 5 was committed on top of 1, which failed
  append 1 to key 1, append 2 to key 1 (process 0, 0.000 to 0.001 s, failed)
  read key 2 = [4], append 4 to key 2, append 5 to key 1 (process 2, 0.004 to 0.005 s)`,
    );
  });
});

describe("stories of registers", () => {
  test("name versions, and what was lost", () => {
    const lines = `
      0 invoke txn [[:r 1 nil] [:w 1 1]]
      1 invoke txn [[:r 1 nil] [:w 1 2]]
      0 ok txn [[:r 1 nil] [:w 1 1]]
      1 ok txn [[:r 1 nil] [:w 1 2]]`;
    expect(stories(judgeRwRegister, lines)).toBe(
      `lost-update: 2 transactions read key 1 = nil, and each wrote the next version
  read key 1 = nil, write key 1 = 1 (process 0, 0.000 to 0.002 s)
  read key 1 = nil, write key 1 = 2 (process 1, 0.001 to 0.003 s)
G2-item: 2 transactions of which each comes before itself
  T1 = read key 1 = nil, write key 1 = 2 (process 1, 0.001 to 0.003 s)
  T2 = read key 1 = nil, write key 1 = 1 (process 0, 0.000 to 0.002 s)
  Then T1 comes before T2, because T1 read key 1 = nil, and T2 wrote the later version 1.
  But T2 comes before T1, because T2 read key 1 = nil, and T1 wrote the later version 2.`,
    );
  });

  test("tell which versions come before themselves, and then use no order of versions", () => {
    const lines = `
      0 invoke txn [[:r 1 nil] [:w 1 2]]
      1 invoke txn [[:r 1 nil] [:w 1 1]]
      0 ok txn [[:r 1 1] [:w 1 2]]
      1 ok txn [[:r 1 2] [:w 1 1]]`;
    expect(stories(judgeRwRegister, lines)).toBe(
      `cyclic-versions: transactions read and overwrote key 1 so that each of its versions 2, 1 comes before itself, and no order of versions is used
G1c: 2 transactions of which each comes before itself
  T1 = read key 1 = 2, write key 1 = 1 (process 1, 0.001 to 0.003 s)
  T2 = read key 1 = 1, write key 1 = 2 (process 0, 0.000 to 0.002 s)
  Then T1 comes before T2, because T1 wrote key 1 = 1, and T2 read it.
  But T2 comes before T1, because T2 wrote key 1 = 2, and T1 read it.`,
    );
  });

  test("without dependencies there is nothing to judge", () => {
    expect(stories(judgeRwRegister, "0 invoke txn [[:w 1 1]]\n 0 ok txn [[:w 1 1]]")).toBe(
      "empty-transaction-graph: no transaction depends on another, so there is nothing to judge",
    );
  });
});
