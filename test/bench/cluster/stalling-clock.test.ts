import { expect, test } from "bun:test";
import { StallingClock } from "../../../src/bench/cluster/stalling-clock.ts";
import { VirtualClock } from "../../../src/bench/time/virtual-clock.ts";

test("a clock that stands still does afterwards, in its order, what was due meanwhile", () => {
  const world = new VirtualClock();
  const bench = new StallingClock(world);
  const notes: string[] = [];
  const note = (text: string) => (): void => void notes.push(`${world.now()} ${text}`);
  const observer = bench.observer({
    wrote(_name, line) {
      note(line)();
      return true;
    },
    ended: () => note("ended")(),
    violated: (_name, what) => note(what)(),
  });
  bench.at(10, () => bench.stall(100));
  bench.at(20, note("due at 20"));
  world.at(30, () => observer.wrote("n1", "written at 30"));
  world.at(40, note("a node's own alarm"));
  const cancelled = bench.at(50, note("cancelled"));
  world.at(60, () => cancelled.cancel());
  bench.at(60, note("due at 60"));
  world.at(70, () => observer.violated("n1", "violated at 70"));
  bench.at(200, note("due at 200"));
  world.at(210, () => observer.wrote("n1", "written at 210"));
  while (world.step());
  expect(notes).toEqual([
    "40 a node's own alarm",
    "110 due at 20",
    "110 written at 30",
    "110 due at 60",
    "110 violated at 70",
    "200 due at 200",
    "210 written at 210",
  ]);
});
