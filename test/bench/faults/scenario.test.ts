import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  formatScenario,
  parseScenario,
  type Scenario,
  type ScenarioStep,
} from "../../../src/bench/faults/scenario.ts";
import { ANY_CHARACTER } from "../../support/any-character.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"];

function parse(text: string): Scenario {
  return parseScenario(text, NODES);
}

function complaint(text: string): string {
  try {
    parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "none";
}

describe("a scenario in words", () => {
  test("has steps with semicolons between them, each a time and an action", () => {
    expect(parse("2s cut n1,n2 from rest; 6s heal; 7s kill n3; 9s restart n3")).toEqual([
      { atMs: 2000, action: "cut", nodes: ["n1", "n2"], from: "rest" },
      { atMs: 6000, action: "heal" },
      { atMs: 7000, action: "kill", nodes: ["n3"] },
      { atMs: 9000, action: "restart", nodes: ["n3"] },
    ]);
  });

  test("may have a step a line, comments, and empty lines", () => {
    expect(
      parse("# the hub\n\n2s pause n1 # stands still\r\n  4.5s resume n1;\n# the end"),
    ).toEqual([
      { atMs: 2000, action: "pause", nodes: ["n1"] },
      { atMs: 4500, action: "resume", nodes: ["n1"] },
    ]);
  });

  test("cuts in both directions, in one, and a node from all", () => {
    expect(
      parse("1s cut n1 from n2, n3; 1s cut n1 to n2; 1s cut n5 to rest; 2s isolate n4"),
    ).toEqual([
      { atMs: 1000, action: "cut", nodes: ["n1"], from: ["n2", "n3"] },
      { atMs: 1000, action: "cut-one-way", nodes: ["n1"], to: ["n2"] },
      { atMs: 1000, action: "cut-one-way", nodes: ["n5"], to: "rest" },
      { atMs: 2000, action: "isolate", nodes: ["n4"] },
    ]);
  });

  test("broadcasts integers and texts, which may hold anything", () => {
    expect(
      parse('4s broadcast 1000 at n3; 4s broadcast -1 at n1; 5s broadcast "a; \\"b\\" # at" at n2'),
    ).toEqual([
      { atMs: 4000, action: "broadcast", value: 1000, node: "n3" },
      { atMs: 4000, action: "broadcast", value: -1, node: "n1" },
      { atMs: 5000, action: "broadcast", value: 'a; "b" # at', node: "n2" },
    ]);
  });

  test("is sorted by time; steps of one time stay as they stand", () => {
    const steps = parse("3s heal; 1500ms kill n2; 1.5s kill n1; 0s kill n3; 2.3s heal");
    expect(formatScenario(steps)).toBe(
      "0s kill n3; 1500ms kill n2; 1500ms kill n1; 2300ms heal; 3s heal",
    );
  });

  test("is empty without a step", () => {
    expect(parse("")).toEqual([]);
    expect(parse(" ;; \n# nothing")).toEqual([]);
  });

  test("names a node that is called rest, or has a comma in its name, in quotes", () => {
    const nodes = ["rest", "a,b", "#1"];
    const text = '1s cut "rest" from rest; 2s kill "a,b","#1"';
    expect(formatScenario(parseScenario(text, nodes))).toBe(text);
  });
});

describe("a wrong word says where, and what would be right", () => {
  test.each([
    [
      "kill n3",
      'Step 1, line 1, column 1: a step begins with its time, such as 2s or 1500ms; this begins with "kill"',
    ],
    [
      "2 kill n3",
      'Step 1, line 1, column 1: a step begins with its time, such as 2s or 1500ms; this begins with "2"',
    ],
    [
      "2s heal; -1s heal",
      'Step 2, line 1, column 10: a step begins with its time, such as 2s or 1500ms; this begins with "-1s"',
    ],
    [
      "2s heal\n3s  kil n3",
      'Step 2, line 2, column 5: "kil" is not an action; the actions are cut, heal, isolate, kill, restart, pause, resume, broadcast',
    ],
    [
      "2s",
      "Step 1, line 1, column 3: an action is missing; the actions are cut, heal, isolate, kill, restart, pause, resume, broadcast",
    ],
    [
      "2s toString n1",
      'Step 1, line 1, column 4: "toString" is not an action; the actions are cut, heal, isolate, kill, restart, pause, resume, broadcast',
    ],
    [
      "2s kill n9",
      'Step 1, line 1, column 9: there is no node "n9"; the nodes are n1, n2, n3, n4, n5',
    ],
    ["2s kill", "Step 1, line 1, column 8: something is missing; right would be 7s kill n3"],
    ["2s kill n1,", "Step 1, line 1, column 12: something is missing; right would be 7s kill n3"],
    ["2s kill n1 n2", 'Step 1, line 1, column 12: "n2" is out of place; right would be 7s kill n3'],
    ["2s kill n1,n1", "Step 1, line 1, column 12: n1 is named twice"],
    ["2s heal n1", 'Step 1, line 1, column 9: "n1" is out of place; right would be 6s heal'],
    ["2s cut n1 from n2,n1", "Step 1, line 1, column 16: n1 cannot be cut from itself"],
    [
      "2s cut n1 of n2",
      'Step 1, line 1, column 11: "of" is out of place; right would be 2s cut n1,n2 from rest, 2s cut n1 from n2 or, in one direction, 2s cut n1 to n2',
    ],
    [
      "2s broadcast 1.5 at n1",
      'Step 1, line 1, column 14: "1.5" is out of place; right would be 4s broadcast 1000 at n3 or 4s broadcast "a text" at n3',
    ],
    [
      "2s broadcast 99999999999999999999 at n1",
      'Step 1, line 1, column 14: "99999999999999999999" is out of place; right would be 4s broadcast 1000 at n3 or 4s broadcast "a text" at n3',
    ],
    [
      "2s broadcast 1 on n1",
      'Step 1, line 1, column 16: "on" is out of place; right would be 4s broadcast 1000 at n3 or 4s broadcast "a text" at n3',
    ],
    ['2s broadcast "1 at n1', "Line 1, column 14: this double quote is not closed on its line"],
    ['2s broadcast "\\x" at n1', 'Line 1, column 14: "\\x" is not a JSON string'],
  ])("%s", (text, message) => {
    expect(complaint(text)).toBe(message);
  });

  test("of many nodes only some are listed", () => {
    const nodes = Array.from({ length: 1000 }, (_, place) => `n${place}`);
    expect(() => parseScenario("1s kill x", nodes)).toThrow("n10, n11 and 988 more");
  });
});

test("what is formatted is parsed as the same scenario", () => {
  const nodes = [...NODES, "rest", "a b", '"', "#", "ünï;,"];
  const time = fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1e6, noNaN: true }));
  const group = fc.subarray(nodes, { minLength: 1 });
  const step = fc.oneof(
    group.chain((some): fc.Arbitrary<object> => {
      const others = nodes.filter((name) => !some.includes(name));
      const rest = fc.constant("rest");
      const whom =
        others.length === 0 ? rest : fc.oneof(rest, fc.subarray(others, { minLength: 1 }));
      return fc.oneof(
        whom.map((from) => ({ action: "cut", nodes: some, from })),
        whom.map((to) => ({ action: "cut-one-way", nodes: some, to })),
      );
    }),
    fc.record({
      action: fc.constantFrom("isolate", "kill", "restart", "pause", "resume"),
      nodes: group,
    }),
    fc.constant({ action: "heal" }),
    fc.record({
      action: fc.constant("broadcast"),
      value: fc.oneof(fc.maxSafeInteger(), fc.string({ unit: ANY_CHARACTER })),
      node: fc.constantFrom(...nodes),
    }),
  );
  const timed = fc
    .tuple(time, step)
    .map(([atMs, action]) => ({ atMs: atMs || 0, ...action }) as ScenarioStep);
  fc.assert(
    fc.property(fc.array(timed), (steps) => {
      const sorted = steps.toSorted((one, other) => one.atMs - other.atMs);
      expect(parseScenario(formatScenario(steps), nodes)).toEqual(sorted);
    }),
  );
});
