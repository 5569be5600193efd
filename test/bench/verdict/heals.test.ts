import { describe, expect, test } from "bun:test";
import { type JudgeOptions } from "../../../src/bench/verdict/verdict.ts";
import { at, judgeBroadcast } from "./histories.ts";

describe("the time from a heal until all nodes hold what was known before it", () => {
  const nodes = ["n0", "n1"];
  const partition = `
    @0 0 invoke broadcast 1
    @1 0 ok broadcast 1
    @2 n info start-partition :one
    @3 n info start-partition [:isolated {"n0" #{"n1"} "n1" #{"n0"}}]
    @10 n info stop-partition nil
    @11 n info stop-partition :network-healed
    @12 0 invoke broadcast 2
    @13 0 ok broadcast 2`;
  const heals = (lines: string, options: Partial<JudgeOptions> = { nodes }): string =>
    at(judgeBroadcast(partition + lines, options), "eddy", "heals");

  test("lies between the last read with a lack and the first without one, on the slowest node", () => {
    const lines = `
      @20 0 invoke read nil
      @21 0 ok read [1]
      @30 1 invoke read nil
      @31 1 ok read [2]
      @40 1 invoke read nil
      @41 1 ok read [1]
      @50 1 invoke read nil
      @51 1 ok read []`;
    expect(heals(lines)).toBe(
      "({:index 5, :time 11000000, :known-count 1, :at-least-ms 19, :at-most-ms 30})",
    );
  });

  test("has no upper end if a node never shows everything, or is never read", () => {
    const never = "({:index 5, :time 11000000, :known-count 1, :at-least-ms 9, :at-most-ms nil})";
    expect(heals("\n @20 1 invoke read nil\n @21 1 ok read [2]")).toBe(never);
    expect(heals("\n @20 0 invoke read nil\n @21 0 ok read [1]")).toBe(never.replace("9", "0"));
  });

  test("starts anew for a node that was killed before the heal", () => {
    const killed = `
      @0 1 invoke broadcast 1
      @1 1 ok broadcast 1
      @2 0 invoke read nil
      @3 1 invoke read nil
      @4 0 ok read [1]
      @5 1 ok read [1]
      @5 n info start-partition :one
      @5 n info start-partition [:isolated {}]
      @6 n info kill ["n1"]
      @7 n info kill {"n1" :killed}
      @10 n info stop-partition nil
      @11 n info stop-partition :network-healed
      @20 1 invoke read nil
      @25 1 ok read [1]`;
    expect(at(judgeBroadcast(killed, { nodes }), "eddy", "heals")).toBe(
      "({:index 11, :time 11000000, :known-count 1, :at-least-ms 0, :at-most-ms 14})",
    );
  });

  test("does not wait for what was lost with a node", () => {
    const lines = `
      @20 0 invoke read nil
      @21 0 ok read [2]
      @30 1 invoke read nil
      @31 1 ok read [2]`;
    expect(heals(lines, { nodes, lostWithNode: [1] })).toBe(
      "({:index 5, :time 11000000, :known-count 0, :at-least-ms 0, :at-most-ms 0})",
    );
  });

  test("is not asked of a heal without a fault before it", () => {
    const unneeded = `
      @14 n info stop-partition nil
      @15 n info stop-partition :network-healed
      @20 0 invoke read nil
      @21 0 ok read [1]
      @30 1 invoke read nil
      @31 1 ok read [1]`;
    expect(heals(unneeded)).toBe(
      "({:index 5, :time 11000000, :known-count 1, :at-least-ms 0, :at-most-ms 20})",
    );
  });
});
