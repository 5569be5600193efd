/**
 * The disk of a node: a database of SQLite's, which is part of Bun. A row is a commit: the records of
 * a whole chunk of input, before anything is said that relies on them. Row 0, the title, says whose
 * values these are.
 *
 * SQLite takes back what was interrupted, but would not notice a bit that changed. So each row has the
 * CRC-32 of all rows up to it. And SQLite keeps a rollback journal, although a write-ahead log syncs
 * once a commit and the journal four times: a killed process leaves up to 4 MiB of values in the log,
 * of which SQLite drops without a word all that follows a changed bit.
 */

import { Database, SQLiteError } from "bun:sqlite";
import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder, syncFolder } from "./folders.ts";
import { checkTitle, type Title, titleText } from "./title.ts";

const TABLE =
  "CREATE TABLE commits (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, records TEXT NOT NULL)";

/**
 * The lock ends with the process, however that ends. But a node that was killed may still be writing,
 * so who starts it again waits for 2 s. On macOS a plain fsync does not empty the drive's own cache.
 */
const SETUP = `
  PRAGMA busy_timeout = 2000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  BEGIN EXCLUSIVE`;

/** What SQLite says of a file that is none of its own, or is damaged. */
const DAMAGE: ReadonlySet<unknown> = new Set(["SQLITE_CORRUPT", "SQLITE_ERROR", "SQLITE_NOTADB"]);

/** Between records of a row. They have no control characters. */
const SEPARATOR = "\t";

/** Records are written by themselves when they are more than this, as when a node only listens. */
const WAITING_CHARACTERS_AT_MOST = 1024 * 1024;

export class DataFile {
  readonly #path: string;
  readonly #database: Database;
  #rowCount = 0;
  /** Of the last row. */
  #crc = 0;
  #waiting = "";

  /**
   * Opens or makes the file, and hands `restore` each record. Throws an Error that says what is wrong;
   * then nothing else has changed.
   */
  static open(
    path: string,
    title: Title,
    restore: (record: string) => void,
    warn: (text: string) => void,
  ): DataFile {
    const folders = makeFolder(dirname(path));
    // SQLite would only say that it cannot open its journal, and not before the first commit.
    accessSync(dirname(path), constants.W_OK);
    const isNew = !existsSync(path);
    const file = new DataFile(path);
    try {
      file.#database.run(SETUP);
      if (!file.#isEmpty()) file.#load(title, restore);
      else {
        if (!isNew) warn(`${path} was empty, so this node starts without values`);
        file.#database.run(TABLE);
        file.#insert(titleText(title));
      }
      file.#database.run("COMMIT");
      folders.forEach(syncFolder);
    } catch (error) {
      file.close();
      throw file.#explained(error);
    }
    return file;
  }

  private constructor(path: string) {
    this.#path = path;
    try {
      this.#database = new Database(path);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Takes a record, which `commit` writes. Throws like it where that much waits. */
  append(record: string): void {
    this.#waiting = this.#waiting === "" ? record : `${this.#waiting}${SEPARATOR}${record}`;
    if (this.#waiting.length > WAITING_CHARACTERS_AT_MOST) this.commit();
  }

  /** Returns when all records are on disk. Throws where they cannot be written; they wait then. */
  commit(): void {
    if (this.#waiting === "") return;
    try {
      this.#insert(this.#waiting);
    } catch (error) {
      throw this.#explained(error);
    }
    this.#waiting = "";
  }

  close(): void {
    this.#database.close();
  }

  /** In a transaction, where SQLite has made the first page. */
  #isEmpty(): boolean {
    return this.#ask("PRAGMA page_count") === 1 && this.#ask(TABLES) === null;
  }

  #load(title: Title, restore: (record: string) => void): void {
    if (this.#ask(TABLES) !== TABLE) throw this.#damaged("its tables are not those of eddy");
    if (this.#ask("PRAGMA quick_check") !== "ok") throw this.#damaged("its pages do not fit");
    const rows = this.#database.query<Row, []>("SELECT id, crc, records FROM commits ORDER BY id");
    for (const { id, crc, records } of rows.iterate()) {
      const isWhole = id === this.#rowCount && typeof records === "string";
      if (!isWhole || crc !== this.#crcWith(records)) {
        throw this.#damaged(`row ${this.#rowCount} is not as it was written`);
      }
      if (this.#rowCount === 0) this.#checkTitle(records, title);
      else records.split(SEPARATOR).forEach((record) => this.#restore(record, restore));
      this.#rowCount++;
      this.#crc = crc;
    }
    if (this.#rowCount === 0) throw this.#damaged("it has no title");
  }

  #checkTitle(text: string, title: Title): void {
    const problem = checkTitle(text, title);
    if (problem !== undefined) throw new Error(`${this.#path} ${problem}`);
  }

  #restore(record: string, restore: (record: string) => void): void {
    try {
      restore(record);
    } catch (error) {
      throw this.#damaged(`row ${this.#rowCount} makes no sense, ${reasonOf(error)}`);
    }
  }

  #insert(records: string): void {
    const crc = this.#crcWith(records);
    this.#database.query("INSERT INTO commits VALUES (?, ?, ?)").run(this.#rowCount, crc, records);
    this.#rowCount++;
    this.#crc = crc;
  }

  #crcWith(records: string): number {
    return Bun.hash.crc32(records, this.#crc);
  }

  /** The first column of the first row. */
  #ask(sql: string): unknown {
    return this.#database.query(sql).values()[0]?.[0];
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof SQLiteError)) return error;
    if (error.code === "SQLITE_BUSY") return new Error(`${this.#path} is in use by another node`);
    if (DAMAGE.has(error.code)) return this.#damaged(error.message);
    return new Error(`${this.#path} cannot be opened or written: ${error.message}`);
  }

  #damaged(why: string): Error {
    return new Error(
      `${this.#path} is damaged, or not a data file of eddy: ${why}. eddy changed nothing. Put back an ` +
        "intact copy, or remove the file to start without its values",
    );
  }
}

const TABLES = "SELECT group_concat(sql) FROM sqlite_schema";

/** As a damaged file may have it. */
interface Row {
  readonly id: unknown;
  readonly crc: unknown;
  readonly records: unknown;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
