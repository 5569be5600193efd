import { describe, expect, test } from "bun:test";
import { RealClock } from "../../../src/bench/time/real-clock.ts";

describe("RealClock", () => {
  test("makes calls in order, and never before their time", async () => {
    const clock = new RealClock();
    const calls: string[] = [];
    const call = (name: string, timeMs: number): void => {
      clock.at(timeMs, () => {
        expect(clock.now()).toBeGreaterThanOrEqual(timeMs);
        calls.push(name);
      });
    };
    call("c", 15.5);
    call("a", 5.25);
    call("b", 5.25);
    await new Promise<void>((resolve) => clock.at(20, resolve));
    expect(calls).toEqual(["a", "b", "c"]);
  });

  test("forgets everything when it is stopped", async () => {
    const clock = new RealClock();
    const calls: string[] = [];
    await new Promise<void>((resolve) => clock.at(1, resolve));
    clock.at(5, () => calls.push("before"));
    clock.stop();
    clock.at(6, () => calls.push("after"));
    const other = new RealClock();
    await new Promise<void>((resolve) => other.at(10, resolve));
    expect(calls).toEqual([]);
  });
});
