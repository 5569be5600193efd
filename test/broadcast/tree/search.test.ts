import { describe, expect, test } from "bun:test";
import { nodeNames } from "../../../src/bench/options.ts";
import { Layout } from "../../../src/broadcast/tree/layout.ts";
import { candidates, Search, SearchSchedule } from "../../../src/broadcast/tree/search.ts";
import { Member } from "./member.ts";

const NAMES = nodeNames(10);
const FEW = nodeNames(9);

function search(asked: readonly string[], home?: string): Search {
  return new Search(new Layout(NAMES), asked, home, 500);
}

/** The pause after each of some searches whose answers come until 0 ms. */
function pauses(schedule: SearchSchedule, count: number): number[] {
  return Array.from({ length: count }, () => {
    schedule.started(0);
    return schedule.dueMs;
  });
}

function schedule(): SearchSchedule {
  return new SearchSchedule(new Member("n3", NAMES).node);
}

describe("the best offer", () => {
  test("has the lowest root, then the fewest hops, then the lowest name", () => {
    const one = search(NAMES);
    const best: (string | undefined)[] = [];
    for (const path of [
      ["n9", "n4"],
      ["n8", "n7", "n3"],
      ["n8", "n3"],
      ["n7", "n3"],
      ["n9", "n3"],
    ]) {
      one.add(path[0] ?? "", path);
      best.push(one.best()?.name);
    }
    expect(best).toEqual(["n9", "n8", "n8", "n7", "n7"]);
  });

  test("is the last one of each node", () => {
    const one = search(NAMES);
    one.add("n4", ["n4", "n1"]);
    one.add("n4", ["n4", "n2"]);
    expect(one.best()).toEqual({ name: "n4", path: ["n4", "n2"] });
  });
});

describe("a search is done", () => {
  test("when all have answered but home, whose silence is its reason", () => {
    const one = search(["n1", "n2", "n3"], "n1");
    one.add("n2", ["n2"]);
    expect(one.isDone).toBe(false);
    one.add("n3", ["n3"]);
    expect(one.isDone).toBe(true);
  });

  test("when the root of the layout or a child of it has answered", () => {
    for (const [path, isDone] of [
      [["n0"], true],
      [["n5", "n0"], true],
      [["n5", "n2", "n0"], false],
      [["n5", "n1"], false],
    ] as const) {
      const one = search(NAMES);
      one.add(path[0], path);
      expect(one.isDone).toBe(isDone);
    }
  });
});

describe("asked are", () => {
  const names = nodeNames(1000);
  const layout = new Layout(names);

  test("all others if they are few", () => {
    const { node } = new Member("n3", FEW);
    expect(candidates(new Layout(FEW), node)).toEqual(FEW.filter((name) => name !== "n3"));
  });

  test("home, the four lowest and some at random if they are many", () => {
    const asked = candidates(layout, new Member("n999", names).node);
    expect(asked).toHaveLength(8);
    expect(asked.slice(0, 5)).toEqual([...names.slice(0, 4), "n31"]);
    expect(new Set(asked).size).toBe(8);
  });
});

describe("searches", () => {
  test("are not due before the first", () => {
    expect(schedule().dueMs).toBe(Infinity);
  });

  test("become rarer: 2, 4 and 8 s, each by a quarter more or less", () => {
    for (const [place, pause] of pauses(schedule(), 7).entries()) {
      const usual = Math.min(2000 * 2 ** place, 8000);
      expect(pause).toBeGreaterThanOrEqual(0.75 * usual);
      expect(pause).toBeLessThan(1.25 * usual);
    }
  });

  test("wait for about a second while a node is joined, and come soon if it did not answer", () => {
    const one = schedule();
    one.started(0);
    one.found(1000);
    expect(one.dueMs).toBeGreaterThanOrEqual(1750);
    one.failed(1000);
    expect(one.dueMs).toBeGreaterThanOrEqual(1150);
    expect(one.dueMs).toBeLessThan(1250);
    const later = schedule();
    pauses(later, 5);
    const { dueMs } = later;
    later.found(1000);
    expect(later.dueMs).toBe(dueMs);
  });
});
