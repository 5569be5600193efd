import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../../src/bench/edn.ts";
import { judgeLinKv, linKvMessages, linKvToEdn } from "../../../src/bench/verdict/lin-kv.ts";
import { historyOf } from "./histories.ts";
import { nameOfNode, readRecorded } from "./recorded.ts";

describe("the recorded histories of lin-kv", () => {
  test.each(
    readRecorded("lin-kv").map(({ name, history, result }) => [name, history, result] as const),
  )("%s has the recorded verdict", (_name, history, result) => {
    const edn = linKvToEdn(judgeLinKv(history), history);
    expect([edn.get("valid?"), edn.get("failures")]).toEqual([
      result.get("valid?"),
      result.get("failures"),
    ]);
  });

  test("get an explanation in words where they are wrong", () => {
    const told = readRecorded("lin-kv")
      .filter(({ name }) => ["bad-cas", "goes-back", "lin-liar2", "lin-local"].includes(name))
      .map(({ history }) => linKvMessages(judgeLinKv(history), history, nameOfNode));
    expect(told).toEqual([
      [
        "key 0 is not linearizable: n0 answered that a cas from 3 to 2 was done (process 0, 0.002 " +
          "to 0.003 s). But the value can only have been 1 then. The last answer before: write 1 " +
          "at n0 (process 0, 0.000 to 0.001 s).",
      ],
      [
        "key 0 is not linearizable: n1 answered a read with 1 (process 1, 0.005 to 0.006 s). But " +
          "the value can only have been 2 then. The last answer before: read 2 at n1 (process 1, " +
          "0.003 to 0.004 s). At the same time: write 2 at n0 (process 0, 0.002 to 0.007 s).",
      ],
      [
        "key 0 is not linearizable: n0 answered a read with 3 (process 0, 1.866 to 1.868 s). But " +
          "the value can only have been 4 then. The last answer before: read 4 at n0 (process 0, " +
          "1.838 to 1.841 s).",
      ],
      [
        "key 1 is not linearizable: n2 answered that a cas from 0 to 4 was done (process 5, 1.992 " +
          "to 1.997 s). But the value can only have been 3 then. The last answer before: write 3 " +
          "at n1 (process 4, 1.948 to 1.953 s).",
      ],
    ]);
  });
});

describe("lin-kv", () => {
  test("shows in its fields where the order of a key ends", () => {
    const history = historyOf(`
      0 invoke write ["k" 1]
      0 ok write ["k" 1]
      1 invoke cas ["k" [2 3]]
      1 ok cas ["k" [2 3]]
      2 invoke read [0 nil]
      2 ok read [0 nil]`);
    expect(writeEdn(linKvToEdn(judgeLinKv(history), history))).toBe(
      "{:valid? false, :results {0 {:linearizable {:valid? true}, :valid? true}, " +
        '"k" {:linearizable {:valid? false, :op #jepsen.history.Op{:index 3, :time 3000000, ' +
        ':type :ok, :process 1, :f :cas, :value ["k" [2 3]]}, :possible (1)}, :valid? false}}, ' +
        ':failures ["k"]}',
    );
  });

  test("says where a cas and the others' answers do not go together", () => {
    const history = historyOf(`
      0 invoke write [0 1]
      0 ok write [0 1]
      1 invoke cas [0 [1 2]]
      2 invoke cas [0 [1 3]]
      3 invoke write [0 4]
      1 ok cas [0 [1 2]]
      2 ok cas [0 [1 3]]`);
    expect(linKvMessages(judgeLinKv(history), history, nameOfNode)).toEqual([
      "key 0 is not linearizable: n2 answered that a cas from 1 to 3 was done (process 2, 0.003 to " +
        "0.006 s). The value may have been 1, 2 or 4 then, but no order explains this cas " +
        "together with all other answers. The last answer before: write 1 at n0 " +
        "(process 0, 0.000 to 0.001 s). At the same time: cas from 1 to 2 at n1 (process 1, 0.002 " +
        "to 0.005 s); write 4 at n0 (process 3, from 0.004 s on, in doubt).",
    ]);
  });

  test("says that it does not know where too many orders are possible", () => {
    const history = historyOf("0 invoke write [7 1]\n0 ok write [7 1]");
    const call = { kind: "write", value: 1 } as const;
    const operation = { call, process: 0, invoked: 0, completed: 1 };
    const verdict = { kind: "unknown", operation, pendingCount: 30 } as const;
    const unknown = { validity: "unknown", keys: [{ key: 7, operations: [], verdict }] } as const;
    expect(writeEdn(linKvToEdn(unknown, history))).toBe(
      '{:valid? :unknown, :results {7 {:linearizable {:valid? :unknown, :cause "too many orders ' +
        'are possible", :op #jepsen.history.Op{:index 1, :time 1000000, :type :ok, :process 0, ' +
        ":f :write, :value [7 1]}}, :valid? :unknown}}, :failures []}",
    );
    expect(linKvMessages(unknown, history, nameOfNode)).toEqual([
      "key 7 may be linearizable or not: when one of its operations ended (process 0, 0.000 to " +
        "0.001 s), 30 were pending or in doubt, and these have too many orders to try them all. " +
        "Shorter tests, a lower rate or fewer workers help.",
    ]);
  });

  test("refuses a history whose values are no pairs", () => {
    const history = historyOf("0 invoke cas [1 2]");
    expect(() => judgeLinKv(history)).toThrow(
      "Reads and writes need [key value], a cas [key [from to]]: " +
        "{:index 0, :time 0, :type :invoke, :process 0, :f :cas, :value [1 2]}",
    );
  });
});
