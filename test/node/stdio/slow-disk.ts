/** A node whose disk needs longer than clients wait for its first record, for host.test.ts. */

import { Node } from "../../../src/index.ts";
import { type Keep } from "../../../src/node/host.ts";
import { StdioHost } from "../../../src/node/stdio/host.ts";

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
const node = new Node(host);
let keep: Keep | undefined;

node.onInit(() => {
  keep = node.openDisk(() => {});
});

node.on("keep", (request) => {
  keep?.("record");
  node.reply(request, { type: "keep_ok" });
  node.send("n2", { type: "kept" });
});

node.on("read", (request) => {
  node.replyAround(request, '{"type":"read_ok","value":', LARGE, "}");
});

await host.run(node);
