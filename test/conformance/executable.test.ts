/** What only the executable can show: streams, signals, options, and where it is started. */

import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import { STRATEGIES } from "../../src/broadcast/strategies/index.ts";
import { executable } from "../support/executable.ts";
import { init, INIT_OK, line, topology } from "../support/messages.ts";
import { messagesOf, play, Process } from "../support/process.ts";
import { broadcast, broadcastOk, read, readOk } from "./cases.ts";

const ALONE = init(["n1"]);

test("a bunfig.toml, a .env and a tsconfig.json in the working directory change nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "eddy-hostile-"));
  try {
    const evil = `require("fs").writeSync(1, "evil\\n"); process.exit(3);`;
    writeFileSync(join(folder, "evil.js"), evil);
    writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./evil.js"]\nlogLevel = "debug"\n');
    writeFileSync(
      join(folder, ".env"),
      "BUN_OPTIONS=--preload=./evil.js\nNODE_OPTIONS=--require=./evil.js\n",
    );
    writeFileSync(join(folder, "tsconfig.json"), "not JSON");
    writeFileSync(join(folder, "package.json"), "not JSON");
    const played = await play(`${ALONE}\n`, [], { cwd: folder });
    expect([messagesOf(played), played.stderr, played.exitCode]).toEqual([[INIT_OK], "", 0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the build leaves out what would read files of the working directory", () => {
  // A node reads nothing of the environment, so that a .env that was read could not be seen above.
  for (const file of ["dotenv", "bunfig"]) {
    expect(packageJson.scripts.build).toContain(`--no-compile-autoload-${file}`);
  }
});

test("at the end of input everything is flushed, a last line without line feed included", async () => {
  const values = Array.from({ length: 20_000 }, (_, value) => value);
  const input = [ALONE, ...values.map((value) => broadcast(value, value)), read(99_999)].join("\n");
  const played = await play(input);
  expect(played.exitCode).toBe(0);
  expect(messagesOf(played)).toEqual([
    INIT_OK,
    ...values.map((value) => broadcastOk(value)),
    readOk(values, 99_999),
  ]);
});

test("a node with timers still running ends with its input", async () => {
  const input = [init(), topology(["n2"]), broadcast(1, 1)].map((text) => `${text}\n`).join("");
  expect((await play(input, ["--strategy", "retry"])).exitCode).toBe(0);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends a node with exit code 0 and all output written",
  async (signal) => {
    const lines: string[] = [];
    const answered = Promise.withResolvers<void>();
    const node = new Process([], (text) => {
      lines.push(text);
      answered.resolve();
    });
    node.write(ALONE);
    await answered.promise;
    node.signal(signal);
    expect(await node.ended).toBe(0);
    expect(lines.map((text): unknown => JSON.parse(text))).toEqual([INIT_OK]);
  },
);

test("a reader that is gone ends the node quietly", async () => {
  const script = `yes '${line("c1", { type: "read", msg_id: 1 })}' | (echo '${ALONE}'; cat) | (${executable()}; echo $? >&2) | head -n 3`;
  const child = Bun.spawn(["sh", "-c", script], { stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect([stdout.trim().split("\n").length, stderr]).toEqual([3, "0\n"]);
});

test("a reader that stops blocks the node instead of growing it, and loses nothing", async () => {
  const reads = 10_000;
  const value = "x".repeat(20_000);
  const input = [ALONE, broadcast(value, 0), ...Array.from({ length: reads }, (_, id) => read(id))];
  const script = `sh -c 'echo $$ >&2; exec "$0"' ${executable()} | (sleep 1; wc -l)`;
  const child = Bun.spawn(["sh", "-c", script], {
    stdin: Buffer.from(input.map((text) => `${text}\n`).join("")),
    stdout: "pipe",
    stderr: "pipe",
  });
  const { value: pid } = await child.stderr.getReader().read();
  await Bun.sleep(700);
  const residentKiB = residentKiBOf(Number(new TextDecoder().decode(pid)));
  expect(Number(await new Response(child.stdout).text())).toBe(reads + 2);
  if (residentKiB !== undefined) expect(residentKiB).toBeLessThan(150 * 1024);
});

/** Resident memory of a process, undefined where there is no /proc. */
function residentKiBOf(pid: number): number | undefined {
  if (!existsSync("/proc/self/status")) return undefined;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

test("timers are served while input keeps coming", async () => {
  const flood = `${line("n2", { type: "broadcast_ok", in_reply_to: 77 })}\n`.repeat(2000);
  const told: string[] = [];
  const node = new Process(["--strategy", "retry"], (text) => {
    if (text.includes('"message":5')) told.push(text);
  });
  node.write(init());
  node.write(topology(["n2"]));
  node.write(broadcast(5, 1));
  while (told.length < 2) {
    node.write(flood.trimEnd());
    await Bun.sleep(1);
  }
  expect(await node.close()).toBe(0);
}, 10_000);

test("a value of half a MiB is processed", async () => {
  const long = "x".repeat(2 ** 19 - 2);
  const played = await play(`${ALONE}\n${broadcast(long, 1)}\n${read(2)}\n`);
  expect(messagesOf(played)).toEqual([INIT_OK, broadcastOk(1), readOk([long], 2)]);
});

test("a line of more than 8 MiB is skipped with an error, and the next one is answered", async () => {
  const played = await play(`${ALONE}\n${broadcast("x".repeat(9 * 1024 * 1024), 1)}\n${read(2)}\n`);
  expect(messagesOf(played)).toEqual([INIT_OK, readOk([], 2)]);
  expect(played.stderr).toContain("Skipped a line of more than 8388608 bytes");
});

test("garbage between valid lines never stops the node or reaches stdout", async () => {
  const garbage = new Uint8Array(100_000);
  for (let at = 0, state = 42; at < garbage.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    garbage[at] = state >>> 24;
  }
  const parts = [`${ALONE}\n`, garbage, `\n${broadcast(5, 1)}\n`, garbage, `\n${read(2)}\n`];
  const played = await play(Buffer.concat(parts.map((part) => Buffer.from(part))), [
    "--log",
    "error",
  ]);
  expect([messagesOf(played), played.exitCode]).toEqual([
    [INIT_OK, broadcastOk(1), readOk([5], 2)],
    0,
  ]);
});

test("a node logs nothing at warn in health, its start at info, and each message at debug", async () => {
  const input = [init(["n1", "n2"]), topology(["n2"]), broadcast(5, 1)]
    .map((text) => `${text}\n`)
    .join("");
  const levels = async (level: string): Promise<string[]> => {
    const { stderr } = await play(input, ["--strategy", "flood", "--log", level]);
    return stderr
      .split("\n")
      .slice(0, -1)
      .map((text) => text.split(" ").slice(1, 3).join(" "));
  };
  expect(await levels("warn")).toEqual([]);
  expect(await levels("info")).toEqual(["info node", "info neighbours:"]);
  const debug = await levels("debug");
  expect(debug.filter((text) => text === "debug received").length).toBe(3);
  expect(debug.filter((text) => text === "debug sent").length).toBe(4);
});

test("--help shows every option and strategy, --version the version and the commit", async () => {
  const help = await play("", ["--help"]);
  expect(help.exitCode).toBe(0);
  for (const word of ["--strategy", "--log", "--help", "--version", ...Object.keys(STRATEGIES)]) {
    expect(help.stdout).toContain(word);
  }
  expect(help.stdout).toMatch(/tree [^]*\(the default\)\n {2}--flush-ms/);
  for (const text of help.stdout.split("\n")) expect(text.length).toBeLessThanOrEqual(80);
  const version = await play("", ["--version"]);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+( \([0-9a-f]{10}(-dirty)?\))?\n$/);
  expect(version.stdout).toStartWith(packageJson.version);
  expect(version.exitCode).toBe(0);
});

test("a wrong option gets a message and exit code 64", async () => {
  const wrong: readonly (readonly [string[], string])[] = [
    [["--strategy", "magic"], "--strategy must be one of local, storm,"],
    [["--strategy"], "--strategy"],
    [["--log", "loud"], '--log must be one of error, warn, info, debug, not "loud"'],
    [["--speed"], "Unknown option '--speed'"],
    [["nonsense"], "nonsense"],
    [
      ["serve", "-p", "80"],
      "eddy: serve is a command of Maelstrom, not of eddy: open report.html of",
    ],
    [
      ["analyze"],
      "eddy: analyze is a command of Maelstrom, not of eddy: use eddy check store/latest",
    ],
    [["demo"], "eddy: demo is a command of Maelstrom, not of eddy: use eddy compare, which"],
    [["doc"], "eddy: doc is a command of Maelstrom, not of eddy: see eddy --help and"],
  ];
  for (const [args, text] of wrong) {
    const played = await play("", args);
    expect([args, played.exitCode, played.stdout]).toEqual([args, 64, ""]);
    expect(played.stderr).toContain(text);
  }
});

test("the executable needs nothing of the folder that it lies in", async () => {
  const folder = mkdtempSync(join(tmpdir(), "eddy-alone-"));
  try {
    const copy = join(folder, "node");
    await Bun.write(copy, Bun.file(executable()));
    chmodSync(copy, 0o755);
    const child = Bun.spawn([copy], {
      cwd: folder,
      env: {},
      stdin: Buffer.from(`${ALONE}\n`),
      stdout: "pipe",
    });
    expect(JSON.parse(await new Response(child.stdout).text())).toEqual(INIT_OK);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a log that nobody reads does not stop the node", async () => {
  // sleep holds the log's pipe open for some seconds, and reads nothing.
  const bad = "x".repeat(150);
  const script = `(printf '%s\n' '${ALONE}'; yes '${bad}' | head -n 20000; printf '%s\n' '${read(2)}') | "$1"`;
  const child = Bun.spawn(
    [
      "sh",
      "-c",
      `{ ${script} 2>&1 >&3 | sleep 15 >/dev/null 2>&1 3>&-; } 3>&1`,
      "sh",
      executable(),
    ],
    {
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const startMs = performance.now();
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("read_ok")) text += decoder.decode((await reader.read()).value);
  expect(performance.now() - startMs).toBeLessThan(14_000);
  child.kill();
}, 30_000);

test.each(["--version", "--help", "test --help"])(
  "a result that cannot be written is a failure: eddy %s > /dev/full",
  async (args) => {
    const full = Bun.file("/dev/full");
    const child = Bun.spawn([executable(), ...args.split(" ")], { stdout: full, stderr: "pipe" });
    const stderr = await new Response(child.stderr).text();
    expect(stderr).toContain("eddy: cannot write standard output: ENOSPC");
    expect(await child.exited).toBe(3);
  },
);
