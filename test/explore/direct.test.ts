/** The strategies that stand beside the tree. `bun test/explore.ts` runs them with two deviations. */

import { describe, expect, test } from "bun:test";
import { failuresOf } from "./describe.ts";
import { explore } from "./explorer.ts";
import { PROMISING, scenarioOf } from "./scenarios.ts";

const NAMES = PROMISING.filter(({ strategy }) => strategy !== "tree").map(({ name }) => name);

describe("direct, retry and resend", () => {
  test.each(NAMES)("%s keeps its promises in every schedule with one deviation", (name) => {
    expect(failuresOf(explore(scenarioOf(name), { deviations: 1 }))).toEqual([]);
  });
});
