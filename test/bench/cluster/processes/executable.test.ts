import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { explainStartError } from "../../../../src/bench/cluster/processes/executable.ts";
import { elfFile } from "../../../support/elf.ts";

const NOT_FOUND = Object.assign(new Error("ENOENT"), { code: "ENOENT" });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-executable-`);
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each([32, 64])(
  "what a program of %i bits lacks is its loader, also where it is an interpreter",
  (bits) => {
    const [program, script] = [`${folder}/program`, `${folder}/script`];
    writeFileSync(program, elfFile(bits, "/nowhere/ld.so"));
    writeFileSync(script, `#! ${program} -u\n`);
    for (const path of [program, script]) {
      expect(explainStartError(path, NOT_FOUND)).toBe(
        `${program} names a loader that does not exist: /nowhere/ld.so. It was built for another ` +
          "system; build it on this one, or link it statically",
      );
    }
  },
);

test("what is there is not said to be missing", () => {
  const [program, script] = [`${folder}/program`, `${folder}/script`];
  writeFileSync(program, elfFile(64, folder));
  writeFileSync(script, `#!${program}\n`);
  for (const path of [program, script]) {
    expect(explainStartError(path, NOT_FOUND)).toBe(`${path} cannot be run: ENOENT`);
  }
});
