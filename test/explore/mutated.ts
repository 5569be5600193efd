/** Loaded before the explorer: lets it see one source with the mutation of that name. */

import { plugin } from "bun";
import { mutate, MUTATIONS, pathOf } from "./mutations.ts";

const mutation = MUTATIONS.find(({ name }) => name === process.env["MUTATION"]);
if (mutation === undefined) throw new Error("MUTATION must be the name of a mutation");
const path = pathOf(mutation);

plugin({
  name: "mutation",
  setup(build) {
    build.onLoad({ filter: /\/src\/broadcast\/.*\.ts$/ }, async (loaded) => {
      const source = await Bun.file(loaded.path).text();
      return { contents: loaded.path === path ? mutate(source, mutation) : source, loader: "ts" };
    });
  },
});
