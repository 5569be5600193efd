/** A node whose disk needs longer than clients wait for its first record, for host.test.ts. */

import { StdioHost } from "../../../src/node/stdio/host.ts";
import { keepingNode } from "./keeping.ts";

const SLOW_MS = 4600;

/** So large that it gets a write of its own. */
const LARGE = new TextEncoder().encode(JSON.stringify("x".repeat(64 * 1024)));

const host = new StdioHost("error", () => {
  let slowMs = SLOW_MS;
  let waiting = 0;
  return {
    append: () => void waiting++,
    commit() {
      if (waiting === 0) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs);
      slowMs = 0;
      waiting = 0;
    },
  };
});
const node = keepingNode(host, () => node.send("n2", { type: "kept" }));

node.on("read", (request) => {
  node.replyAround(request, '{"type":"read_ok","value":', LARGE, "}");
});

await host.run(() => node);
