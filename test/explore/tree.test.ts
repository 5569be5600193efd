/** `bun test/explore.ts` runs them with two deviations. */

import { describe, expect, test } from "bun:test";
import { failuresOf } from "./describe.ts";
import { explore, type Path, PATHS } from "./explorer.ts";
import { PROMISING, scenarioOf } from "./scenarios.ts";

describe("tree", () => {
  const taken = new Set<Path>();
  const scenarios = PROMISING.filter(({ strategy }) => strategy === "tree");

  test.each(scenarios.map(({ name }) => name))(
    "%s keeps its promises in every schedule with one deviation",
    (name) => {
      const exploration = explore(scenarioOf(name), { deviations: 1 });
      expect(failuresOf(exploration)).toEqual([]);
      for (const [path, schedules] of exploration.taken) if (schedules > 0) taken.add(path);
    },
  );

  test("each counted path is taken by one of these schedules", () => {
    expect([...taken].toSorted()).toEqual(PATHS.toSorted());
  });
});
