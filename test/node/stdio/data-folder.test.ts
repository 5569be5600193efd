import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dataFolder } from "../../../src/node/stdio/data-folder.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-data-folder-`);
});

afterEach(() => rmSync(folder, { recursive: true }));

function open(name: string): void {
  dataFolder({ folder, runId: "7" })(
    name,
    [name],
    () => {},
    () => {},
  );
}

test("each node has a file of its name, whatever that holds", () => {
  for (const name of ["n1", "../a b", "\ud800"]) open(name);
  const files = readdirSync(folder).filter((each) => !each.endsWith("-journal"));
  expect(files.toSorted()).toEqual(["%EF%BF%BD.sqlite", "..%2Fa%20b.sqlite", "n1.sqlite"]);
});

test("a file of the time before SQLite is told, and left as it is", () => {
  writeFileSync(`${folder}/n1.values`, "");
  expect(() => open("n1")).toThrow(
    `${folder}/n1.values is a file of an earlier eddy, from before SQLite, which this version cannot read`,
  );
  expect(readdirSync(folder)).toEqual(["n1.values"]);
});
