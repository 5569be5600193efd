import { expect, test } from "bun:test";
import { mutate, MUTATIONS, pathOf } from "./mutations.ts";

test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
  "the source has a place for this mutation: %s",
  async (_, mutation) => {
    const source = await Bun.file(pathOf(mutation)).text();
    expect(mutate(source, mutation)).not.toBe(source);
  },
);
