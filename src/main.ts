/** The executable. Without arguments it is a node, and loads nothing of what only commands need. */

import { serve } from "./cli/serve.ts";

if (process.argv.length > 2) {
  const { main } = await import("./cli/main.ts");
  await main(process.argv.slice(2));
} else {
  await serve();
}
