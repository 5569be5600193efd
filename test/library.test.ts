/** The programs of src/node/README.md are run as they stand there, and as a reader would run them. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
const page = await Bun.file(join(ROOT, "src/node/README.md")).text();
const programs = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, program = ""]) => program);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-library-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ROOT, join(folder, "node_modules/eddy"));
  cpSync(join(ROOT, "src/examples/g-set.ts"), join(folder, "g-set.ts"));
});

afterAll(() => rmSync(folder, { recursive: true }));

test("the page shows a test by hand and one against faults", () => {
  expect(programs.length).toBe(2);
});

test.each(programs.map((program) => [/test\("([^"]*)"/.exec(program)?.[1], program]))(
  "its test that %s passes",
  (_, program = "") => {
    writeFileSync(join(folder, "node.test.ts"), program);
    const command = [process.execPath, "test", "node.test.ts"];
    const { exitCode, stderr } = Bun.spawnSync(command, { cwd: folder });
    expect(stderr.toString()).toContain("\n 1 pass\n 0 fail\n");
    expect(exitCode).toBe(0);
  },
);
