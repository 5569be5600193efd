import { resultsOf } from "../../../src/bench/store/results.ts";
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type NetCounts } from "../../../src/bench/network/counts.ts";
import { mergeValidity } from "../../../src/bench/verdict/validity.ts";
import { judge } from "../../../src/bench/verdict/verdict.ts";
import { EdnMap, readEdn, writeEdn } from "../../../src/bench/edn.ts";
import { readHistory, toHistory } from "../../../src/bench/history.ts";
import { at, judgeBroadcast } from "./histories.ts";

function recorded(run: string, file: string): string {
  return readFileSync(`${import.meta.dir}/../../recorded/${run}/${file}.edn`, "utf8");
}

describe("recorded histories", () => {
  test.each(["grid-5", "tree4-25-partition", "tree2-7-faulty"])(
    "%s gets the verdict that Maelstrom gave, in the same order",
    (run) => {
      const history = toHistory(readHistory(recorded(run, "history")));
      const results = resultsOf(judge(history, { workload: "broadcast" }));
      const expected = readEdn(recorded(run, "results"));
      const keys = ["exceptions", "stats", "availability", "workload", "valid?"];
      for (const key of keys) {
        const [ours, theirs] = [results.get(key), expected instanceof EdnMap && expected.get(key)];
        expect(writeEdn(ours ?? null)).toBe(writeEdn(theirs ?? null));
      }
    },
  );
});

function exception(name: string): string {
  return `:exception {:via [{:type ${name}}]}`;
}

describe("the whole", () => {
  test("is invalid if any part is, else unknown if any part is", () => {
    expect(mergeValidity([])).toBe(true);
    expect(mergeValidity([true, "unknown"])).toBe("unknown");
    expect(mergeValidity([true, "unknown", false])).toBe(false);
    expect(resultsOf(judgeBroadcast("0 invoke read nil\n 0 ok read []")).get("valid?")).toEqual(
      readEdn(":unknown"),
    );
  });

  test("lists exceptions by class, the most frequent first, with an example", () => {
    const verdict = judgeBroadcast(`
      0 invoke read nil
      0 info read nil | ${exception("Rare")}
      1 invoke read nil
      1 info read nil | ${exception("Frequent")}
      2 invoke read nil
      2 info read nil | ${exception("Frequent")}`);
    const example =
      "#jepsen.history.Op{:index 3, :time 3000000, :type :info, :process 1, :f :read, ";
    expect(at(verdict, "exceptions", "valid?")).toBe("true");
    expect(at(verdict, "exceptions", "exceptions")).toStartWith(
      `({:count 2, :class Frequent, :example ${example}:value nil, ${exception("Frequent")}}} {:count 1, `,
    );
  });

  const net: NetCounts = {
    all: { sent: 30, received: 28, messages: 29 },
    clients: { sent: 8, received: 8, messages: 8 },
    servers: { sent: 22, received: 20, messages: 21 },
  };

  test("has the counts of messages, per operation and per broadcast", () => {
    const verdict = judgeBroadcast(
      `
      0 invoke broadcast 1
      0 ok broadcast 1
      0 invoke broadcast 2
      0 info broadcast 2
      1 invoke read nil
      n info x nil
      1 ok read [1 2]`,
      { net },
    );
    expect(writeEdn(resultsOf(verdict).get("net") ?? null)).toBe(
      "{:all {:send-count 30, :recv-count 28, :msg-count 29, :msgs-per-op 9.666667}, " +
        ":clients {:send-count 8, :recv-count 8, :msg-count 8}, " +
        ":servers {:send-count 22, :recv-count 20, :msg-count 21, :msgs-per-op 7.0}, :valid? true}",
    );
    expect(at(verdict, "eddy", "server-msgs-per-broadcast")).toBe("10.5");
    expect(verdict).toMatchObject({
      operationCount: 3,
      serverMessagesPerOperation: 7,
      values: { extras: { serverMessagesPerBroadcast: 10.5 } },
    });
  });

  test("has no messages per operation without operations", () => {
    const verdict = judgeBroadcast("", { net });
    expect(at(verdict, "net", "servers")).toBe("{:send-count 22, :recv-count 20, :msg-count 21}");
    expect(at(verdict, "eddy", "server-msgs-per-broadcast")).toBe("nil");
  });
});
