import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../../src/bench/edn.ts";
import {
  faultCountsOf,
  faultSumsOf,
  faultSumsToEdn,
  type FaultSums,
} from "../../../src/bench/verdict/fault-sums.ts";
import { historyOf } from "./histories.ts";

const NOTHING = { dropped: 0, doubled: 0 };

function sumsOf(lines: string, counts: FaultSums["counts"] = NOTHING): FaultSums | undefined {
  return faultSumsOf(historyOf(lines), counts);
}

function told(lines: string): unknown {
  return sumsOf(lines)?.faults.map(({ name, count, durationMs, nodes }) => [
    `${count} ${name} ${durationMs}`,
    ...nodes,
  ]);
}

test("a history without a fault has none, even if something was dropped", () => {
  expect(sumsOf("0 invoke read nil", { dropped: 1, doubled: 0 })).toBeUndefined();
});

describe("a cut", () => {
  test("hits the node that is cut from all others", () => {
    expect(
      told(`
        @10 n info start-partition :one
        @20 n info start-partition [:isolated {"n1" #{"n2" "n3"}, "n2" #{"n1"}, "n3" #{"n1"}}]
        @60 n info stop-partition nil
        @70 n info stop-partition :network-healed
        @90 n info stop-partition nil
        @90 n info stop-partition :network-healed`),
    ).toEqual([["1 partition 50", "n1"]]);
  });

  test("hits both sides where a majority is cut from the rest", () => {
    expect(
      told(`
        @0 n info start-partition :majority
        @0 n info start-partition [:isolated {"n10" #{"n1"}, "n2" #{"n1"}, "n1" #{"n10" "n2"}}]
        @0 n info start-cut "cut n10 to n2"
        @0 n info start-cut [:isolated {"n10" #{"n2"}}]
        @5 n info start-partition :majority
        @5 n info start-partition [:isolated {"a" #{"c" "d" "e"}, "b" #{"c" "d" "e"}, "c" #{"a" "b"}, "d" #{"a" "b"}, "e" #{"a" "b"}}]
        @30 0 invoke read nil`),
    ).toEqual([
      ["2 partition 30", "a", "b", "c", "d", "e", "n1"],
      ["1 cut 30", "n2", "n10"],
    ]);
  });

  test("hits the one that nobody hears", () => {
    expect(
      told(`
        @0 n info start-one-way [:mute :one]
        @0 n info start-one-way [:isolated {"n2" #{"n1"}, "n3" #{"n1"}, "n4" #{"n1"}}]
        @8 n info stop-one-way nil
        @8 n info stop-one-way :network-healed`),
    ).toEqual([["1 one-way 8", "n1"]]);
  });

  test("of nobody is none", () => {
    const lines = `
      @0 n info start-partition :one
      @0 n info start-partition [:isolated {}]`;
    expect(told(lines)).toEqual([]);
  });
});

test("kills and pauses last while any node is hit, whoever did it", () => {
  expect(
    told(`
      @0 n info kill :one
      @0 n info kill {"n3" :killed}
      @10 n info kill ["n1"]
      @10 n info kill {"n1" :killed, "n3" :already-down}
      @20 n info start :all
      @30 n info start {"n1" :already-running, "n3" :started}
      @40 n info start ["n1"]
      @50 n info start {"n1" :started}
      @60 n info pause :all
      @60 n info pause {"n1" :paused, "n2" :paused}
      @80 n info resume :all
      @80 n info resume {"n1" :resumed, "n2" :resumed, "n3" :resumed}`),
  ).toEqual([
    ["2 kill 50", "n1", "n3"],
    ["1 pause 20", "n1", "n2"],
  ]);
});

test("faults of messages hit no node of their own", () => {
  expect(
    told(`
      @0 n info start-loss 0.1
      @0 n info start-loss :loss
      @5 n info start-duplicate 0.1
      @5 n info start-duplicate :duplicate
      @20 n info stop-loss nil
      @20 n info stop-loss :network-healed
      @35 n info stop-duplicate nil
      @35 n info stop-duplicate :no-duplicates`),
  ).toEqual([["1 loss 20"], ["1 duplicate 30"]]);
});

test("faults are idle if they are known to have done nothing", () => {
  const isolated = '[:isolated {"n1" #{"n2"}, "n2" #{"n1"}}]';
  const partition = `
    @0 n info start-partition :one
    @0 n info start-partition ${isolated}`;
  expect(sumsOf(partition)?.isIdle).toBe(true);
  expect(sumsOf("@0 n info stop-partition :network-healed")?.isIdle).toBe(true);
  expect(sumsOf(partition, { dropped: 1, doubled: 0 })?.isIdle).toBe(false);
  expect(sumsOf(partition, { dropped: 0, doubled: 1 })?.isIdle).toBe(false);
  expect(faultSumsOf(historyOf(partition), undefined)?.isIdle).toBe(false);
  expect(sumsOf('@0 n info pause {"n1" :paused}')?.isIdle).toBe(false);
});

test("the results have the sums, and their counts are read again", () => {
  const counts = { dropped: 7, doubled: 2 };
  const lines = `
    @0 n info kill {"n1" :killed}
    @0 n info start-loss :loss
    @9 n info start {"n1" :started}`;
  const sums = sumsOf(lines, counts);
  if (sums === undefined) throw new Error("There are faults");
  const results = faultSumsToEdn(sums);
  expect(writeEdn(results)).toBe(
    "{:faults {:kill {:count 1, :duration-ms 9, :node-count 1}, :loss {:count 1, :duration-ms 9}}, " +
      ":dropped-count 7, :doubled-count 2}",
  );
  expect(faultCountsOf(results)).toEqual(counts);
  expect(faultCountsOf(faultSumsToEdn({ ...sums, counts: undefined }))).toBeUndefined();
});
