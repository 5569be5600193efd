import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executable } from "../support/executable.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-install-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Takes the executable that is there, whatever the times of the sources. */
function make(target: string): void {
  const command = ["make", "--old-file=dist/eddy", target, `DESTDIR=${folder}`, "PREFIX=/a b"];
  const { exitCode, stderr } = Bun.spawnSync(command, { cwd: join(import.meta.dir, "../..") });
  if (exitCode !== 0) throw new Error(stderr.toString());
}

test("make install puts the executable into PREFIX/bin, and make uninstall takes it away", () => {
  const bytes = statSync(executable()).size;
  make("install");
  const installed = join(folder, "a b/bin/eddy");
  expect(statSync(installed).size).toBe(bytes);
  expect(statSync(installed).mode & 0o777).toBe(0o755);
  make("uninstall");
  expect(existsSync(installed)).toBe(false);
});
