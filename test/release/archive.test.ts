import { afterEach, beforeEach, expect, setSystemTime, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tarGz, zip } from "../../src/release/archive.ts";

const FILES = [
  { path: "a/program", bytes: Buffer.from("#!/bin/sh\necho hello\n"), isExecutable: true },
  { path: "a/empty", bytes: new Uint8Array() },
  { path: "a/long", bytes: Buffer.from("0123456789".repeat(10_000)) },
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-archive-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(...command: readonly string[]): string {
  const { stdout, stderr, exitCode } = Bun.spawnSync([...command], { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr.toString());
  return stdout.toString();
}

function expectUnpacked(): void {
  for (const { path, bytes, isExecutable = false } of FILES) {
    expect(readFileSync(`${folder}/${path}`).equals(bytes)).toBe(true);
    expect(statSync(`${folder}/${path}`).mode & 0o777).toBe(isExecutable ? 0o755 : 0o644);
  }
}

test("tar unpacks what tarGz packed, modes included, and sees no owner and one time", () => {
  writeFileSync(`${folder}/a.tar.gz`, tarGz(FILES));
  run("tar", "-xzpf", "a.tar.gz");
  expectUnpacked();
  const listed = run("env", "TZ=UTC", "tar", "-tzvf", "a.tar.gz", "--numeric-owner");
  for (const line of listed.trim().split("\n"))
    expect(line).toMatch(/ 0\/0 .* 2000-01-01 00:00 a\//);
});

test("Python's unzip unpacks what zip packed, modes included, and finds no error", () => {
  writeFileSync(`${folder}/a.zip`, zip(FILES));
  const mode = "print(*[oct(i.external_attr >> 16) for i in zipfile.ZipFile('a.zip').infolist()])";
  expect(run("python3", "-c", `import zipfile; ${mode}`)).toBe("0o100755 0o100644 0o100644\n");
  expect(run("python3", "-m", "zipfile", "-t", "a.zip")).toContain("Done testing");
  run("python3", "-m", "zipfile", "-e", "a.zip", ".");
  for (const { path, bytes } of FILES) {
    expect(readFileSync(`${folder}/${path}`).equals(bytes)).toBe(true);
  }
});

test("the same files give the same bytes at any time", () => {
  const packed = [tarGz(FILES), zip(FILES)];
  setSystemTime(new Date("2031-05-06T07:08:09"));
  expect([tarGz(FILES), zip(FILES)]).toEqual(packed);
  setSystemTime();
});

test("a name that the format cannot hold is refused", () => {
  const path = "a".repeat(100);
  expect(() => tarGz([{ path, bytes: new Uint8Array() }])).toThrow(
    `Too long for an archive: ${path}`,
  );
});
