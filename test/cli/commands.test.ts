import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { executable } from "../support/executable.ts";

const CLI = `${import.meta.dir}/../../src/cli`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-commands-`);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs one of the commands. */
async function run(
  command: "check" | "compare" | "play" | "report" | "test",
  ...args: readonly string[]
): Promise<{ exitCode: number; output: string; errors: string }> {
  const child = Bun.spawn([executable(), command, ...args], { stdout: "pipe", stderr: "pipe" });
  const [exitCode, output, errors] = await Promise.all([
    child.exited,
    child.stdout.text(),
    child.stderr.text(),
  ]);
  return { exitCode, output, errors };
}

/** The record that a page shows. */
function recordIn(path: string): object {
  const [, data = ""] = /id="record"[^>]*>([^<]+)</u.exec(readFileSync(path, "utf8")) ?? [];
  return JSON.parse(new TextDecoder().decode(Bun.gunzipSync(Buffer.from(data, "base64"))));
}

test.each(["check", "compare", "play", "report", "test"] as const)(
  "%s --help shows how it is used",
  async (name) => {
    const { exitCode, output, errors } = await run(name, "--help");
    expect(exitCode).toBe(0);
    expect(errors).toBe("");
    expect(output).toStartWith(`usage: eddy ${name} [options]`);
    for (const line of output.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  },
);

describe("check", () => {
  const HISTORY = `{:index 0, :time 0, :type :invoke, :process 0, :f :broadcast, :value 0}
{:index 1, :time 1, :type :ok, :process 0, :f :broadcast, :value 0}
{:index 2, :time 2, :type :invoke, :process 0, :f :read, :value nil}
`;

  /** Its path. */
  function writeHistory(name: string, values: string): string {
    const path = `${folder}/${name}.edn`;
    const read = `{:index 3, :time 3, :type :ok, :process 0, :f :read, :value [${values}]}`;
    writeFileSync(path, HISTORY + read);
    return path;
  }

  const VALID = [
    "Valid: none of 1 value was lost.",
    "",
    "  operations  2, all ok",
    "  messages    not counted",
    "  latency     median 0 ms, 95 % 0 ms, 99 % 0 ms, longest 0 ms until every read",
    "              shows a value",
    "",
  ].join("\n");

  test("prints what the results of a history mean, and with --edn the results first", async () => {
    const path = writeHistory("valid", "0");
    expect(await run("check", path)).toEqual({ exitCode: 0, output: VALID, errors: "" });
    const { exitCode, output, errors } = await run("check", "--edn", path);
    expect([exitCode, errors]).toEqual([0, ""]);
    expect(output).toStartWith("{:exceptions ");
    expect(output).toEndWith(`\n :valid? true}\n\n${VALID}`);
  });

  test("prints with --json one object, and all else on standard error", async () => {
    const path = writeHistory("repeated", "0 0");
    const { exitCode, output, errors } = await run("check", "--json", "--challenge", "3e", path);
    expect(exitCode).toBe(1);
    expect(output.split("\n")).toEqual([expect.stringMatching(/^\{.*\}$/), ""]);
    expect(JSON.parse(output)).toMatchObject({
      "valid?": false,
      run: { "exit-code": 1, history: path, "recorded-valid?": null, error: null },
      workload: { "stable-count": 1 },
      challenge: {
        "valid?": "unknown",
        name: "3e",
        limits: {
          "server-msgs-per-op": { "valid?": "unknown", actual: null, below: 20 },
          "max-latency-ms": { "valid?": true, actual: 0, below: 2000 },
        },
      },
    });
    expect(errors).toStartWith("Invalid: Maelstrom would call it valid, but a read must show");
  });

  test("prints with --json why there is no verdict", async () => {
    const path = `${folder}/missing`;
    const { exitCode, output, errors } = await run("check", "--json", path);
    const error = `${path} does not exist`;
    expect([exitCode, errors]).toEqual([3, `eddy check: ${error}\n`]);
    expect(JSON.parse(output)).toEqual({
      "valid?": null,
      run: { "exit-code": 3, history: path, "recorded-valid?": null, error },
    });
  });

  test("says when a run's own results say otherwise", async () => {
    const path = `${folder}/otherwise`;
    mkdirSync(path);
    copyFileSync(writeHistory("twice", "0 0"), `${path}/history.edn`);
    writeFileSync(`${path}/results.edn`, "{:valid? true}");
    const { output } = await run("check", path);
    expect(output.split("\n").slice(0, 5)).toEqual([
      "Invalid: Maelstrom would call it valid, but a read must show each value once, or",
      "a client that counts them counts wrong.",
      "  - 1 value more than once within one read",
      "  - the run's own results.edn says otherwise: :valid? true",
      "",
    ]);
    expect((await run("report", path)).exitCode).toBe(0);
    expect(recordIn(`${path}/report.html`)).toMatchObject({
      verdict: {
        validity: "invalid",
        remarks: ["the run's own results.edn says otherwise: :valid? true"],
      },
    });
  });

  test("of a Maelstrom's test that crashed says so, and judges nothing", async () => {
    const path = `${folder}/crashed`;
    mkdirSync(path);
    copyFileSync(writeHistory("unread", ""), `${path}/history.edn`);
    const message = `Node n1 crashed with exit status 1. Before crashing, it wrote to STDOUT:

