import { expect, test } from "bun:test";
import { mutate, MUTATIONS, pathOf, runExplorer } from "./mutations.ts";

const named = MUTATIONS.map((mutation) => [mutation.name, mutation] as const);

test.each(named.filter(([, { needsTwo }]) => needsTwo === undefined))(
  "one deviation shows that %s",
  (_, mutation) => expect(runExplorer(mutation, 1)).toStartWith("bun test/explore.ts --repeat "),
);

test.each(named.filter(([, { needsTwo }]) => needsTwo === true))(
  "the source has a place for this mutation, which `make soak` looks for: %s",
  async (_, mutation) => {
    const source = await Bun.file(pathOf(mutation)).text();
    expect(mutate(source, mutation)).not.toBe(source);
  },
);
