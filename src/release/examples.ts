/** The examples, which archives and the npm package bring: something to run at once. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ArchiveFile } from "./archive.ts";

const FOLDER = join(import.meta.dir, "../examples");

export function examples(): readonly ArchiveFile[] {
  return readdirSync(FOLDER)
    .toSorted()
    .map((name) => ({ path: `examples/${name}`, bytes: readFileSync(join(FOLDER, name)) }));
}
