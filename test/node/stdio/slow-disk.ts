/**
 * A node whose disk needs as long as clients wait for its first record, by a clock that jumps with the
 * file of the argument, for host.test.ts.
 */

import { writeFileSync } from "node:fs";
import { StdioHost } from "../../../src/node/stdio/host.ts";
import { jumpBy } from "./jumping-clock.ts";
import { keepingNode } from "./keeping.ts";

const [, , jump = ""] = process.argv;
jumpBy(jump);

/** So large that it gets a write of its own. */
const LARGE = new TextEncoder().encode(JSON.stringify("x".repeat(64 * 1024)));

const host = new StdioHost("error", () => {
  let waiting = 0;
  return {
    append: () => void waiting++,
    commit() {
      if (waiting === 0) return;
      writeFileSync(jump, "");
      waiting = 0;
    },
  };
});
const node = keepingNode(host, () => node.send("n2", { type: "kept" }));

node.on("read", (request) => {
  node.replyAround(request, '{"type":"read_ok","value":', LARGE, "}");
});

await host.run(() => node);
