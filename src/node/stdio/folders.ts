/** Folders on disk: the entry of a new file or folder is safe only when the folder that has it is synced. */

import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it that are missing. Returns what must be synced for a new file in
 * it, innermost first: the folder, and each that has a new one in it.
 */
export function makeFolder(path: string): readonly string[] {
  const folder = resolve(path);
  const firstMade = mkdirSync(folder, { recursive: true });
  const folders = [folder];
  if (firstMade === undefined) return folders;
  const last = dirname(resolve(firstMade));
  for (let each = folder; each !== last && each !== dirname(each);) {
    each = dirname(each);
    folders.push(each);
  }
  return folders;
}

/** What a system says that does not let this process open or sync the folder. */
const NOT_OFFERED: ReadonlySet<unknown> = new Set(["EACCES", "EPERM", "EINVAL", "ENOTSUP"]);

/** Does nothing where folders cannot be synced, as on Windows. Throws an Error if the disk fails. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  try {
    const fileDescriptor = openSync(path, "r");
    try {
      fsyncSync(fileDescriptor);
    } finally {
      closeSync(fileDescriptor);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && NOT_OFFERED.has(error.code)) return;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The folder ${path} cannot be synced: ${why}`, { cause: error });
  }
}
