import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { Keyword, readEdn, writeEdn, type Edn } from "../../../src/bench/edn.ts";
import { toEdnLine, toHistory, type Operation } from "../../../src/bench/history.ts";
import { completeOptions, nodeNames } from "../../../src/bench/options.ts";
import { ReadBook } from "../../../src/bench/reads/read-book.ts";
import { HistoryFiles, noteOnSize } from "../../../src/bench/store/history-files.ts";
import { readHistoryFile } from "../../../src/bench/store/history-reader.ts";
import { resultsOf } from "../../../src/bench/store/results.ts";
import { checkFile } from "../../../src/bench/verdict/check.ts";
import { judge } from "../../../src/bench/verdict/verdict.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { guestOf } from "../guests.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-history-`);
});

afterEach(() => rmSync(folder, { recursive: true }));

const READS: readonly string[] = ["[1 2]", "[1 2 3]", "[3 1]", "nil", "[3 1 3]"];

/** The lines of history.edn of these reads of one node, after a value was added. */
function compactLines(values: readonly string[]): readonly string[] {
  const book = new ReadBook();
  book.noteAdd("invoke", 9);
  const files = new HistoryFiles(folder, "compact");
  for (const [index, text] of values.entries()) {
    const value: Edn = readEdn(text);
    const operation = { index, timeNs: 0, type: "ok", process: 0, f: "read", value } as const;
    const read = book.keep("n1", value);
    files.note(operation, read === undefined ? operation : { ...operation, value: null, read });
  }
  files.close();
  return readFileSync(`${folder}/history.edn`, "utf8").trimEnd().split("\n");
}

test("in the compact form a read is what is new in it since another", () => {
  const values = compactLines(READS).map((line) => line.replace(/.*:value /u, ""));
  expect(values).toEqual([
    "#eddy/read{:new [1 2]}}",
    "#eddy/read{:since 0, :new [3]}}",
    "#eddy/read{:since 1, :gone [2], :reordered true}}",
    "#eddy/read{:since 2, :gone [1 3]}}",
    "#eddy/read{:since 3, :new [3 1], :repeated {3 2}}}",
  ]);
});

test("without a history there are no files", () => {
  new HistoryFiles(folder, "none").close();
  expect(readdirSync(folder)).toEqual([]);
});

/** Runs nodes of which some are paused and cut off; returns what is left of it in each form. */
async function run(): Promise<readonly Operation[]> {
  const options = completeOptions({
    nodes: nodeNames(4),
    rate: 120,
    timeLimitSeconds: 20,
    faults: ["pause", "partition"],
    nemesisIntervalSeconds: 3,
    seed: 2,
  });
  for (const form of ["full", "compact"] as const) mkdirSync(`${folder}/${form}`);
  const [full, compact] = [
    new HistoryFiles(`${folder}/full`, "full"),
    new HistoryFiles(`${folder}/compact`, "compact"),
  ];
  const operation = (...[given, kept]: readonly [Operation, Operation]): void => {
    full.note(given, kept);
    compact.note(given, kept);
  };
  const { history } = await runVirtual(options, guestOf("retry"), { observer: { operation } });
  full.close();
  compact.close();
  return history;
}

describe("a history of hundreds of values", () => {
  test("gets the same results from memory, in full, compact, and turned round", async () => {
    const verdict = judge(toHistory(await run()), { workload: "broadcast", concurrency: 4 });
    const expected = writeEdn(resultsOf(verdict).get("workload") ?? null);
    const text = readFileSync(`${folder}/full/history.edn`, "utf8");
    const turned = text.replaceAll(/(?<=:f :read, :value \[)[^\]]*/gu, (items) =>
      items.split(" ").toReversed().join(" "),
    );
    writeFileSync(`${folder}/turned.edn`, turned);
    expect(text.split("\n").some((line) => line.length > 2000)).toBeTrue();
    for (const path of ["full/history.edn", "compact/history.edn", "turned.edn"]) {
      const check = await checkFile(`${folder}/${path}`, { concurrency: 4 });
      const actual = writeEdn(resultsOf(check.verdict).get("workload") ?? null);
      if (path !== "turned.edn") expect(actual).toBe(expected);
      expect(check.verdict.values?.elements.lost).toEqual(verdict.values?.elements.lost ?? []);
    }
  });

  test("is read from its lines as it was written", async () => {
    await run();
    const path = `${folder}/full/history.edn`;
    const operations = await readHistoryFile(path);
    const shown = operations.map(toEdnLine).filter((line) => !line.includes(":f :read"));
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(shown).toEqual(lines.filter((line) => !line.includes(":f :read")));
    expect(operations).toHaveLength(lines.length);
  });
});

function line(type: string, f: string, value: string): string {
  return `{:type :${type}, :process 0, :f :${f}, :value ${value}}\n`;
}

test("reads before the first value is added are kept as well, and registers are left alone", async () => {
  const reads = line("invoke", "read", "nil") + line("ok", "read", "[1 2]");
  writeFileSync(`${folder}/set`, reads + line("invoke", "add", "1"));
  writeFileSync(`${folder}/register`, reads + line("invoke", "write", "[1 2]"));
  const kinds = async (name: string): Promise<string> => {
    const operations = await readHistoryFile(`${folder}/${name}`);
    return operations.map(({ read }) => (read === undefined ? "plain" : "kept")).join(" ");
  };
  expect(await kinds("set")).toBe("plain kept plain");
  expect(await kinds("register")).toBe("plain plain plain");
  const [, read] = await readHistoryFile(`${folder}/set`);
  expect(read && writeEdn(read.read?.toEdn() ?? Keyword.of("none"))).toBe("[1 2]");
});

test("a run that will write more than 1 GB is told of, with the way out", () => {
  const long = completeOptions({ rate: 100, timeLimitSeconds: 600 });
  expect(noteOnSize("full", long)).toEqual([
    "This test will write some 5.4 GB of history, since each read is written in full. " +
      "--history compact writes what is new in each.",
  ]);
  expect(noteOnSize("compact", long)).toEqual([]);
  expect(noteOnSize("full", { ...long, workload: "echo" })).toEqual([]);
  expect(noteOnSize("full", completeOptions({ rate: 100, timeLimitSeconds: 60 }))).toEqual([]);
});
