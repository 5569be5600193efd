import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { DataFile, type System } from "../../../src/node/stdio/data-file.ts";
import { lineOf } from "../../../src/node/stdio/data-lines.ts";
import { releaseAll } from "../../../src/node/stdio/lock.ts";

const TITLE = { node: "n1", nodes: ["n1", "n2"], run: "7" };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-data-`);
  path = `${folder}/in/n1.values`;
});

afterEach(() => {
  releaseAll();
  rmSync(folder, { recursive: true });
});

interface Life {
  readonly file: DataFile;
  readonly records: readonly string[];
  readonly warnings: readonly string[];
}

/** Opens the file as the next life of the node does, which finds the lock open. */
function open(title: Partial<typeof TITLE> = {}, system?: Partial<System>): Life {
  releaseAll();
  const records: string[] = [];
  const warnings: string[] = [];
  const file = DataFile.open(
    path,
    { ...TITLE, ...title },
    (record) => records.push(record),
    (warning) => warnings.push(warning),
    system,
  );
  return { file, records, warnings };
}

/** A life that keeps these, a list a commit. */
function keep(...commits: readonly (readonly string[])[]): void {
  const { file } = open();
  for (const records of commits) {
    for (const record of records) file.append(record);
    file.commit();
  }
  file.close();
}

test("what was committed comes back in its order, life after life", () => {
  keep(["1", '"ä😀"'], ["2"]);
  keep(["3"]);
  const { records, warnings } = open();
  expect(records).toEqual(["1", '"ä😀"', "2", "3"]);
  expect(warnings).toEqual([]);
});

test("each life syncs what it found and the folder, the first one all folders that it made", () => {
  const synced: string[] = [];
  const live = (): readonly string[] => {
    synced.length = 0;
    const { file } = open(
      {},
      {
        sync(fileDescriptor) {
          synced.push("file");
          fdatasyncSync(fileDescriptor);
        },
        syncFolder: (each) => void synced.push(each),
      },
    );
    file.close();
    return [...synced];
  };
  path = `${folder}/in/it/n1.values`;
  expect(live()).toEqual(["file", `${folder}/in/it`, `${folder}/in`, folder]);
  expect(live()).toEqual(["file", `${folder}/in/it`]);
  writeFileSync(path, `${readFileSync(path, "utf8")}0000`);
  expect(live()).toEqual(["file", `${folder}/in/it`]);
});

test("a commit is one write and one sync, and without records none", () => {
  const calls: string[] = [];
  const system: Partial<System> = {
    write(fileDescriptor, bytes) {
      calls.push("write");
      return writeSync(fileDescriptor, bytes);
    },
    sync(fileDescriptor) {
      calls.push("sync");
      fdatasyncSync(fileDescriptor);
    },
  };
  const { file } = open({}, system);
  calls.length = 0;
  file.append("1");
  file.append("2");
  expect(calls).toEqual([]);
  file.commit();
  file.commit();
  expect(calls).toEqual(["write", "sync"]);
});

test("records are written by themselves when more than 1 MiB of them wait, and none is too long", () => {
  const long = JSON.stringify("€".repeat(500_000));
  const { file } = open();
  for (let count = 0; count < 3; count++) file.append(long);
  file.close();
  expect(open().records).toEqual([long, long, long]);
});

test("a file that was cut anywhere gives all whole commits, and can be continued", () => {
  const commits = [["1", "2"], ['"three"'], ["4"]];
  keep(...commits);
  const whole = readFileSync(path);
  const title = whole.indexOf("\n") + 1;
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const lines = whole.subarray(title, Math.max(title, length)).toString().split("\n").length - 1;
    const expected = commits.slice(0, lines).flat();
    const { file, records, warnings } = open();
    expect(records).toEqual(expected);
    const isCut = length < title || whole[length - 1] !== 10;
    expect(warnings.length).toBe(isCut ? 1 : 0);
    file.append("5");
    file.commit();
    file.close();
    const { file: next, records: all } = open();
    next.close();
    expect(all).toEqual([...expected, "5"]);
  }
});

test("a last line with zeros, as after a power failure, is cut off with a warning", () => {
  keep(["1"], ["2"]);
  const whole = readFileSync(path);
  const last = whole.length - lineOf("2").length;
  for (let end = last + 1; end <= whole.length; end++) {
    writeFileSync(path, Buffer.from(whole).fill(0, last, end));
    const { file, records, warnings } = open();
    file.close();
    expect(records).toEqual(["1"]);
    expect(warnings).toEqual([
      `${path}: cut off its last ${whole.length - last} bytes, a line that was not written to its end`,
    ]);
    expect(readFileSync(path)).toEqual(whole.subarray(0, last));
  }
});

test("a title with zeros, as after a power failure, is written anew with a warning", () => {
  keep();
  const title = readFileSync(path);
  for (let start = 0; start < title.length; start++) {
    for (const end of [start + 1, title.length]) {
      const zeroed = Buffer.from(title).fill(0, start, end);
      for (const bytes of [zeroed, Buffer.concat([zeroed.fill(0, end), Buffer.alloc(100)])]) {
        writeFileSync(path, bytes);
        const { file, records, warnings } = open();
        file.close();
        expect(records).toEqual([]);
        expect(warnings).toEqual([
          `${path}: begun anew, since its first line was not written to its end`,
        ]);
        expect(readFileSync(path)).toEqual(title);
      }
    }
  }
});

test("a file that is there and empty begins anew with a warning, a new one without", () => {
  expect(open().warnings).toEqual([]);
  writeFileSync(path, "");
  const { records, warnings } = open();
  expect(records).toEqual([]);
  expect(warnings).toEqual([`${path}: begun anew, since it was there but empty`]);
});

test("a write that fails anywhere throws, and leaves what was committed before", () => {
  keep(["1"]);
  const before = readFileSync(path);
  const length = lineOf("2").length;
  for (let room = 0; room < length; room++) {
    let left = room;
    const { file } = open(
      {},
      {
        write(fileDescriptor, bytes) {
          if (left === 0) throw new Error("ENOSPC: no space left on device, write");
          const written = writeSync(fileDescriptor, bytes.subarray(0, Math.min(3, left)));
          left -= written;
          return written;
        },
        sync() {},
      },
    );
    file.append("2");
    expect(() => file.commit()).toThrow(
      `${path} cannot be written: ENOSPC: no space left on device, write`,
    );
    file.close();
    expect(readFileSync(path)).toEqual(before);
    const { file: next, records, warnings } = open();
    next.close();
    expect(records).toEqual(["1"]);
    expect(warnings).toEqual([]);
  }
});

test("a sync that fails throws, and no later life takes its lines for synced", () => {
  keep(["1"]);
  let isBroken = false;
  const { file } = open(
    {},
    {
      write: writeSync,
      sync(fileDescriptor) {
        if (isBroken) throw new Error("EIO: i/o error, fdatasync");
        fdatasyncSync(fileDescriptor);
      },
    },
  );
  file.append("2");
  file.commit();
  const before = readFileSync(path);
  isBroken = true;
  file.append("3");
  expect(() => file.commit()).toThrow("EIO");
  file.close();
  expect(readFileSync(path)).toEqual(before);
  expect(open().records).toEqual(["1", "2"]);
});

test("after a failure each call throws, so that nothing is said that relies on lost records", () => {
  keep(["1"]);
  let isFull = true;
  const { file } = open(
    {},
    {
      write(fileDescriptor, bytes) {
        if (isFull) throw new Error("ENOSPC: no space left on device, write");
        return writeSync(fileDescriptor, bytes);
      },
      sync: fdatasyncSync,
    },
  );
  expect(() => file.append(JSON.stringify("2".repeat(1024 * 1024)))).toThrow("ENOSPC");
  isFull = false;
  expect(() => file.commit()).toThrow("ENOSPC");
  expect(() => file.append("3")).toThrow("ENOSPC");
  file.close();
  expect(open().records).toEqual(["1"]);
});

type Refused = [
  what: string,
  prepare: () => void,
  title: Partial<typeof TITLE>,
  message: string | RegExp,
];

describe("is refused and left as it is:", () => {
  const cases: readonly Refused[] = [
    ["a foreign file", () => writeFileSync(path, "hello\n"), {}, "is not a data file of eddy's"],
    ["one without a line end", () => writeFileSync(path, "hi"), {}, "is not a data file of eddy"],
    [
      "one of other lines",
      () => writeFileSync(path, lineOf('{"a":1}')),
      {},
      "is not a data file of eddy's",
    ],
    [
      "one of another format",
      () => writeFileSync(path, lineOf('{"eddy":2}')),
      {},
      "has the format 2, this version of eddy reads 1",
    ],
    ["another run's", () => {}, { run: "8" }, 'has the values of another run, "7", not of "8"'],
    ["another node's", () => {}, { node: "n2" }, 'is that of the node "n1", not of n2'],
    [
      "another cluster's",
      () => {},
      { nodes: ["n1", "n3"] },
      'is that of another cluster, of the nodes ["n1","n2"]',
    ],
    [
      "one that is damaged in the middle",
      () => replaceIn('"two"', '"owt"'),
      {},
      /is damaged at byte \d+ of \d+: .* Nothing was changed/u,
    ],
    ["one with a damaged title", () => replaceIn("eddy", "ebby"), {}, "its first line is damaged"],
    [
      "one of zeros",
      () => writeFileSync(path, Buffer.alloc(5000)),
      {},
      "is not a data file of eddy",
    ],
    [
      "one with zeros before a whole line",
      () => replaceIn('"two"', '"\0\0\0"'),
      {},
      "is damaged at byte",
    ],
    [
      "one with zeros in its title and values",
      () => replaceIn("eddy", "\0\0\0\0"),
      {},
      "its first line is damaged",
    ],
    ["one that lacks a line feed", () => replaceIn('two"\n', 'two" '), {}, "is damaged at byte"],
  ];

  test.each(cases)("%s", (_what, prepare, title, message) => {
    keep(["1"], ['"two"'], ["3"]);
    prepare();
    const before = readFileSync(path);
    expect(() => open(title)).toThrow(message);
    expect(readFileSync(path)).toEqual(before);
  });
});

function replaceIn(before: string, after: string): void {
  writeFileSync(path, readFileSync(path, "utf8").replace(before, after));
}

function refuse(): never {
  throw new Error("a record must be a value");
}

test("a record that makes no sense is told with its place", () => {
  keep(["1"]);
  releaseAll();
  expect(() => DataFile.open(path, TITLE, refuse, () => {})).toThrow(
    `${path} has a record at byte 71 that makes no sense: a record must be a value`,
  );
});

const LOCK_MODULE = `${import.meta.dir}/../../../src/node/stdio/lock.ts`;

/** What another process, which is nobody's if this one is root's, gets for the lock, or hears. */
function otherLocks(asNobody = false): string {
  const script = `
    const { lock } = await import(${JSON.stringify(LOCK_MODULE)});
    if (${asNobody} && process.getuid() === 0) process.setuid(65534);
    try {
      console.log(lock(process.argv.at(-1), 0));
    } catch (error) {
      console.log(error.message);
    }`;
  return Bun.spawnSync([process.execPath, "-e", script, `${path}.lock`])
    .stdout.toString()
    .trim();
}

test("a file that another process has open is refused", () => {
  keep(["1"]);
  releaseAll();
  const { file } = open();
  expect(otherLocks()).toBe("false");
  file.close();
  releaseAll();
  expect(otherLocks()).toBe("true");
});

const lockPath = (): string => `${path}.lock`;

describe("a lock that cannot be had is told with its path:", () => {
  test("a foreign file", () => {
    mkdirSync(`${folder}/in`);
    writeFileSync(lockPath(), "x".repeat(4096));
    expect(() => open()).toThrow(`${lockPath()} cannot be locked: file is not a database`);
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(lockPath(), "utf8")).toBe("x".repeat(4096));
  });

  test("a folder", () => {
    mkdirSync(lockPath(), { recursive: true });
    expect(() => open()).toThrow(`${lockPath()} cannot be locked: `);
  });

  test("a name that is too long", () => {
    path = `${folder}/in/${"n".repeat(300)}.values`;
    expect(() => open()).toThrow(`${lockPath()} cannot be made: ENAMETOOLONG`);
  });

  test("one that may only be read, of which SQLite would not say that it locks nothing", () => {
    keep();
    releaseAll();
    chmodSync(folder, 0o755);
    chmodSync(lockPath(), 0o444);
    expect(otherLocks(true)).toStartWith(`${lockPath()} cannot be locked: EACCES`);
  });

  test("a folder that may only be read", () => {
    mkdirSync(`${folder}/in`);
    chmodSync(folder, 0o755);
    chmodSync(`${folder}/in`, 0o555);
    expect(otherLocks(true)).toStartWith(
      `${lockPath()} cannot be made, since its folder may not be written: EACCES`,
    );
    chmodSync(`${folder}/in`, 0o755);
  });
});
