import { describe, expect, test } from "bun:test";
import { readHistory } from "../../../src/bench/history.ts";
import { recognize } from "../../../src/bench/workloads/recognition.ts";

/** Client operations in short: `type f value`, one a line. */
function nameOf(lines: string, folder = ""): string {
  const maps = lines
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, type, f, value] = /^\s*(\S+) (\S+) (.*)$/u.exec(line) ?? [];
      return `{:process 0 :type :${type} :f :${f} :value ${value}}`;
    });
  try {
    return recognize(readHistory(maps.join("\n")), folder);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("a history", () => {
  test.each([
    ["broadcast", "invoke broadcast 7\n ok broadcast 7\n invoke read nil\n ok read [7]"],
    ["broadcast", "invoke read nil\n ok read [0 1]\n invoke read nil\n fail read nil"],
    ["g-set", "invoke add 0\n ok add 0\n invoke read nil\n ok read [0]"],
    ["g-set", "invoke add 5\n ok add 5\n invoke add 5\n ok add 5\n invoke read nil\n ok read [5]"],
    ["g-set", "invoke add 0\n invoke add 1\n invoke read nil\n info read nil"],
    ["echo", 'invoke echo "a"\n ok echo {:echo "a"}'],
    [
      "kafka",
      'invoke crash nil\n info crash nil\n invoke send [[:send "9" 8]]\n invoke poll [[:poll]]',
    ],
    ["g-counter", "invoke add 3\n ok add 3\n invoke read nil\n ok read 3"],
    ["g-counter", "invoke read nil\n ok read 0"],
    ["g-counter", "invoke add 3\n info add 3\n invoke add 3\n info add 3"],
    ["pn-counter", "invoke add 3\n ok add 3\n invoke add -2\n ok add -2\n invoke read nil"],
    ["lin-kv", "invoke read [0 nil]\n ok read [0 1]"],
    ["lin-kv", "invoke write [0 2]\n ok write [0 2]\n invoke cas [0 [2 3]]\n fail cas [0 [2 3]]"],
    ["unique-ids", "invoke generate nil\n ok generate 115"],
    [
      "txn-list-append",
      "invoke txn [[:append 7 1] [:r 8 nil]]\n ok txn [[:append 7 1] [:r 8 [1]]]",
    ],
    ["txn-rw-register", "invoke txn [[:w 9 1] [:r 8 nil]]\n ok txn [[:w 9 1] [:r 8 2]]"],
  ])("is %s's by its operations and their values: %j", (name, lines) => {
    expect(nameOf(lines)).toBe(name);
  });

  test("that could be of several workloads is of the one that its folder names", () => {
    const reads = "invoke read nil\n fail read nil";
    expect(nameOf(reads)).toBe("broadcast");
    expect(nameOf(reads, "g-set")).toBe("g-set");
    expect(nameOf(reads, "pn-counter")).toBe("pn-counter");
    const repeated = "invoke add 5\n fail add 5\n invoke add 5\n fail add 5";
    expect(nameOf(repeated, "g-set")).toBe("g-set");
    expect(nameOf("", "lin-kv")).toBe("lin-kv");
    expect(nameOf("", "elsewhere")).toBe("broadcast");
  });

  test("is not of the workload that its folder names if its values are others", () => {
    expect(nameOf("invoke read [0 nil]\n ok read [0 1]", "broadcast")).toBe("lin-kv");
    expect(nameOf("invoke add 1\n ok add 1\n invoke read nil\n ok read [1]", "g-counter")).toBe(
      "g-set",
    );
  });

  test("with a value of no workload is left to the checker, by its operations", () => {
    expect(nameOf("invoke broadcast 1\n ok broadcast 1\n invoke read nil\n ok read 1")).toBe(
      "broadcast",
    );
  });

  test("with operations of no workload is refused by their names", () => {
    expect(nameOf("invoke echo 1\n invoke lock nil")).toStartWith(
      "its operations are :echo, :lock; known are broadcast (:broadcast, :read) and g-set (:add, ",
    );
  });

  test("is of the workload that is given, if that has its operations", () => {
    const counter = readHistory("{:process 0 :type :invoke :f :add :value 0}");
    expect(recognize(counter, "", "pn-counter")).toBe("pn-counter");
    expect(() => recognize(counter, "", "echo")).toThrow(
      "its operations are :add; those of echo :echo",
    );
  });
});
