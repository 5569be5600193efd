/** That the explorer finds what is wrong: in strategies that are known to break promises. */

import { describe, expect, test } from "bun:test";
import { deviationsText, KINDS, parseDeviations } from "./deviations.ts";
import { describe as tell } from "./describe.ts";
import { explore } from "./explorer.ts";
import { runSchedule } from "./schedule.ts";
import { scenarioOf } from "./scenarios.ts";
import { shrink } from "./shrink.ts";
import { walk } from "./walk.ts";

describe("what strategies of the chapter lose", () => {
  test.each(["relay 2", "flood 2"])("%s loses a value if one message is lost", (name) => {
    const { failures, schedules } = explore(scenarioOf(name), { deviations: 1 });
    expect(failures).toHaveLength(1);
    expect(deviationsText(failures[0]?.deviations ?? [])).toBe("1 drop");
    expect(failures[0]?.text).toStartWith("No agreement after 5600 ms: n1 has 2 3, n2 has 1 2 3");
    expect(schedules).toBeLessThan(20);
  });

  test("local loses everything, and storm never falls silent, without any deviation", () => {
    expect(runSchedule(scenarioOf("local 2"), []).failure).toStartWith("No agreement");
    expect(runSchedule(scenarioOf("storm 2"), []).failure).toStartWith(
      "The cluster should be silent",
    );
  });

  test.each(["retry 2", "resend 2"])(
    "%s loses what a node that is killed had acknowledged",
    (name) => {
      const scenario = scenarioOf(name);
      const kinds = [...scenario.kinds, "kill" as const];
      const { failures } = explore({ ...scenario, kinds }, { deviations: 1 });
      expect(failures[0]?.deviations.map(({ kind }) => kind)).toEqual(["kill"]);
    },
  );
});

describe("a schedule", () => {
  test("is told as a list of steps, with the command that repeats it", () => {
    const text = tell(scenarioOf("relay 2"), [{ step: 1, kind: "drop" }]);
    expect(text.split("\n")).toEqual([
      "    0      0 ms  c1 → n2  broadcast 1",
      "    1    100 ms  n2 → n1  broadcast 1  (drop: the message is lost)",
      "    2    150 ms  c1 → n1  broadcast 2",
      "    3    250 ms  n1 → n2  broadcast 2",
      "    4    450 ms  c1 → n2  broadcast 3",
      "    5    550 ms  n2 → n1  broadcast 3",
      "    6   1000 ms  n1 runs its timers",
      "    7   1000 ms  n2 runs its timers",
      "No agreement after 5600 ms: n1 has 2 3, n2 has 1 2 3; owed are 1 2 3",
      'repeat: bun test/explore.ts --repeat "relay 2: 1 drop"',
    ]);
  });

  test("is read as it is written", () => {
    const deviations = KINDS.map((kind, step) => `${step} ${kind}`).join(", ");
    expect(deviationsText(parseDeviations(deviations))).toBe(deviations);
    expect(parseDeviations("nothing")).toEqual([]);
    expect(() => parseDeviations("3 drops")).toThrow('Cannot read the deviation "3 drops"');
    expect(() => scenarioOf("tree 99")).toThrow(
      'Cannot find the scenario "tree 99": there are tree 2',
    );
  });

  test("is shrunk: deviations are left out, moved to earlier steps, and made simpler", () => {
    const deviations = parseDeviations("0 behind, 2 part");
    expect(runSchedule(scenarioOf("relay 2"), deviations).failure).toBeDefined();
    expect(deviationsText(shrink(scenarioOf("relay 2"), deviations))).toBe("1 drop");
  });

  test("with a deviation of a step that is not there is no failure to shrink to", () => {
    expect(runSchedule(scenarioOf("relay 2"), [{ step: 500, kind: "drop" }]).isPossible).toBe(
      false,
    );
    expect(runSchedule(scenarioOf("relay 2"), [{ step: 0, kind: "drop" }]).isPossible).toBe(false);
  });

  test("is drawn at random where there are too many, with as many deviations as wanted", () => {
    for (const name of ["tree 2", "mistaken 2", "retry 2"]) {
      let left = 5;
      const { schedules, failures } = walk(scenarioOf(name), 3, 1, () => left-- > 0);
      expect(failures).toEqual([]);
      expect(schedules).toBeGreaterThanOrEqual(15);
    }
    const { failures } = walk(scenarioOf("relay 2"), 3, 1, () => true);
    expect(failures).toHaveLength(1);
  });

  test("runs in the same way each time", () => {
    const deviations = parseDeviations("5 down, 20 late");
    expect(tell(scenarioOf("tree 3"), deviations)).toBe(tell(scenarioOf("tree 3"), deviations));
  });
});
