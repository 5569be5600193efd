import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { DataFile } from "../../../src/node/stdio/data-file.ts";
import { type Title } from "../../../src/node/stdio/title.ts";
import { Lives, TITLE } from "./lives.ts";

let lives: Lives;

beforeEach(() => {
  lives = new Lives();
});

afterEach(() => lives.remove());

test("what was committed comes back in its order, life after life", () => {
  lives.keep(["1", '"ä😀"'], ["2"]);
  lives.keep(["3"]);
  expect(lives.keep()).toEqual({ records: ["1", '"ä😀"', "2", "3"], warnings: [] });
});

test("what was not committed is gone", () => {
  lives.keep(["1"]);
  const { file } = lives.open();
  file.append("2");
  file.close();
  expect(lives.keep().records).toEqual(["1"]);
});

test("a commit is one row, and without records none", () => {
  lives.keep(["1", "2"], [], ["3"]);
  const database = new Database(lives.path);
  const rows = database.query("SELECT id, records FROM commits").values();
  database.close();
  expect(rows).toEqual([
    [0, '{"eddy":2,"node":"n1","nodes":["n1","n2"],"run":"7"}'],
    [1, "1\t2"],
    [2, "3"],
  ]);
});

test("records are written by themselves when more than 1 MiB of them wait, and none is too long", () => {
  const long = JSON.stringify("€".repeat(500_000));
  const { file } = lives.open();
  for (let count = 0; count < 3; count++) file.append(long);
  file.close();
  expect(lives.keep().records).toEqual([long, long, long]);
});

test("a file that is there and empty begins anew with a warning, a new one without", () => {
  expect(lives.keep().warnings).toEqual([]);
  truncateSync(lives.path);
  expect(lives.keep(["1"])).toEqual({
    records: [],
    warnings: [`${lives.path} was empty, so this node starts without values`],
  });
  expect(lives.keep().records).toEqual(["1"]);
});

type Refused = [what: string, prepare: () => void, title: Partial<Title>, message: string];

const DAMAGED = "is damaged, or not a data file of eddy: ";

describe("is refused and left as it is:", () => {
  const cases: readonly Refused[] = [
    [
      "a foreign file",
      () => writeFileSync(lives.path, "hello\n"),
      {},
      `${DAMAGED}file is not a database`,
    ],
    ["one of zeros", () => writeFileSync(lives.path, Buffer.alloc(5000)), {}, DAMAGED],
    [
      "another database",
      () => lives.change("CREATE TABLE a (b)"),
      {},
      `${DAMAGED}its tables are not those of eddy`,
    ],
    [
      "one of another format",
      () => retitle('{"eddy":3}'),
      {},
      "does not have format 2, which this version of eddy reads",
    ],
    ["another run's", () => {}, { run: "8" }, 'has the values of another run, "7", not of "8"'],
    [
      "another node's",
      () => {},
      { node: "n2" },
      'is that of the node "n1" of the cluster ["n1","n2"]',
    ],
    [
      "another cluster's",
      () => {},
      { nodes: ["n1", "n3"] },
      'is that of the node "n1" of the cluster ["n1","n2"]',
    ],
    [
      "one with a changed title",
      () => lives.change("UPDATE commits SET records = replace(records, 'n2', 'n3') WHERE id = 0"),
      {},
      `${DAMAGED}row 0 is not as it was written`,
    ],
    [
      "one with a changed row",
      () => lives.change(`UPDATE commits SET records = '"owt"' WHERE id = 2`),
      {},
      `${DAMAGED}row 2 is not as it was written. eddy changed nothing.`,
    ],
    [
      "one with a changed row and its own checksum",
      () =>
        lives.change(
          `UPDATE commits SET (crc, records) = (${Bun.hash.crc32("5")}, '5') WHERE id = 2`,
        ),
      {},
      `${DAMAGED}row 2 is not as it was written`,
    ],
    [
      "one that lacks a row",
      () => lives.change("DELETE FROM commits WHERE id = 2"),
      {},
      `${DAMAGED}row 2 is not as it was written`,
    ],
    [
      "one without rows",
      () => lives.change("DELETE FROM commits"),
      {},
      `${DAMAGED}it has no title`,
    ],
  ];

  test.each(cases)("%s", (_what, prepare, title, message) => {
    lives.keep(["1"], ['"two"'], ["3"]);
    prepare();
    const before = lives.bytes;
    expect(() => lives.open(title)).toThrow(`${lives.path} ${message}`);
    expect(lives.bytes).toEqual(before);
  });
});

