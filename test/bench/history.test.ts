import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { EdnError, Keyword, writeEdn } from "../../src/bench/edn.ts";
import {
  HistoryError,
  readHistory,
  toEdnLine,
  toHistory,
  toTextLine,
} from "../../src/bench/history.ts";

function recordedHistory(run: string): string {
  return readFileSync(`${import.meta.dir}/../recorded/${run}/history.edn`, "utf8");
}

describe("history.edn", () => {
  test.each(["grid-5", "tree4-25-partition", "tree2-7-faulty"])(
    "the recorded history of %s comes out byte for byte",
    (run) => {
      const recorded = recordedHistory(run);
      const lines = readHistory(recorded).map((operation) => `${toEdnLine(operation)}\n`);
      expect(lines.join("")).toBe(recorded);
    },
  );

  test("an operation has names for what every checker asks", () => {
    const line =
      "{:index 7, :time 105, :type :fail, :process 2, :f :read, :value nil, :final? true, " +
      ':error [:crash "no"]}';
    expect(readHistory(line)).toEqual([
      {
        index: 7,
        timeNs: 105,
        type: "fail",
        process: 2,
        f: "read",
        value: null,
        isFinal: true,
        error: [Keyword.of("crash"), "no"],
      },
    ]);
  });

  test("unknown keys are kept", () => {
    const line = "{:index 0, :time 1, :type :info, :process 3, :f :read, :value nil, :b 1, :a [2]}";
    expect(readHistory(line).map(toEdnLine)).toEqual([line]);
  });

  test("may be one vector, its operations tagged, without times and indexes", () => {
    const source =
      "[#jepsen.history.Op{:process 0 :type :invoke :f :echo :value 1} {:process :nemesis :type :info :f :x}]";
    expect(readHistory(source)).toEqual([
      { index: 0, timeNs: -1, type: "invoke", process: 0, f: "echo", value: 1 },
      { index: 1, timeNs: -1, type: "info", process: "nemesis", f: "x", value: null },
    ]);
  });

  test("a file that was cut off is refused, with the place", () => {
    const recorded = recordedHistory("grid-5");
    const cut = recorded.slice(0, recorded.length - 20);
    expect(() => readHistory(cut)).toThrow(EdnError);
    expect(() => readHistory(cut)).toThrow("line 104");
  });

  test.each([
    ["[1 2]", "No operation: 1"],
    ["{:type :invoke, :process 1}", "without :process, :type or :f"],
    ["{:type :lost, :process 1, :f :read}", ":type :lost"],
    ["{:type :ok, :process nil, :f :read}", ":process nil"],
    ['{:type :ok, :process 1, :f :read, :time "now"}', '"now"'],
  ])("%s is no operation", (source, problem) => {
    expect(() => readHistory(source)).toThrow(HistoryError);
    expect(() => readHistory(source)).toThrow(problem);
  });
});

describe("history.txt", () => {
  test("has the columns of Jepsen, an error without quotes", () => {
    const lines = [
      '{:index 0, :time 1, :type :invoke, :process 0, :f :broadcast, :value "a"}',
      '{:index 1, :time 2, :type :fail, :process 0, :f :broadcast, :value "a", :error [:crash "no"]}',
      "{:index 2, :time 3, :type :info, :process :nemesis, :f :stop-partition, :value :network-healed}",
      "{:index 3, :time 4, :type :ok, :process 1, :f :read, :value [0 1]}",
    ];
    expect(readHistory(lines.join("\n")).map(toTextLine)).toEqual([
      '0\t:invoke\t:broadcast\t"a"',
      '0\t:fail\t:broadcast\t"a"\t[:crash no]',
      ":nemesis\t:info\t:stop-partition\t:network-healed",
      "1\t:ok\t:read\t[0 1]",
    ]);
  });
});

function pair(...lines: readonly string[]): number[] {
  return [...toHistory(readHistory(lines.join("\n"))).counterparts];
}

describe("pairing", () => {
  test("joins invocations and completions of a process; what is outstanding stays alone", () => {
    const counterparts = pair(
      "{:process 0 :type :invoke :f :read}",
      "{:process 1 :type :invoke :f :read}",
      "{:process :nemesis :type :info :f :kill}",
      "{:process 1 :type :info :f :read}",
      "{:process 0 :type :ok :f :read}",
      "{:process 0 :type :invoke :f :broadcast}",
    );
    expect(counterparts).toEqual([4, 3, -1, 1, 0, -1]);
  });

  test("refuses a completion of nothing", () => {
    expect(() => pair("{:process 3 :type :ok :f :read}")).toThrow(
      "A completion without an invocation: {:index 0, :time -1, :type :ok, :process 3",
    );
    expect(() =>
      pair("{:process 3 :type :invoke :f :read}", "{:process 3 :type :ok :f :broadcast}"),
    ).toThrow(HistoryError);
  });

  test("refuses two operations of one process at a time", () => {
    const invocation = "{:process 3 :type :invoke :f :read}";
    expect(() => pair(invocation, invocation)).toThrow("Process 3 is busy");
  });

  test("refuses an index that does not grow", () => {
    const line = "{:index 5 :process 3 :type :info :f :read}";
    expect(() => pair(line.replace("3", ":nemesis"), line)).toThrow("The index does not grow");
  });

  test("a message shows the beginning of a long operation", () => {
    const [operation] = readHistory("{:process 3 :type :ok :f :read :value nil}");
    const value = Array.from({ length: 1000 }, (_, index) => index);
    const long = operation ? [{ ...operation, value }] : [];
    expect(writeEdn(value).length).toBeGreaterThan(3000);
    expect(() => toHistory(long)).toThrow(/^.{200,300}…$/u);
  });
});
