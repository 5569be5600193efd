/**
 * A node whose disk takes two records, for host.test.ts. With the argument "append" it is already
 * `append` that fails, as where a data file writes what waits.
 */

import { Node } from "../../../src/index.ts";
import { type Keep } from "../../../src/node/host.ts";
import { StdioHost } from "../../../src/node/stdio/host.ts";

const ROOM = 2;

const failsInAppend = process.argv[2] === "append";

const host = new StdioHost("error", () => {
  let count = 0;
  const write = (): void => {
    if (count > ROOM) throw new Error("ENOSPC: no space left on device, write");
  };
  return {
    append() {
      count++;
      if (failsInAppend) write();
    },
    commit: failsInAppend ? () => {} : write,
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
});

await host.run(node);
