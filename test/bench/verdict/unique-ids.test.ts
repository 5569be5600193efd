import { describe, expect, test } from "bun:test";
import { areComparable, ednMap, keyOf, readEdn, writeEdn } from "../../../src/bench/edn.ts";
import {
  judgeUniqueIds,
  uniqueIdsMessages,
  uniqueIdsRemark,
  uniqueIdsToEdn,
} from "../../../src/bench/verdict/unique-ids.ts";
import { historyOf } from "./histories.ts";
import { nameOfNode, readRecorded } from "./recorded.ts";

describe("the recorded histories of unique-ids", () => {
  const recorded = readRecorded("unique-ids");
  const judged = recorded.filter(({ result }) => result.get("error") === undefined);

  test.each(judged.map(({ name, history, result }) => [name, history, result] as const))(
    "%s has the recorded verdict",
    (_name, history, result) => {
      const verdict = judgeUniqueIds(history);
      const edn = uniqueIdsToEdn(verdict);
      expect(keyOf(edn)).toBe(keyOf(result));
      // A sorted map is printed in its order.
      expect(writeEdn(edn.get("duplicated") ?? null)).toBe(
        writeEdn(result.get("duplicated") ?? null),
      );
      expect(uniqueIdsRemark(verdict)).toBeUndefined();
    },
  );

  test("are judged also where Maelstrom cannot compare the ids, which is said", () => {
    const broken = recorded.filter((one) => !judged.includes(one));
    const told = broken.map(({ name, history }) => {
      const verdict = judgeUniqueIds(history);
      return [name, verdict.validity, uniqueIdsRemark(verdict)];
    });
    expect(told).toEqual([
      ["maps-dup", false, remark('{"a" 1}', '{"a" 1}')],
      ["mixed", true, remark("1", '"1"')],
      ["uid-mixeddup", false, remark("[3 [3]]", "11.5")],
    ]);
  });
});

describe("unique-ids", () => {
  test("names a duplicate with its requests and nodes", () => {
    const history = historyOf(`
      0 invoke generate nil
      1 invoke generate nil
      @500 0 ok generate "a"
      @501.5 1 ok generate "a"
      2 invoke generate nil
      2 ok generate 1
      2 invoke generate nil
      2 ok generate 1
      2 invoke generate nil
      2 ok generate 1
      2 invoke generate nil
      2 ok generate 1`);
    expect(uniqueIdsMessages(judgeUniqueIds(history), history, nameOfNode)).toEqual([
      'id "a" was given twice: by n0 (process 0, 0.000 to 0.500 s) and ' +
        "by n1 (process 1, 0.001 to 0.501 s)",
      "id 1 was given 4 times: by n2 (process 2, 0.004 to 0.005 s) and " +
        "by n2 (process 2, 0.006 to 0.007 s) and by n2 (process 2, 0.008 to 0.009 s), and 1 more",
    ]);
  });

  test("tells 1 from 1.0 and counts nil as an id, but not in the range", () => {
    const history = historyOf(`
      0 invoke generate nil
      0 ok generate nil
      0 invoke generate nil
      0 ok generate 1
      0 invoke generate nil
      0 ok generate 1.0
      0 invoke generate nil
      0 info generate nil`);
    const verdict = judgeUniqueIds(history);
    expect(writeEdn(uniqueIdsToEdn(verdict))).toBe(
      writeEdn(
        ednMap({
          "valid?": true,
          "attempted-count": 4,
          "acknowledged-count": 3,
          "duplicated-count": 0,
          duplicated: ednMap({}),
          range: [1, 1],
        }),
      ),
    );
  });
});

describe("areComparable", () => {
  test.each([
    ["1", "2.5", true],
    ["nil", "{}", true],
    ['"a"', "1", false],
    ["{}", "{}", false],
    ["[1 2]", '["a"]', true],
    ['[1 "a"]', "[2 2]", true],
    ['[1 "a"]', "[1 2]", false],
  ])("%s and %s: %p", (one, other, expected) => {
    expect(areComparable(readEdn(one), readEdn(other))).toBe(expected);
  });
});

function remark(one: string, other: string): string {
  return (
    `its checker breaks where it cannot tell whether id ${one} or ${other} is lower. ` +
    "Let all ids be numbers, or all strings"
  );
}
