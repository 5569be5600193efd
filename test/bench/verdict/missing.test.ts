import { describe, expect, test } from "bun:test";
import { accountOf } from "../../../src/bench/terminal/report.ts";
import { at, judgeBroadcast } from "./histories.ts";

/** Both nodes make their last reads at once; what they show is given. */
function endingWith(first: string, second: string): string {
  return `
    0 invoke broadcast 7
    0 ok broadcast 7
    0 invoke read nil | :final? true
    1 invoke read nil | :final? true
    0 ok read ${first} | :final? true
    1 ok read ${second} | :final? true`;
}

const NODES = { nodes: ["n1", "n2"], concurrency: 2 };

describe("a value that one of the last reads lacks", () => {
  test("passes as stable in Maelstrom if another that shows it began later, but is named", () => {
    const verdict = judgeBroadcast(endingWith("[]", "[7]"), NODES);
    expect(verdict.validity).toBe(true);
    expect(at(verdict, "eddy", "missing-at-end")).toBe('{"n1" 1}');
    const { headline, faults, doubts } = accountOf({ verdict });
    expect(headline).toBe("Valid by Maelstrom's rules: none of 1 value was lost.");
    expect(faults).toEqual([]);
    expect(doubts).toEqual([
      "at the end n1 lacks 7. Maelstrom does not count that as lost, since a last read that shows it began no earlier",
    ]);
  });

  test("is named with the node that lacks it where it is lost, too", () => {
    const verdict = judgeBroadcast(endingWith("[7]", "[]"), NODES);
    expect(verdict.validity).toBe(false);
    expect(accountOf({ verdict }).doubts).toEqual(["at the end n2 lacks 7"]);
  });

  test("is not searched for in a history that marks no last reads", () => {
    const verdict = judgeBroadcast(endingWith("[]", "[7]").replaceAll("| :final? true", ""), NODES);
    expect(at(verdict, "eddy", "missing-at-end")).toBe("nil");
  });
});
