import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { play } from "../support/process.ts";
import { until } from "../support/waiting.ts";

const RECORDED = join(import.meta.dir, "../recorded/grid-5");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-open-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform !== "linux")("--open", () => {
  test("hands the page to the system's opener", async () => {
    const opener = join(folder, "xdg-open");
    writeFileSync(
      opener,
      `#!/bin/sh\nprintf %s "$1" > ${folder}/seen\nmv ${folder}/seen ${folder}/opened\n`,
    );
    chmodSync(opener, 0o755);
    const args = ["test", "--virtual", "--seed", "1", "--time-limit", "1", "--open"];
    const { exitCode } = await play("", [...args, "--store", folder], {
      env: { PATH: `${folder}:${process.env["PATH"]}` },
    });
    expect(exitCode).toBe(0);
    await until(() => existsSync(join(folder, "opened")));
    const opened = readFileSync(join(folder, "opened"), "utf8");
    expect(realpathSync(opened)).toBe(realpathSync(join(folder, "latest/report.html")));
  });

  test("changes no verdict where there is no opener, and says where the page is", async () => {
    const args = ["test", "--virtual", "--seed", "1", "--time-limit", "1", "--open"];
    const { exitCode, stdout, stderr } = await play("", [...args, "--store", folder], {
      env: { PATH: folder },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("\nResults: ");
    expect(stderr).toMatch(/Cannot open .*\/report\.html: there is no xdg-open here\n/u);
  });

  test("of eddy report is the same", async () => {
    const target = join(folder, "page.html");
    const { exitCode, stderr } = await play("", ["report", "--open", "-o", target, RECORDED], {
      env: { PATH: folder },
    });
    expect([exitCode, stderr]).toEqual([0, `Cannot open ${target}: there is no xdg-open here\n`]);
  });
});
