/** `--data-dir`: a folder with a file for each node, since all nodes get the same arguments. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DataFile } from "./data-file.ts";
import { type OpenDisk } from "./host.ts";

export interface DataOptions {
  readonly folder: string;
  /** Tells the test from an earlier one with nodes of the same names. */
  readonly runId: string;
}

export function dataFolder({ folder, runId }: DataOptions): OpenDisk {
  return (name, nodeIds, restore, warn) => {
    // Names may hold anything, such as a slash.
    const path = join(folder, encodeURIComponent(name.toWellFormed()));
    if (existsSync(`${path}.values`)) {
      throw new Error(
        `${path}.values is a file of an earlier eddy, from before SQLite, which this version cannot ` +
          "read: use the earlier version, give another --data-dir, or remove the file",
      );
    }
    const title = { node: name, nodes: nodeIds, run: runId };
    return DataFile.open(`${path}.sqlite`, title, restore, warn);
  };
}
