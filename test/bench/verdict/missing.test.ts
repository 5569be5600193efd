import { describe, expect, test } from "bun:test";
import { accountOf } from "../../../src/bench/terminal/summary.ts";
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

/** What is said of so many nodes that all lack a value. */
function doubtOf(count: number): string | undefined {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const verdict = judgeBroadcast(
    ["0 invoke broadcast 7", "0 ok broadcast 7"]
      .concat(numbers.map((node) => `${node} invoke read nil | :final? true`))
      .concat(numbers.map((node) => `${node} ok read [] | :final? true`))
      .join("\n"),
    { nodes: numbers.map((node) => `n${node}`), concurrency: count },
  );
  return accountOf({ verdict }).doubts[0];
}

describe("a value that one of the last reads lacks", () => {
  test("passes as stable in Maelstrom if another that shows it began later, but is named", () => {
    const verdict = judgeBroadcast(endingWith("[]", "[7]"), NODES);
    expect(verdict.validity).toBe(true);
    expect(at(verdict, "eddy", "missing-at-end")).toBe('{"n1" 1}');
    const { headline, faults, doubts } = accountOf({ verdict });
    expect(headline).toBe("Valid by Maelstrom's rules: none of 1 value was lost.");
    expect(faults).toEqual([]);
    expect(doubts).toEqual([
      "at the end n1 lacks 7. Maelstrom counts a value as lost only if a read without it began after every read with it",
    ]);
  });

  test("is named with the node that lacks it where it is lost, too", () => {
    const verdict = judgeBroadcast(endingWith("[7]", "[]"), NODES);
    expect(verdict.validity).toBe(false);
    expect(accountOf({ verdict }).doubts).toEqual(["at the end n2 lacks 7"]);
  });

  test("is named for five nodes, and the other nodes are counted", () => {
    const named = "at the end n0 lacks 7; n1 lacks 7; n2 lacks 7; n3 lacks 7; n4 lacks 7";
    expect(doubtOf(5)).toBe(named);
    expect(doubtOf(6)).toBe(`${named}; 1 more node lacks some`);
    expect(doubtOf(7)).toBe(`${named}; 2 more nodes lack some`);
  });

  test("is not searched for in a history that marks no last reads", () => {
    const verdict = judgeBroadcast(endingWith("[]", "[7]").replaceAll("| :final? true", ""), NODES);
    expect(at(verdict, "eddy", "missing-at-end")).toBe("nil");
  });
});
