/**
 * A lock that ends with the process, however that ends: SQLite's, on a file of its own. Bun has no
 * other way to lock a file.
 */

import { Database } from "bun:sqlite";
import { accessSync, closeSync, constants, openSync } from "node:fs";

/** Returned locks must not be collected as garbage: that would open them. */
const held = new Set<Database>();

/**
 * A node that was killed may still be writing, and has its lock until the system is done with it. So
 * who starts it again waits for so long.
 */
const PATIENCE_MS = 2000;

/**
 * Locks a file, which is made if need be. False if another process holds it for so long. Throws an
 * Error with the path if the file cannot be one of locks.
 */
export function lock(path: string, patienceMs: number = PATIENCE_MS): boolean {
  makeFile(path);
  let database: Database | undefined;
  try {
    // SQLite would open a file that may only be read, and lock nothing.
    accessSync(path, constants.W_OK);
    database = new Database(path);
    database.run(`PRAGMA busy_timeout = ${patienceMs}`);
    // Nothing is ever written to it, but SQLite would leave a journal beside it.
    database.run("PRAGMA journal_mode = MEMORY");
    database.run("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if (codeOf(error) === "SQLITE_BUSY") return false;
    throw new Error(`${path} cannot be locked: ${reasonOf(error)}`, { cause: error });
  }
  held.add(database);
  return true;
}

/**
 * Makes the file if it is missing, since SQLite would not say why it cannot. An existing one is not
 * opened: when it is closed, the system drops the locks that this process has on it.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, "wx"));
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return;
    const isReadOnly = code === "EACCES" || code === "EPERM" || code === "EROFS";
    const since = isReadOnly ? ", since its folder may not be written" : "";
    throw new Error(`${path} cannot be made${since}: ${reasonOf(error)}`, { cause: error });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Opens all locks of this process, for tests. */
export function releaseAll(): void {
  for (const database of held) database.close();
  held.clear();
}
