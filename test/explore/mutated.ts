/** Loaded before the explorer: lets it see one source with the mutation of that number. */

import { plugin } from "bun";
import { mutate, MUTATIONS, pathOf } from "./mutations.ts";

const mutation = MUTATIONS[Number(process.env["MUTATION"])];
if (mutation === undefined) throw new Error("MUTATION must be the number of a mutation");
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
