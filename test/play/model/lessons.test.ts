import { describe, expect, test } from "bun:test";
import { STRATEGIES } from "../../../src/broadcast/strategies/index.ts";
import { type Experiment } from "../../../src/play/model/experiment.ts";
import {
  gradeOf,
  holdersOf,
  missingIn,
  readGuess,
} from "../../../src/play/model/lesson-answers.ts";
import { LESSONS, type Lesson } from "../../../src/play/model/lessons.ts";
import { VALUE } from "../../../src/play/model/lesson-experiments.ts";
import { play } from "../../../src/play/run.ts";
import { testOf } from "../../../src/play/test-of.ts";
import { figuresOf } from "../../../src/view/model/figures.ts";
import { type Run } from "../../../src/view/model/run.ts";

async function runsOf(experiment: Experiment): Promise<readonly [Run, Run]> {
  const runs = experiment.contenders.map(async (node) => {
    const { hasDisks } = experiment;
    const given = { name: node.strategy, test: testOf(experiment), node, hasDisks };
    return (await play(given)).run;
  });
  const [first, second = first] = await Promise.all(runs);
  if (first === undefined || second === undefined) throw new Error("An experiment of nobody");
  return [first, second];
}

function lesson(name: string): Lesson {
  const found = LESSONS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no lesson ${name}`);
  return found;
}

/** What a lesson measures, and what it measures after a change. */
async function measured(name: string, change: Partial<Experiment> = {}): Promise<unknown> {
  const { measure, experiment } = lesson(name);
  return measure(...(await runsOf({ ...experiment, ...change })));
}

describe("the lessons", () => {
  test("are ten, each about a strategy that is run in it", () => {
    expect(LESSONS.map(({ name }) => name)).toEqual([
      "alone",
      "storm",
      "flood",
      "relay",
      "partition",
      "retry",
      "latency",
      "batching",
      "root",
      "disk",
    ]);
    for (const { strategy, experiment } of LESSONS) {
      expect(STRATEGIES[strategy]).toBeDefined();
      expect(experiment.contenders[0].strategy).toBe(strategy);
    }
  });

  test("a value stays where it is if nobody talks, and is everywhere if nodes flood", async () => {
    expect(await measured("alone")).toEqual({
      value: 0,
      text: "0 of 3 values. In the end the nodes have from 0 to 1 value.",
    });
    expect(await measured("alone", { contenders: [{ strategy: "flood" }] })).toEqual({
      value: 3,
      text: "3 of 3 values. In the end each node has 3 values.",
    });
  });

  test("a storm has thousands of messages, and far less than half in half as many rounds", async () => {
    const { experiment } = lesson("storm");
    const [run] = await runsOf(experiment);
    const [slower] = await runsOf({ ...experiment, latencyMs: 200 });
    const [all = 0, fewer = 0] = [run, slower].map((each) => figuresOf(each).serverMessages);
    expect(all).toBeGreaterThan(1000);
    expect(fewer).toBeLessThan(all / 5);
  });

  test("flood uses each of the five links in both directions, relay saves the way back", async () => {
    const reach = "It is on all nodes after 200 ms.";
    expect(await measured("flood")).toEqual({ value: 10, text: `10 messages. ${reach}` });
    expect(await measured("relay")).toEqual({ value: 6, text: `6 messages. ${reach}` });
    expect(await measured("relay", { topology: "line" })).toEqual({
      value: 4,
      text: "4 messages. It is on all nodes after 403 ms.",
    });
  });

  test("a cut loses values with relay and none with retry, which pays for it", async () => {
    expect(await measured("partition")).toEqual({
      value: "Some nodes never get them",
      text: "5 of 16 values are missing on some node in the end.",
    });
    expect(await measured("partition", { steps: [] })).toMatchObject({
      value: "They arrive as if nothing had happened",
    });
    const [retry, relay] = await runsOf(lesson("retry").experiment);
    const ratio = figuresOf(retry).serverMessages / figuresOf(relay).serverMessages;
    expect(ratio).toBeWithin(2, 4);
    expect([missingIn(retry), missingIn(relay)]).toEqual([0, 5]);
    const [cut] = lesson("retry").experiment.steps;
    if (cut === undefined) throw new Error("There is no cut");
    const [longer] = await runsOf({
      ...lesson("retry").experiment,
      steps: [cut, { atMs: 7000, action: "heal" }],
    });
    expect(figuresOf(longer).serverMessages).toBeGreaterThan(figuresOf(retry).serverMessages);
  });

  test("the end of a line of 25 hears of a value after 24 hops", async () => {
    const { experiment } = lesson("latency");
    expect(gradeOf(2400, (await runsOf(experiment).then(reached)) ?? 0, " ms later")).toContain(
      "right",
    );
    const [line] = await runsOf({ ...experiment, rate: 0 });
    expect(figuresOf(line).serverMessages).toBe(24);
    function reached([run]: readonly [Run, Run]): number | undefined {
      return Number(lesson("latency").measure(run, run).value);
    }
  });

  test("waiting saves messages, and costs latency within the limits of 3e", async () => {
    const [waiting, hasty] = (await runsOf(lesson("batching").experiment)).map(figuresOf);
    expect(waiting?.serverMessages).toBeLessThan((hasty?.serverMessages ?? 0) / 2);
    expect(waiting?.medianLatencyMs).toBeGreaterThan(hasty?.medianLatencyMs ?? Infinity);
    expect(waiting?.medianLatencyMs).toBeLessThan(1000);
    expect(waiting?.perOperation).toBeLessThan(20);
  });

  test("a tree that loses its root is late, and loses nothing", async () => {
    expect(await measured("root")).toMatchObject({ value: "They arrive, but late" });
  });

  test("what only a killed node had is gone without a disk, and there with one", async () => {
    const { experiment } = lesson("disk");
    const [without] = await runsOf(experiment);
    expect([holdersOf(without, VALUE), without.record.verdict.validity]).toEqual([0, "valid"]);
    expect(await measured("disk", { hasDisks: true })).toMatchObject({
      value: "Yes, on all nodes",
    });
  });
});

describe("a guess", () => {
  test.each([
    ["10", 10],
    [" 2,400 ", 2400],
    ["82 %", 82],
    ["", undefined],
    ["many", undefined],
  ])("%p is read as %p", (text, number) => {
    expect(readGuess(text)).toBe(number);
  });

  test("is right, near, or too small or too large", () => {
    expect(gradeOf(10, 10, " messages")).toBe("Right.");
    expect(gradeOf(2400, 2416, " ms")).toBe("Your guess was 2,400 ms: right, as near as can be.");
    expect(gradeOf(4, 10, " messages")).toBe("Your guess was 4 messages: it is more.");
    expect(gradeOf(40, 10, " messages")).toBe("Your guess was 40 messages: it is less.");
    expect(gradeOf("late", "lost", "")).toBe("Your guess was: late.");
  });
});
