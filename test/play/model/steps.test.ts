import { describe, expect, test } from "bun:test";
import { FIRST_EXPERIMENT } from "../../../src/play/model/experiment.ts";
import {
  actionsFor,
  cutBy,
  isCutAt,
  linesOf,
  nextValue,
  stepTimeOf,
  withStep,
} from "../../../src/play/model/steps.ts";

test("a step goes behind those of its time, and before later ones", () => {
  const steps = withStep(
    [
      { atMs: 1000, action: "kill", nodes: ["n1"] },
      { atMs: 2000, action: "heal" },
    ],
    { atMs: 1000, action: "kill", nodes: ["n2"] },
  );
  expect(linesOf(steps)).toBe("1s kill n1\n1s kill n2\n2s heal");
});

test("a step happens at the whole millisecond that follows what was seen", () => {
  expect([-5, 0, 12.01, 13].map(stepTimeOf)).toEqual([0, 0, 13, 13]);
});

describe("what can be done to a node", () => {
  const fine = { isKilled: false, isPaused: false, isCut: false };
  test.each([
    [fine, ["Kill", "Pause", "Isolate"]],
    [{ ...fine, isPaused: true }, ["Kill", "Resume", "Isolate"]],
    [{ ...fine, isKilled: true }, ["Restart", "Isolate"]],
    [{ ...fine, isCut: true }, ["Kill", "Pause", "Isolate", "Heal the network"]],
  ])("depends on its condition: %j", (condition, texts) => {
    expect(actionsFor("n1", condition).map(([text]) => text)).toEqual(texts);
  });
});

test("the network can be healed from a cut of the steps until they heal it", () => {
  const steps = [
    { atMs: 1000, action: "isolate", nodes: ["n1"] },
    { atMs: 2000, action: "kill", nodes: ["n2"] },
    { atMs: 3000, action: "heal" },
  ] as const;
  expect([999, 1000, 2500, 3000].map((atMs) => isCutAt(steps, atMs))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a value to broadcast is none of the load's and of no other step", () => {
  expect(nextValue(FIRST_EXPERIMENT)).toBe(1000);
  const steps = [{ atMs: 1, action: "broadcast", value: 1000, node: "n1" }] as const;
  expect(nextValue({ ...FIRST_EXPERIMENT, steps })).toBe(1001);
  expect(nextValue({ ...FIRST_EXPERIMENT, rate: 100, timeLimitSeconds: 20 })).toBe(10_000);
});

describe("a line across the map", () => {
  const nodes = ["n0", "n1", "n2"];
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ];

  test("cuts the smaller side from the rest, whichever way it is drawn", () => {
    const cut = { action: "cut", nodes: ["n0"], from: "rest" } as const;
    expect(cutBy({ x: 5, y: -5 }, { x: 5, y: 5 }, nodes, points)).toEqual(cut);
    expect(cutBy({ x: 5, y: 5 }, { x: 5, y: -5 }, nodes, points)).toEqual(cut);
  });

  test("cuts nothing with all nodes on one side", () => {
    expect(cutBy({ x: 20, y: -5 }, { x: 20, y: 5 }, nodes, points)).toBeUndefined();
  });
});
