/** The strategies that stand beside the tree. `bun test/explore.ts` runs more of each. */

import { describe, expect, test } from "bun:test";
import { failuresOf } from "./describe.ts";
import { explore } from "./explorer.ts";
import { PROMISING, scenarioOf } from "./scenarios.ts";

const NAMES = PROMISING.filter(({ strategy }) => strategy !== "tree").map(({ name }) => name);

describe("direct, retry and resend", () => {
  test.each(NAMES)("%s keeps its promises in every schedule with one deviation", (name) => {
    expect(failuresOf(explore(scenarioOf(name), { deviations: 1 }))).toEqual([]);
  });

  test.each(["direct 2", "retry 2", "resend 2"])("%s keeps them in every one with two", (name) => {
    const exploration = explore(scenarioOf(name), { deviations: 2 });
    expect(failuresOf(exploration)).toEqual([]);
    expect(exploration.schedules).toBeGreaterThan(2000);
  });
});
