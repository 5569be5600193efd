import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json";
import { makeNotices } from "../../src/release/notices.ts";
import { bundledPackages } from "../../src/view/bundled-packages.ts";
import { TARGETS } from "../../src/release/targets.ts";

const RUNTIMES = join(import.meta.dir, "../../src/release/runtimes");

test("the runtimes are those of the targets, of the Bun of package.json, with their hashes", () => {
  const version = packageJson.packageManager.replace("bun@", "");
  const names = TARGETS.map(({ runtime }) => `@oven/${runtime}`).toSorted();
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(RUNTIMES, "package.json"), "utf8"),
  );
  expect(dependencies).toEqual(Object.fromEntries(names.map((name) => [name, version])));
  const lock = readFileSync(join(RUNTIMES, "bun.lock"), "utf8");
  for (const name of names) {
    expect(lock).toMatch(new RegExp(`"${name}@${version}", .*"sha512-[\\w+/=]{88}"`));
  }
});

test("NOTICES names Bun, JavaScriptCore and each package of the pages, with their licenses", async () => {
  const notices = await makeNotices();
  const packages = await bundledPackages();
  expect(packages).toContain("uplot");
  expect(packages).toContain("d3-transition");
  for (const name of packages)
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+$`, "m"));
  expect(notices).toContain("Bun statically links JavaScriptCore");
  expect(notices).toContain("GNU LESSER GENERAL PUBLIC LICENSE");
  expect(notices).not.toMatch(/^title: /m);
});
