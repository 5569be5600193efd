import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TARGETS } from "../../src/release/targets.ts";

const ROOT = join(import.meta.dir, "../..");
const text = readFileSync(join(ROOT, ".github/workflows/test.yml"), "utf8");

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly strategy?: { readonly matrix: { readonly include?: readonly { archive: string }[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const { jobs }: Workflow = JSON.parse(JSON.stringify(Bun.YAML.parse(text)));
const steps = Object.values(jobs).flatMap((job) => job.steps);

test("the workflow uses no action of third parties", () => {
  const used = steps
    .flatMap(({ uses }) => uses ?? [])
    .map((action) => action.replace(/@v\d+$/, ""));
  expect(new Set(used)).toEqual(
    new Set(["actions/checkout", "actions/download-artifact", "actions/upload-artifact"]),
  );
});

test("its make targets are those of the Makefile, and its jobs need jobs that there are", () => {
  const makefile = readFileSync(join(ROOT, "Makefile"), "utf8");
  const commands = steps.flatMap(({ run }) => run ?? []);
  const targets = commands.flatMap((command) => /^make (\w+)$/.exec(command)?.[1] ?? []);
  expect(targets.length).toBeGreaterThan(3);
  for (const target of targets) expect(makefile).toMatch(new RegExp(`^${target}:`, "m"));
  for (const { needs = [] } of Object.values(jobs)) {
    for (const need of [needs].flat()) expect(jobs).toHaveProperty([need]);
  }
});

test("it tries each archive but musl's on its own system", () => {
  const tried = jobs["try"]?.strategy?.matrix.include?.map(({ archive }) => archive);
  const archives = TARGETS.filter(({ libc }) => libc !== "musl").map(({ name, os }) => {
    return `${name}.${os === "win32" ? "zip" : "tar.gz"}`;
  });
  expect(tried).toEqual(archives);
});
