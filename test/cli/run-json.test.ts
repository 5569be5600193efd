import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { executable } from "../support/executable.ts";
import { startIn } from "../support/test-command.ts";
import { until } from "../support/waiting.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-json-`);
});

afterEach(() => rmSync(folder, { recursive: true }));

const VIRTUAL = ["--virtual", "--seed", "7", "--time-limit", "5", "--rate", "20"];

/** What a run with --json printed: one line on standard output, an object. */
async function runJson(args: readonly string[]) {
  const { exitCode, output, errors } = await startIn(folder, ["--json", ...args]).ended;
  expect(output.split("\n")).toEqual([expect.stringMatching(/^\{.*\}$/), ""]);
  const { run, ...results } = JSON.parse(output);
  expect(run["exit-code"]).toBe(exitCode);
  return { run, results, errors };
}

const KEYS = [
  "end",
  "exit-code",
  "seed",
  "test-count",
  "store",
  "repeat",
  "duration-ms",
  "violations",
  "warnings",
  "error",
];

test("--json prints results.json and more on standard output, and all else on standard error", async () => {
  const { run, results, errors } = await runJson(VIRTUAL);
  expect(Object.keys(run)).toEqual(KEYS);
  const { store, repeat, "duration-ms": durationMs, ...others } = run;
  expect(others).toEqual({
    end: "complete",
    "exit-code": 0,
    seed: 7,
    "test-count": 1,
    violations: [],
    warnings: [],
    error: null,
  });
  expect(durationMs).toBeGreaterThan(14_000);
  expect(repeat).toEndWith(`--time-limit 5 --rate 20 --store ${folder}/store --seed 7`);
  expect(results).toEqual(JSON.parse(readFileSync(`${store}/results.json`, "utf8")));
  expect(results["valid?"]).toBe(true);
  expect(errors).toStartWith("Seed 7\nValid: none of ");
});

test("--json tells an invalid test, the first of several", async () => {
  const args = [...VIRTUAL, "--test-count", "3", "--", "--strategy", "local"];
  const { run, results } = await runJson(args);
  expect([run.end, run["exit-code"], run["test-count"], run.seed]).toEqual(["complete", 1, 1, 7]);
  expect([results["valid?"], results["workload"]["lost-count"] > 0]).toEqual([false, true]);
  expect(run.repeat).toEndWith(` --store ${folder}/store --seed 7 -- --strategy local`);
});

test("--json tells the last of several valid tests", async () => {
  const { run } = await runJson([...VIRTUAL, "--test-count", "2"]);
  expect([run.seed, run["test-count"]]).toEqual([8, 2]);
});

test("--json tells what rule a node broke, and where to look", async () => {
  const bin = `${folder}/broken`;
  writeFileSync(bin, "#!/bin/sh\nread -r line; echo hello; sleep 60\n");
  chmodSync(bin, 0o755);
  const { run, results, errors } = await runJson(["--bin", bin, "--node-count", "1"]);
  expect(results).toEqual({ "valid?": null });
  expect([run.end, run["exit-code"], run.error]).toEqual(["violation", 3, null]);
  expect(run.violations).toEqual([
    {
      kind: "bad-line",
      node: "n0",
      "time-ms": expect.any(Number),
      message: expect.stringContaining("is not a message: it is not JSON"),
    },
  ]);
  expect(readdirSync(run.store)).toContain("history.edn");
  expect(errors).toContain("\nThe test was stopped there, so there is no verdict.");
});

test("--json tells each kind of warning once", async () => {
  const bin = `${folder}/odd`;
  writeFileSync(bin, `#!/bin/sh\n'${executable()}' | sed -u 's/$/ x/'\n`);
  chmodSync(bin, 0o755);
  const short = ["--node-count", "1", "--time-limit", "1", "--recovery", "0"];
  const { run, results } = await runJson(["--bin", bin, ...short, "-w", "echo", "--rate", "9"]);
  expect(results["valid?"]).toBe(true);
  expect(run.warnings).toEqual([
    {
      kind: "rest-of-line",
      count: expect.any(Number),
      node: "n0",
      "time-ms": expect.any(Number),
      message: expect.stringContaining("The rest is:\n    x\nof the line:"),
    },
  ]);
  expect(run.warnings[0].count).toBeGreaterThan(1);
});

test("--json tells that it was interrupted", async () => {
  const bin = `${folder}/deaf`;
  writeFileSync(bin, "#!/bin/sh\necho up >&2; sleep 60\n");
  chmodSync(bin, 0o755);
  const { process, ended } = startIn(folder, ["--bin", bin, "--json"]);
  await until(() => {
    try {
      return readFileSync(`${folder}/store/latest/node-logs/n1.log`, "utf8") !== "";
    } catch {
      return false;
    }
  });
  process.kill("SIGINT");
  const { exitCode, output } = await ended;
  const { run, ...results } = JSON.parse(output);
  expect([exitCode, run.end, run["exit-code"]]).toEqual([130, "aborted", 130]);
  expect(results).toEqual({ "valid?": null });
});

test("--json tells why the bench failed", async () => {
  writeFileSync(`${folder}/file`, "");
  const args = ["--virtual", "--json", "--store", `${folder}/file`, "--", "--log", "warn"];
  const child = Bun.spawn([executable(), "test", "--seed", "1", ...args], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const { run, ...results } = JSON.parse(await child.stdout.text());
  expect(results).toEqual({ "valid?": null });
  expect(run).toMatchObject({ end: "failed", "exit-code": 3, seed: 1, store: null });
  expect(run.error).toContain(`${folder}/file`);
  expect(await child.exited).toBe(3);
});

test("--json prints nothing for wrong usage", async () => {
  const { exitCode, output } = await startIn(folder, ["--json", "--rate", "fast"]).ended;
  expect([exitCode, output]).toEqual([64, ""]);
});