(nothing)

And to STDERR:

out of range`;
    writeFileSync(
      `${path}/jepsen.log`,
      `2026-01-01 12:00:20,100{GMT}\tWARN\t[jepsen test runner] jepsen.core: Test crashed!
clojure.lang.ExceptionInfo: ${message}
\tat slingshot.support$stack_trace.invoke(support.clj:201)
`,
    );
    expect(await run("check", path)).toEqual({
      exitCode: 3,
      output: "",
      errors: `eddy check: Cannot check ${path}: The test failed, so there is no verdict.\n${message}\n`,
    });
    expect((await run("check", `${path}/history.edn`)).exitCode).toBe(1);
    expect((await run("report", path)).exitCode).toBe(0);
    expect(recordIn(`${path}/report.html`)).toMatchObject({
      verdict: {
        validity: "none",
        headline: "The test failed, so there is no verdict.",
        remarks: [message],
      },
    });
  });

  test("ends with 1 for an invalid and 2 for an unknown history", async () => {
    expect((await run("check", writeHistory("invalid", ""))).exitCode).toBe(1);
    const unknown = `${folder}/unknown.edn`;
    writeFileSync(unknown, "");
    expect((await run("check", unknown)).exitCode).toBe(2);
  });

  describe("of a test", () => {
    const load = ["--node-count", "2", "--time-limit", "1", "--recovery", "0.1", "--seed", "1"];

    /** Runs `eddy test` on this node; returns the folder of its results. */
    async function runOn(name: string, node: string, ...args: readonly string[]): Promise<string> {
      const store = `${folder}/store-${name}`;
      const command = ["--command", node, "--store", store];
      expect((await run("test", ...load, ...command, ...args)).exitCode).toBe(3);
      return `${store}/latest`;
    }

    test("that was stopped says so, and judges nothing", async () => {
      const path = await runOn("stopped", "echo hello");
      for (const file of [path, `${path}/history.edn`]) {
        const { exitCode, output, errors } = await run("check", file);
        expect([exitCode, output]).toEqual([3, ""]);
        expect(errors).toStartWith(
          `eddy check: Cannot check ${file}: The test was stopped, so there is no verdict.\nNode n`,
        );
        expect(errors).toContain("hello");
      }
      const before = recordIn(`${path}/report.html`);
      expect((await run("report", path)).exitCode).toBe(0);
      expect(recordIn(`${path}/report.html`)).toEqual({ ...before, name: path });
      expect(before).toMatchObject({
        settings: expect.arrayContaining([["seed", "1"]]),
        verdict: {
          validity: "none",
          headline: "The test was stopped, so there is no verdict.",
          remarks: [expect.stringContaining("hello")],
        },
      });
    }, 30_000);

    test("in which a node exited ends with 3, as the test did", async () => {
      const answer = '{"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}';
      const node = `read -r line; echo '${answer}'; sleep 0.3`;
      // Without operations nobody waits for the answer of a dead node.
      const idle = ["--node-count", "1", "-w", "echo", "--rate", "0"];
      const path = await runOn("exited", node, "--faithful", ...idle);
      const { exitCode, output } = await run("check", path);
      expect(output).toEndWith(
        "\nA node exited before the end, so the test failed, whatever the verdict.\n",
      );
      expect(exitCode).toBe(3);
    }, 30_000);
  });

  test("ends with 3 where there is no history, and says which file", async () => {
    const { exitCode, output, errors } = await run("check", `${folder}/missing`);
    expect(exitCode).toBe(3);
    expect(output).toBe("");
    expect(errors).toContain(`${folder}/missing`);
  });

  test("ends with 64 where it is told nothing, or too much", async () => {
    const limits = [
      ["--availability", "3", "one"],
      ["--challenge", "3f", "one"],
    ];
    for (const args of [[], ["one", "two"], ...limits, ["--unknown"], ["--json"]]) {
      const { exitCode, errors } = await run("check", ...args);
      expect(exitCode).toBe(64);
      expect(errors).toEndWith("\nTry: eddy check --help\n");
    }
  });
});

test.each([
  ["check", () => [`${CLI}/../../test/recorded/grid-5`]],
  ["compare", () => ["--strategies", "local"]],
] as const)("%s ends with 3, and says why, where it fails itself", async (name, args) => {
  const entry = `${folder}/broken-${name}.ts`;
  writeFileSync(
    entry,
    `const { ${name}Command } = await import(${JSON.stringify(`${CLI}/${name}.ts`)});
