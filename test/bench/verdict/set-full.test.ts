import { resultsOf } from "../../../src/bench/store/results.ts";
import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../../src/bench/edn.ts";
import { at, judgeBroadcast } from "./histories.ts";

function outcomesOf(lines: string): Record<string, string> {
  const verdict = judgeBroadcast(lines);
  const keys = ["valid?", "stable-count", "lost", "never-read", "stale"];
  return Object.fromEntries(keys.map((key) => [key, at(verdict, "workload", key)]));
}

/** What is stale if a value known after 10 ms was missed by a read that began at this time. */
function staleAfter(missedMs: number): string | undefined {
  return outcomesOf(`
    @0 0 invoke broadcast 5
    @10 0 ok broadcast 5
    @${missedMs} 0 invoke read nil
    @99 0 ok read []
    @100 0 invoke read nil
    @101 0 ok read [5]`)["stale"];
}

describe("set-full", () => {
  test("of nothing is unknown, and has neither latencies nor anything else", () => {
    expect(writeEdn(resultsOf(judgeBroadcast("")).get("workload") ?? null)).toBe(
      "{:worst-stale (), :duplicated-count 0, :valid? :unknown, :lost-count 0, :lost (), " +
        ":stable-count 0, :stale-count 0, :stale (), :never-read-count 0, :attempt-count 0, " +
        ":never-read (), :duplicated {}}",
    );
  });

  test("of reads alone is unknown", () => {
    expect(outcomesOf("0 invoke read nil\n 0 ok read []")).toMatchObject({
      "valid?": ":unknown",
      "stable-count": "0",
    });
  });

  test("a value is stable if a read that began after the last one without it shows it", () => {
    const verdict = judgeBroadcast(`
      @0 0 invoke broadcast 5
      @10 0 ok broadcast 5
      @21 0 invoke read nil
      @22 0 ok read []
      @30 0 invoke read nil
      @31 0 ok read [5]`);
    expect(writeEdn(resultsOf(verdict).get("workload") ?? null)).toBe(
      "{:worst-stale ({:element 5, :outcome :stable, :stable-latency 11, :lost-latency nil, " +
        ":known #jepsen.history.Op{:index 1, :time 10000000, :type :ok, :process 0, :f :add, :value 5}, " +
        ":last-absent #jepsen.history.Op{:index 2, :time 21000000, :type :invoke, :process 0, :f :read, " +
        ":value nil}}), " +
        ":duplicated-count 0, :valid? true, :lost-count 0, :lost (), :stable-count 1, " +
        ":stale-count 1, :stale (5), :never-read-count 0, " +
        ":stable-latencies {0 11, 0.5 11, 0.95 11, 0.99 11, 1 11}, :attempt-count 1, " +
        ":never-read (), :duplicated {}}",
    );
  });

  test("what counts is where a read began: one that ends last may show less", () => {
    const outcome = outcomesOf(`
      0 invoke broadcast 5
      0 ok broadcast 5
      1 invoke read nil
      2 invoke read nil
      2 ok read [5]
      1 ok read []`);
    expect(outcome).toMatchObject({ "valid?": "true", "stable-count": "1" });
  });

  test("a known value that the last read lacks is lost, by the time since it was last seen", () => {
    const verdict = judgeBroadcast(`
      @0 0 invoke broadcast 5
      @10 0 ok broadcast 5
      @20 0 invoke read nil
      @21 0 ok read [5]
      @40 0 invoke read nil
      @41 0 ok read []`);
    expect(verdict.validity).toBe(false);
    expect(at(verdict, "workload", "lost")).toBe("(5)");
    expect(at(verdict, "workload", "lost-latencies")).toBe(
      "{0 10, 0.5 10, 0.95 10, 0.99 10, 1 10}",
    );
    expect(at(verdict, "workload", "stable-latencies")).toBe("nil");
  });

  test("a value that was never seen was lost at once", () => {
    const verdict = judgeBroadcast(`
      0 invoke broadcast 5
      0 ok broadcast 5
      0 invoke read nil
      0 ok read []`);
    expect(at(verdict, "workload", "lost")).toBe("(5)");
    expect(at(verdict, "workload", "lost-latencies")).toBe("{0 0, 0.5 0, 0.95 0, 0.99 0, 1 0}");
  });

  test("a read that began before the value was known may lack it", () => {
    const outcome = outcomesOf(`
      0 invoke broadcast 5
      1 invoke read nil
      0 ok broadcast 5
      1 ok read []`);
    expect(outcome).toMatchObject({ "valid?": ":unknown", lost: "()", "never-read": "(5)" });
  });

  test("a read that was over before the broadcast began says nothing about it", () => {
    const verdict = judgeBroadcast(`
      0 invoke read nil
      0 ok read []
      @7 0 invoke broadcast 5
      @8 0 ok broadcast 5
      @9 0 invoke read nil
      @10 0 ok read [5]`);
    expect(at(verdict, "workload", "stable-latencies")).toBe("{0 0, 0.5 0, 0.95 0, 0.99 0, 1 0}");
    expect(at(verdict, "workload", "worst-stale")).toBe("()");
  });

  test("a read of nil is a read of nothing, as a null for messages leaves it in a history", () => {
    const [empty, none] = ["[]", "nil"].map((value) =>
      outcomesOf(`
        0 invoke broadcast 5
        0 ok broadcast 5
        0 invoke read nil
        0 ok read ${value}`),
    );
    expect(none).toEqual({ ...empty, lost: "(5)" });
  });

  test("reads that time out or fail say nothing, whatever they hold", () => {
    const outcome = outcomesOf(`
      0 invoke broadcast 5
      0 ok broadcast 5
      0 invoke read nil
      0 ok read [5]
      0 invoke read nil
      0 fail read []
      0 invoke read nil
      0 info read []`);
    expect(outcome).toMatchObject({ "valid?": "true", "stable-count": "1", lost: "()" });
  });

  test.each(["info", "fail"])("a broadcast that ends as :%s is known by a read", (type) => {
    const unseen = `
      @0 0 invoke broadcast 5
      @1 0 ${type} broadcast 5
      @2 1 invoke read nil
      @3 1 ok read []`;
    expect(outcomesOf(unseen)).toMatchObject({ "valid?": ":unknown", "never-read": "(5)" });
    const seen = `${unseen}
      @20 1 invoke read nil
      @25 2 invoke read nil
      @30 1 ok read [5]
      @45 2 ok read []`;
    expect(outcomesOf(seen)).toMatchObject({ "valid?": ":unknown", "never-read": "(5)" });
    const lost = `${seen}
      @50 2 invoke read nil
      @51 2 ok read []`;
    expect(outcomesOf(lost)).toMatchObject({ "valid?": "false", lost: "(5)" });
    const found = `${lost}
      @60 2 invoke read nil
      @61 2 ok read [5]`;
    expect(outcomesOf(found)).toMatchObject({ "valid?": "true", stale: "(5)" });
    // Known at 30, last absent at 50.
    expect(at(judgeBroadcast(found), "workload", "stable-latencies")).toStartWith("{0 20,");
  });

  test("a broadcast that is still outstanding at the end counts as attempted", () => {
    const verdict = judgeBroadcast("0 invoke broadcast 5");
    expect(at(verdict, "workload", "attempt-count")).toBe("1");
    expect(at(verdict, "workload", "never-read")).toBe("(5)");
    expect(at(verdict, "stats", "count")).toBe("0");
    expect(at(verdict, "availability", "ok-fraction")).toBe("0.0");
  });

  test("a second broadcast of a value begins anew", () => {
    const outcome = outcomesOf(`
      0 invoke broadcast 5
      0 ok broadcast 5
      0 invoke read nil
      0 ok read [5]
      0 invoke broadcast 5
      0 info broadcast 5
      1 invoke read nil
      1 ok read []`);
    expect(outcome).toMatchObject({ "valid?": ":unknown", "never-read": "(5)", lost: "()" });
  });

  test("a second broadcast forgets the reads that lacked the value before", () => {
    const verdict = judgeBroadcast(`
      0 invoke broadcast 5
      0 ok broadcast 5
      1 invoke read nil
      2 invoke read nil
      2 ok read []
      0 invoke broadcast 5
      1 ok read [5]`);
    expect(at(verdict, "workload", "stable-count")).toBe("1");
  });

  test("values of any kind are told apart and sorted", () => {
    const values = ['"b"', '"a"', "10", "9", "1.0", "1", "nil", '{:a [1 "x"]}', "[2]", "true"];
    const lines = values.map(
      (value, index) => `${index} invoke broadcast ${value}\n ${index} ok broadcast ${value}`,
    );
    const lost = outcomesOf(
      `${lines.join("\n")}\n 0 invoke read nil\n 0 ok read [1.0 {:a [1 "x"]}]`,
    );
    expect(lost["lost"]).toBe('(nil true 1 9 10 "a" "b" [2])');
  });

  test("a stale value is one that was missed for a whole millisecond", () => {
    // It was stable one nanosecond after the read began.
    expect(staleAfter(10.999_998)).toBe("()");
    expect(staleAfter(10.999_999)).toBe("(5)");
  });

  test("the worst stale values come first, of equal ones the larger, eight at most", () => {
    const lines = [
      ...Array.from(
        { length: 12 },
        (_, value) => `@${value % 3} ${value} invoke broadcast ${value}`,
      ),
      ...Array.from(
        { length: 12 },
        (_, value) => `@${10 + (value % 3)} ${value} ok broadcast ${value}`,
      ),
      "@100 0 invoke read nil",
      "@101 0 ok read []",
      "@102 0 invoke read nil",
      "@103 0 ok read [0 1 2 3 4 5 6 7 8 9 10 11]",
    ];
    const worst = at(judgeBroadcast(lines.join("\n")), "workload", "worst-stale");
    const elements = [...worst.matchAll(/:element (\d+)/gu)].map(([, element]) => Number(element));
    expect(elements).toEqual([9, 6, 3, 0, 10, 7, 4, 1]);
    const quantiles = at(judgeBroadcast(lines.join("\n")), "workload", "stable-latencies");
    expect(quantiles).toBe("{0 88, 0.5 89, 0.95 90, 0.99 90, 1 90}");
  });

  test("the operations of the nemesis are none of a client's, whatever they are called", () => {
    const outcome = outcomesOf(`
      n info broadcast 7
      0 invoke broadcast 5
      0 ok broadcast 5
      n info read []
      0 invoke read nil
      0 ok read [5]`);
    expect(outcome).toMatchObject({ "valid?": "true", "stable-count": "1", "never-read": "()" });
  });

  test("a read that is ok without a list is refused", () => {
    expect(() => judgeBroadcast("0 invoke read nil\n 0 ok read 5")).toThrow(
      "its value is no list: 5",
    );
  });
});