/** As another version of eddy would. */
function retitle(title: string): void {
  rmSync(lives.path);
  lives.change(
    "CREATE TABLE commits (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, records TEXT NOT NULL)",
    `INSERT INTO commits VALUES (0, ${Bun.hash.crc32(title)}, '${title}')`,
  );
}

function refuse(): never {
  throw new Error("a record must be a value");
}

test("a record that makes no sense is told with its place", () => {
  lives.keep(["1"]);
  expect(() => DataFile.open(lives.path, TITLE, refuse, () => {})).toThrow(
    `${lives.path} ${DAMAGED}row 1 makes no sense, a record must be a value`,
  );
});

const MODULE = `${import.meta.dir}/../../../src/node/stdio/data-file.ts`;

/**
 * What another process says that opens the file and commits two records. It is nobody's if this one
 * is root's, and runs under this command.
 */
function other(command: readonly string[] = []): string {
  const script = `
    const { DataFile } = await import(${JSON.stringify(MODULE)});
    if (process.getuid() === 0) process.setuid(65534);
    try {
      const file = DataFile.open(process.argv.at(-1), ${JSON.stringify(TITLE)}, () => {}, () => {});
      file.append('"' + "x".repeat(300_000) + '"');
      for (let count = 0; count < 2; count++) {
        try {
          file.commit();
        } catch (error) {
          console.log(error.message);
        }
      }
    } catch (error) {
      console.log(error.message);
    }`;
  const { stdout } = Bun.spawnSync([...command, process.execPath, "-e", script, lives.path]);
  return stdout.toString().trim();
}

/** Gives everybody what the test made, since a process of nobody's shall have it. */
function share(fileMode: number, folderMode: number): void {
  chmodSync(lives.folder, 0o755);
  if (existsSync(lives.path)) chmodSync(lives.path, fileMode);
  chmodSync(`${lives.folder}/in`, folderMode);
}

test("a file that is open has a lock, until it is closed", () => {
  const { file } = lives.open();
  expect(() => lives.change("BEGIN EXCLUSIVE")).toThrow("database is locked");
  file.close();
  lives.change("BEGIN EXCLUSIVE");
});

test("a commit that finds no room throws, again and again, and leaves what was committed before", () => {
  lives.keep(["1"]);
  share(0o666, 0o777);
  const limited = ["sh", "-c", 'trap "" XFSZ; ulimit -f 200; exec "$@"', "sh"];
  const message = `${lives.path} cannot be opened or written: disk I/O error`;
  expect(other(limited)).toBe(`${message}\n${message}`);
  expect(lives.keep()).toEqual({ records: ["1"], warnings: [] });
});

describe("a file that cannot be had is told with its path:", () => {
  test("a folder", () => {
    mkdirSync(lives.path, { recursive: true });
    expect(() => lives.open()).toThrow(`${lives.path} cannot be opened or written: `);
  });

  test("a name that is too long", () => {
    lives.path = `${lives.folder}/in/${"n".repeat(300)}.sqlite`;
    expect(() => lives.open()).toThrow(`${lives.path} cannot be opened or written: `);
  });

  test("one that may only be read", () => {
    lives.keep();
    share(0o444, 0o777);
    expect(other()).toStartWith(
      `${lives.path} cannot be opened or written: attempt to write a readonly database`,
    );
  });

  test("one in a folder that may only be read", () => {
    lives.keep();
    share(0o666, 0o555);
    expect(other()).toBe(`EACCES: permission denied, access '${lives.folder}/in'`);
  });
});
