import { describe, expect, test } from "bun:test";
import { engine as browser } from "../../../src/bench/time/engine/browser.ts";
import { engine as bun } from "../../../src/bench/time/engine/bun.ts";
import { VirtualClock } from "../../../src/bench/time/virtual-clock.ts";

describe("VirtualClock", () => {
  test("makes calls in the order of their times, and of one time in the order of asking", async () => {
    const clock = new VirtualClock();
    const calls: string[] = [];
    const done = Promise.withResolvers<void>();
    clock.at(20, () => calls.push(`c at ${clock.now()}`));
    clock.at(10, () => calls.push(`a at ${clock.now()}`));
    clock.at(10, () => calls.push(`b at ${clock.now()}`));
    clock.at(30, () => done.resolve());
    await clock.run(done.promise);
    expect(calls).toEqual(["a at 10", "b at 10", "c at 20"]);
  });

  test("makes a call for a time that is over at once, but not within the call that asks for it", async () => {
    const clock = new VirtualClock();
    const calls: string[] = [];
    const done = Promise.withResolvers<void>();
    clock.at(10, () => {
      clock.at(5, () => {
        calls.push(`late at ${clock.now()}`);
        done.resolve();
      });
      calls.push("asked");
    });
    await clock.run(done.promise);
    expect(calls).toEqual(["asked", "late at 10"]);
  });

  test.each([
    ["in Bun", bun],
    ["in a browser", browser],
  ])("lets promises settle before the next call, %s", async (_, engine) => {
    const clock = new VirtualClock(engine);
    const calls: string[] = [];
    clock.at(10, () => {
      void (async () => {
        for (let turn = 0; turn < 40; turn++) await Promise.resolve();
        calls.push(`promise at ${clock.now()}`);
      })();
    });
    clock.at(10, () => calls.push("next call"));
    const done = new Promise<void>((resolve) => clock.at(11, resolve));
    await clock.run(done);
    expect(calls).toEqual(["promise at 10", "next call"]);
  });

  test("lets what waits for the event loop have its turn in a long run", async () => {
    const clock = new VirtualClock();
    let isOver = false;
    setTimeout(() => {
      isOver = true;
    });
    const done = Promise.withResolvers<void>();
    const again = (): void => {
      if (isOver) done.resolve();
      else clock.at(clock.now() + 1, again);
    };
    clock.at(0, again);
    await clock.run(done.promise);
    expect(isOver).toBeTrue();
  });

  test("forgets a call that was cancelled", async () => {
    const clock = new VirtualClock();
    const done = new Promise<void>((resolve) => clock.at(20, resolve));
    clock.at(10, () => expect.unreachable()).cancel();
    await clock.run(done);
    expect(clock.now()).toBe(20);
  });

  test("says so when what it waits for can never happen", async () => {
    const clock = new VirtualClock();
    clock.at(10, () => {});
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow(
      "Nothing is left to happen after 10 ms",
    );
  });

  test("passes on what a call throws", async () => {
    const clock = new VirtualClock();
    clock.at(10, () => {
      throw new Error("broken");
    });
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow("broken");
  });
});
