/**
 * A node whose disk takes two records, for host.test.ts. With the argument "append" it is already
 * `append` that fails, as where a data file writes what waits.
 */

import { StdioHost } from "../../../src/node/stdio/host.ts";
import { keepingNode } from "./keeping.ts";

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

await host.run(keepingNode);
