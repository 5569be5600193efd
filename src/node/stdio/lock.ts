/**
 * A lock that ends with the process, however that ends: SQLite's, on a file of its own. Bun has no
 * other way to lock a file.
 */

import { Database } from "bun:sqlite";

/** Returned locks must not be collected as garbage: that would open them. */
const held = new Set<Database>();

/**
 * A node that was killed may still be writing, and has its lock until the system is done with it. So
 * who starts it again waits for so long.
 */
const PATIENCE_MS = 2000;

/**
 * Locks a file, which is made if need be. False if another process holds it for so long. Throws if
 * the file cannot be one of locks.
 */
export function lock(path: string, patienceMs: number = PATIENCE_MS): boolean {
  const database = new Database(path);
  try {
    database.run(`PRAGMA busy_timeout = ${patienceMs}`);
    // Nothing is ever written to it, but SQLite would leave a journal beside it.
    database.run("PRAGMA journal_mode = MEMORY");
    database.run("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    const isBusy = error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
    if (isBusy) return false;
    throw error;
  }
  held.add(database);
  return true;
}

/** Opens all locks of this process, for tests. */
export function releaseAll(): void {
  for (const database of held) database.close();
  held.clear();
}
