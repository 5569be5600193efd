/** A node whose disk takes two records, for host.test.ts. */

import { Node } from "../../../src/index.ts";
import { type Keep } from "../../../src/node/host.ts";
import { StdioHost } from "../../../src/node/stdio/host.ts";

const ROOM = 2;

const host = new StdioHost("error", () => {
  let count = 0;
  return {
    append: () => void count++,
    commit() {
      if (count > ROOM) throw new Error("ENOSPC: no space left on device, write");
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
});

await host.run(node);
