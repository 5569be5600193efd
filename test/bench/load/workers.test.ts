import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { isClient, readHistory, type Operation } from "../../../src/bench/history.ts";
import { nodeNames } from "../../../src/bench/options.ts";
import { Random } from "../../../src/bench/random.ts";
import { Workers } from "../../../src/bench/load/workers.ts";

function recorded(name: string): readonly Operation[] {
  return readHistory(readFileSync(`${import.meta.dir}/../../recorded/${name}/history.edn`));
}

/**
 * Goes through the load of a recorded history: which worker began each operation, and which one the
 * rule says. The nemesis counts when it begins something, not when it is done.
 */
function dispatches(
  history: readonly Operation[],
  concurrency: number,
): readonly [number, number][] {
  const workers = new Workers(concurrency, nodeNames(concurrency));
  const begun = new Set<string>();
  const found: [number, number][] = [];
  for (const { process, type, f, isFinal } of history) {
    if (isFinal) break;
    if (typeof process !== "number") {
      if (begun.delete(f)) continue;
      begun.add(f);
      workers.dispatched();
      continue;
    }
    const worker = workers.all[process % concurrency];
    if (worker === undefined) continue;
    if (type === "invoke") {
      found.push([worker.index, workers.inTurn()?.index ?? -1]);
      workers.dispatched();
    }
    worker.isFree = type !== "invoke";
  }
  return found;
}

describe("operations go to the workers as in a real Maelstrom", () => {
  const histories = [
    { name: "grid-5", concurrency: 5 },
    { name: "tree4-25-partition", concurrency: 25 },
    { name: "tree2-7-faulty", concurrency: 7 },
  ];
  for (const { name, concurrency } of histories) {
    test(name, () => {
      const history = recorded(name);
      const load = history.filter(
        (operation) => isClient(operation) && operation.type === "invoke" && !operation.isFinal,
      );
      const pairs = dispatches(history, concurrency);
      expect(pairs.length).toBe(load.length);
      expect(pairs.map(([actual]) => actual)).toEqual(pairs.map(([, expected]) => expected));
    });
  }
});

describe("Workers", () => {
  test("give the first worker two turns in a round", () => {
    const workers = new Workers(3, ["n1", "n2", "n3"]);
    const turns = Array.from({ length: 8 }, () => {
      const index = workers.inTurn()?.index;
      workers.dispatched();
      return index;
    });
    expect(turns).toEqual([0, 1, 2, 0, 0, 1, 2, 0]);
  });

  test("skip whoever is busy, and begin again with the first", () => {
    const workers = new Workers(3, ["n1", "n2", "n3"]);
    const [first, second, third] = workers.all;
    if (!first || !second || !third) throw new Error("three workers were asked for");
    first.isFree = false;
    expect(workers.inTurn()).toBe(second);
    workers.dispatched();
    second.isFree = false;
    third.isFree = false;
    expect(workers.inTurn()).toBeUndefined();
    expect(workers.isAnyFree).toBeFalse();
    first.isFree = true;
    expect(workers.inTurn()).toBe(first);
    expect(workers.areAllFree).toBeFalse();
  });

  test("talk to node i mod n", () => {
    const workers = new Workers(5, ["n1", "n2"]);
    expect(workers.all.map(({ node }) => node)).toEqual(["n1", "n2", "n1", "n2", "n1"]);
  });

  test("are drawn among the free ones at random", () => {
    const workers = new Workers(3, ["n1", "n2", "n3"]);
    const random = new Random(1, "test");
    const [first] = workers.all;
    if (first) first.isFree = false;
    const drawn = Array.from({ length: 100 }, () => workers.atRandom(random)?.index ?? -1);
    expect([...new Set(drawn)].toSorted()).toEqual([1, 2]);
    for (const worker of workers.all) worker.isFree = false;
    expect(workers.atRandom(random)).toBeUndefined();
  });
});
