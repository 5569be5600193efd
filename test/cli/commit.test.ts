import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commit } from "../../src/cli/commit.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-commit-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: readonly string[]): string {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  return Bun.spawnSync(["git", ...author, ...args], { cwd: folder })
    .stdout.toString()
    .trim();
}

test("the commit of a repository is its ten digits, and dirty when a file differs", () => {
  git("init", "--quiet");
  writeFileSync(`${folder}/file`, "one");
  git("add", "file");
  git("commit", "--quiet", "--message", "one");
  const digits = git("rev-parse", "--short=10", "HEAD");
  expect(digits).toMatch(/^[0-9a-f]{10}$/);
  git("tag", "v1.2.3");
  expect(commit(folder)).toBe(digits);
  writeFileSync(`${folder}/file`, "two");
  expect(commit(folder)).toBe(`${digits}-dirty`);
});

test("there is none outside of a repository, nor in a folder of somebody else's", () => {
  expect(commit(folder)).toBeUndefined();
  git("init", "--quiet");
  expect(commit(folder)).toBeUndefined();
  mkdirSync(`${folder}/inner`);
  expect(commit(`${folder}/inner`)).toBeUndefined();
});
