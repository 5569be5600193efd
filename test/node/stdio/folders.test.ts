import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { makeFolder } from "../../../src/node/stdio/folders.ts";

test("what must be synced is the folder, and each that a new one was made in", () => {
  const folder = mkdtempSync(`${tmpdir()}/eddy-folders-`);
  try {
    expect(makeFolder(`${folder}/in/it`)).toEqual([`${folder}/in/it`, `${folder}/in`, folder]);
    expect(makeFolder(`${folder}/in/it`)).toEqual([`${folder}/in/it`]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
