import { expect, test } from "bun:test";
import { historyOf } from "../../bench/verdict/histories.ts";
import { faultsIn } from "../../../src/view/record/faults.ts";

/** `kill n1 1-3`: from 1 ms to 3 ms. */
function faults(lines: string): readonly string[] {
  return faultsIn(historyOf(lines).operations).map(({ kind, nodes, cuts, startMs, endMs }) => {
    const receivers = cuts.map(([receiver, sources]) => `${receiver}<${sources.join("+")}`);
    return `${kind} ${[...nodes, ...receivers].join(" ")} ${startMs}-${endMs ?? ""}`;
  });
}

test("the nemesis' kills end for those that it starts, when it begins to", () => {
  expect(
    faults(`
      @1 n info kill :one
      @2 n info kill {"n1" :killed}
      @5 n info start :all
      @7 n info start {"n1" :started, "n2" :already-running}
      @8 n info kill :one
      @9 n info kill {"n2" :killed}
    `),
  ).toEqual(["kill n1 2-5", "kill n2 9-"]);
});

test("nodes that were killed together may start one by one", () => {
  expect(
    faults(`
      @1 n info kill ["n1" "n2" "n3"]
      @1 n info kill {"n1" :killed, "n2" :killed, "n3" :already-down}
      @4 n info start ["n2"]
      @4 n info kill ["n4"]
      @4 n info kill {"n4" :killed}
      @5 n info start ["n1"]
      @6 n info start {"n1" :started}
      @7 n info start {"n2" :started}
    `),
  ).toEqual(["kill n2 1-4", "kill n1 1-5", "kill n4 4-"]);
});

test("a node that is killed while it starts is down from then on", () => {
  expect(
    faults(`
      @1 n info kill ["n1"]
      @1 n info kill {"n1" :killed}
      @2 n info start ["n1"]
      @3 n info kill ["n1"]
      @3 n info kill {"n1" :killed}
      @3 n info start {"n1" :started}
    `),
  ).toEqual(["kill n1 1-2", "kill n1 3-"]);
});

test("a kill ends a pause of the node", () => {
  expect(
    faults(`
      @1 n info pause ["n1" "n2"]
      @1 n info pause {"n1" :paused, "n2" :paused}
      @2 n info kill ["n1"]
      @2 n info kill {"n1" :killed}
      @3 n info resume ["n1" "n2"]
      @3 n info resume {"n1" :not-paused, "n2" :resumed}
    `),
  ).toEqual(["pause n2 1-3", "pause n1 1-2", "kill n1 2-"]);
});

test("cuts of a scenario are partitions; a heal ends them all, but not those of the nemesis", () => {
  expect(
    faults(`
      @1 n info start-cut "cut n1 from n2"
      @1 n info start-cut [:isolated {"n1" #{"n2"}, "n2" #{"n1"}}]
      @2 n info start-partition :one
      @2 n info start-partition [:isolated {"n3" #{"n1"}}]
      @3 n info start-cut "cut n4 to n5"
      @3 n info start-cut [:isolated {"n5" #{"n4"}}]
      @4 n info stop-cut nil
      @4 n info stop-cut :network-healed
      @5 n info stop-partition nil
      @5 n info stop-partition :network-healed
    `),
  ).toEqual(["partition n1<n2 n2<n1 1-4", "partition n3<n1 2-5", "partition n5<n4 3-4"]);
});