Int32Array.prototype.fill = Map.prototype.set = () => { throw new TypeError("a mistake of ours"); };
process.exit(await ${name}Command(process.argv.slice(2)));`,
  );
  const child = Bun.spawn([process.execPath, entry, ...args()], { stdout: "pipe", stderr: "pipe" });
  expect(await child.exited).toBe(3);
  expect(await child.stderr.text()).toStartWith(`eddy ${name}: TypeError: a mistake of ours\n`);
});

describe("compare", () => {
  test("prints a table of the strategies for each setting", async () => {
    const { exitCode, output, errors } = await run(
      "compare",
      "--strategies",
      "local",
      "--seed",
      "1",
    );
    expect(errors).toBe("");
    expect(exitCode).toBe(0);
    const blocks = output.trimEnd().split("\n\n");
    expect(blocks[0]).toBe("Seed 1");
    expect(blocks).toHaveLength(8);
    for (const line of output.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const [title, header, row, ...more] = blocks[1]?.split("\n") ?? [];
    expect(title).toBe("5 nodes, grid, no latency, rate 10");
    expect(header?.trim().split(/ {2,}/)).toEqual([
      "msgs/op",
      "msgs/bcast",
      "p50",
      "p95",
      "p99",
      "max",
      "lost",
      "timed out",
    ]);
    expect(row).toStartWith("  local        0.00        0.00  ");
    expect(more).toEqual([]);
  }, 30_000);

  test("prints the same as a list of objects with --json", async () => {
    const { exitCode, output, errors } = await run("compare", "--json", "--strategies", "local");
    expect([exitCode, errors]).toEqual([0, ""]);
    const rows: unknown = JSON.parse(output);
    expect(rows).toHaveLength(7);
    expect(rows).toMatchObject([{ "node-count": 5 }, {}, {}, {}, {}, {}, { "time-limit": 60 }]);
    expect(Array.isArray(rows) && rows[5]).toEqual({
      strategy: "local",
      "node-count": 25,
      topology: "tree4",
      latency: 100,
      "latency-dist": "exponential",
      rate: 100,
      "time-limit": 20,
      nemesis: [],
      seed: 1,
      "msgs-per-op": 0,
      "msgs-per-broadcast": 0,
      "p50-ms": expect.any(Number),
      "p95-ms": expect.any(Number),
      "p99-ms": expect.any(Number),
      "max-ms": expect.any(Number),
      "lost-count": expect.any(Number),
      "timeout-count": 0,
    });
  }, 30_000);

  test("is ended by a signal, within a row", async () => {
    const child = Bun.spawn([executable(), "compare"], { stdout: "pipe", stderr: "pipe" });
    for await (const _ of child.stdout) break;
    child.kill("SIGTERM");
    expect(await child.exited).toBe(143);
    expect(await child.stderr.text()).toBe("");
  });

  test("refuses what it does not know", async () => {
    const { exitCode, errors } = await run("compare", "--strategies", "magic");
    expect(exitCode).toBe(64);
    expect(errors).toStartWith("eddy compare: --strategies must be one of local, storm, ");
  });
});
