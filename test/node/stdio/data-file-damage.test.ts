import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Lives } from "./lives.ts";

let lives: Lives;

beforeEach(() => {
  lives = new Lives();
});

afterEach(() => lives.remove());

/** A file of small pages, so that there are several in few bytes. */
function keepSmall(): Buffer {
  lives.keep(["1", '"ä€"'], ["2", '"three"'], [JSON.stringify("4".repeat(500))]);
  lives.change("PRAGMA page_size = 512", "VACUUM");
  return lives.bytes;
}

const SMALL = ["1", '"ä€"', "2", '"three"', JSON.stringify("4".repeat(500))];

/** What a node finds, or undefined if it refuses the file and leaves it as it is. */
function found(bytes: Buffer): readonly string[] | undefined {
  writeFileSync(lives.path, bytes);
  try {
    return lives.keep().records;
  } catch (error) {
    expect(String(error)).toContain(`${lives.path} `);
    expect(lives.bytes.equals(bytes)).toBe(true);
    return undefined;
  }
}

test("a file that was cut anywhere is refused, but for room at its end that no record uses", () => {
  const whole = keepSmall();
  // SQLite takes one of a single byte for an empty one.
  for (let length = 2; length < whole.length; length += length % 512 === 511 ? 1 : 10) {
    const records = found(whole.subarray(0, length));
    if (records === undefined) continue;
    expect([length, ...records]).toEqual([length, ...SMALL]);
    expect(whole.subarray(length).every((byte) => byte === 0)).toBe(true);
  }
});

/** Another bit from byte to byte. */
function withBitChanged(bytes: Buffer, place: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[place] = (changed[place] ?? 0) ^ (1 << (place & 7));
  return changed;
}

test("whatever bit of a file changes, it is refused, or all records are as they were", () => {
  const whole = keepSmall();
  let refusedCount = 0;
  for (let place = 0; place < whole.length; place += 3) {
    const records = found(withBitChanged(whole, place));
    if (records === undefined) refusedCount++;
    else expect([place, ...records]).toEqual([place, ...SMALL]);
  }
  // The rest is room that no page uses.
  expect(refusedCount).toBeGreaterThan(whole.length / 9);
});

/** The file and its journal in the middle of a commit that has reached the disk in part. */
function interrupted(): { before: Buffer; during: Buffer; journal: Buffer } {
  const before = keepSmall();
  const database = new Database(lives.path);
  database.run("PRAGMA cache_size = 1");
  database.run("BEGIN");
  for (let id = 4; id < 40; id++) {
    database.run("INSERT INTO commits VALUES (?, ?, ?)", [id, 0, "5".repeat(100)]);
  }
  const during = lives.bytes;
  const journal = readFileSync(`${lives.path}-journal`);
  database.close();
  expect(during.length).toBeGreaterThan(before.length);
  return { before, during, journal };
}

function put(bytes: Buffer, journal: Buffer): void {
  writeFileSync(lives.path, bytes);
  writeFileSync(`${lives.path}-journal`, journal);
}

/** What a node finds, or undefined if it refuses the file. */
function foundWithJournal(bytes: Buffer, journal: Buffer): readonly string[] | undefined {
  put(bytes, journal);
  try {
    return lives.keep().records;
  } catch {
    return undefined;
  }
}

describe("an interrupted commit, by a kill or a power failure,", () => {
  test("is taken back", () => {
    const { before, during, journal } = interrupted();
    put(during, journal);
    expect(lives.keep()).toEqual({ records: SMALL, warnings: [] });
    expect(lives.bytes).toEqual(before);
    expect(lives.keep(["6"], ["7"]).records).toEqual(SMALL);
    expect(lives.keep().records).toEqual([...SMALL, "6", "7"]);
  });

  test("whose journal was not written to its end, or has zeros, changed nothing", () => {
    const { before, journal } = interrupted();
    for (let length = 0; length < journal.length; length += 50) {
      for (const written of [journal.subarray(0, length), Buffer.from(journal).fill(0, length)]) {
        put(before, written);
        expect([length, lives.keep()]).toEqual([length, { records: SMALL, warnings: [] }]);
      }
    }
  });

  test("is refused where a changed bit of its journal counts", () => {
    const { during, journal } = interrupted();
    for (let place = 0; place < journal.length; place += 9) {
      const records = foundWithJournal(during, withBitChanged(journal, place));
      if (records !== undefined) expect([place, ...records]).toEqual([place, ...SMALL]);
    }
  });

  test("is taken back where it was the first, with a warning", () => {
    mkdirSync(`${lives.folder}/in`);
    const database = new Database(lives.path);
    database.run("PRAGMA cache_size = 1");
    database.run("BEGIN");
    database.run("CREATE TABLE commits (records TEXT)");
    for (let count = 0; count < 40; count++) {
      database.run("INSERT INTO commits VALUES (?)", ["5".repeat(1000)]);
    }
    const [during, journal] = [lives.bytes, readFileSync(`${lives.path}-journal`)];
    database.close();
    put(during, journal);
    expect(lives.keep(["1"]).warnings).toEqual([
      `${lives.path} was empty, so this node starts without values`,
    ]);
    expect(lives.keep().records).toEqual(["1"]);
  });
});
