/** `--data-dir`: a folder with a file for each node, since all nodes get the same arguments. */

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
    const title = { node: name, nodes: nodeIds, run: runId };
    return DataFile.open(join(folder, fileName(name)), title, restore, warn);
  };
}

/** Names may hold anything, such as a slash. */
function fileName(node: string): string {
  return `${encodeURIComponent(node.toWellFormed())}.values`;
}
