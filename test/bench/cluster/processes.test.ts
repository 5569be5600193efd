import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { type Ending } from "../../../src/bench/cluster/cluster.ts";
import {
  ProcessCluster,
  whyNoProcesses,
  whyNotExecutable,
} from "../../../src/bench/cluster/processes.ts";
import { elfFile } from "../../support/elf.ts";
import { isAlive, until } from "../../support/waiting.ts";

let folder: string;
let cluster: ProcessCluster | undefined;
let wrote: string[];
let ended: Ending[];
let violations: string[];
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-processes-`);
  [wrote, ended, violations, logged] = [[], [], [], []];
});

afterEach(async () => {
  await cluster?.close();
  rmSync(folder, { recursive: true });
});

function script(text: string, name = "node"): string {
  const path = `${folder}/${name}`;
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** A cluster of one node, n1, which is a shell script. */
const LOG_BYTES_AT_MOST = 1_000_000;

function startScript(text: string, hearsLog = false): ProcessCluster {
  return startCommand([script(`#!/bin/sh\n${text}\n`)], hearsLog);
}

function openFiles(): number {
  return readdirSync("/proc/self/fd").length;
}

/** Whether the node has echoed a line since the last call. */
function isStarted(nodes: ProcessCluster): boolean {
  nodes.write("n1", "hello");
  return wrote.splice(0).length > 0;
}

function startCommand(command: readonly [string, ...string[]], hearsLog = false): ProcessCluster {
  cluster = new ProcessCluster(
    {
      command,
      logFolder: folder,
      logBytesAtMost: LOG_BYTES_AT_MOST,
      ...(hearsLog && { logged: (name, line) => logged.push(`${name}: ${line}`) }),
    },
    {
      wrote: (name, line) => {
        wrote.push(`${name}: ${line}`);
        return !wrote.includes("n1: a mistake");
      },
      ended: (_name, ending) => ended.push(ending),
      violated: (_name, what) => violations.push(what),
    },
  );
  cluster.start("n1");
  return cluster;
}

describe("lines", () => {
  test("go in and come out whole, however long they are", async () => {
    const long = "ä€😀".repeat(50_000);
    const nodes = startCommand(["/bin/cat"]);
    nodes.write("n1", "one");
    nodes.write("n1", long);
    nodes.write("n1", "");
    nodes.write("n1", "two");
    await until(() => wrote.length === 4);
    expect(wrote).toEqual(["n1: one", `n1: ${long}`, "n1: ", "n1: two"]);
    expect(violations).toEqual([]);
  });

  test("go through pipes, which a node may open by name", async () => {
    const nodes = startScript("cat /dev/stdin > /dev/stdout");
    nodes.write("n1", "one");
    await until(() => wrote.length === 1);
    expect(wrote).toEqual(["n1: one"]);
  });

  test("of a node that is gone leave nothing open", async () => {
    if (!existsSync("/proc/self/fd")) return;
    const nodes = startScript("cat");
    await until(() => isStarted(nodes));
    const before = openFiles();
    for (let start = 0; start < 5; start++) {
      nodes.start("n1");
      await until(() => isStarted(nodes));
    }
    await until(() => openFiles() <= before);
  });

  test("of a node that does not read are read all the same", async () => {
    const nodes = startScript(`
      seq -f "a line that fills the pipe %.0f" 20000
      exec cat`);
    for (let index = 0; index < 20_000; index++) nodes.write("n1", `a line that fills it ${index}`);
    await until(() => wrote.length === 40_000);
    expect(wrote[39_999]).toBe("n1: a line that fills it 19999");
  });

  test("that a node never reads have a limit", async () => {
    const nodes = startScript("sleep 60");
    const line = "x".repeat(32 * 1024 * 1024);
    for (let count = 0; count < 2; count++) nodes.write("n1", line);
    await Bun.sleep(20);
    expect(violations).toEqual([]);
    for (let count = 0; count < 2; count++) nodes.write("n1", line);
    expect(violations).toEqual([]);
    await until(() => violations.length > 0);
    expect(violations).toEqual([
      "Node n1 reads its standard input too slowly, or not at all: 64 MiB are waiting",
    ]);
  });

  test("of a node have a limit", async () => {
    startScript("printf '{\"src\":'; head -c 70000000 /dev/zero | tr '\\0' x; sleep 60");
    await until(() => violations.length > 0);
    expect(violations).toEqual([
      "Node n1 wrote a line of more than 67108864 bytes. It begins:\n" +
        `    {"src":${"x".repeat(193)}…`,
    ]);
  });

  test("need a newline: a message that waits for one is told of", async () => {
    startScript(`printf '{"src":"n1"}'; sleep 60`);
    await until(() => violations.length > 0);
    expect(violations).toEqual(['Node n1 wrote a message without a newline: {"src":"n1"}']);
  });

  test("need a newline: half a message is waited for", async () => {
    startScript(`printf '{"src":'; sleep 1.3; echo '"n1"}'; sleep 60`);
    await until(() => wrote.length > 0);
    expect(wrote).toEqual(['n1: {"src":"n1"}']);
    expect(violations).toEqual([]);
  });

  test("need a newline: the last one too", async () => {
    startScript(`echo one; printf '{"src":"n1"}'`);
    await until(() => violations.length > 0);
    expect(violations).toEqual(['Node n1 exited after a line without a newline: {"src":"n1"}']);
    expect(ended).toEqual([]);
  });
});

describe("what a node writes after a mistake", () => {
  test("is kept with the mistake, and its first lines are shown", async () => {
    const nodes = startScript(
      "echo fine; echo a mistake; echo; seq 1 9; sleep 0.05; printf half; sleep 60",
    );
    await until(() => wrote.length === 12);
    const path = `${folder}/n1.stdout`;
    expect(await nodes.describeUnheard("n1")).toBe(
      `What it wrote after that, ${path}:\n  1\n  2\n  3\n  4\n  5\n  6\n  7`,
    );
    expect(readFileSync(path, "utf8")).toBe("a mistake\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\nhalf\n");
  });

  test("is kept up to a limit", async () => {
    const nodes = startScript("echo a mistake; yes 0123456789abcde | head -n 100000; exit 1");
    await until(() => ended.length > 0);
    expect(await nodes.describeUnheard("n1")).toStartWith("What it wrote after that, ");
    expect(readFileSync(`${folder}/n1.stdout`)).toHaveLength(1024 * 1024);
  });

  test("is nothing to speak of where nothing came", async () => {
    const nodes = startScript("echo a mistake; sleep 60");
    await until(() => wrote.length > 0);
    expect(await nodes.describeUnheard("n1")).toBe("");
  });
});

describe("the end of a node", () => {
  test("is told with its exit code and its last words", async () => {
    startScript(`echo out; echo "first trouble" >&2; echo trouble >&2; printf half; exit 7`);
    await until(() => ended.length > 0);
    expect(ended).toEqual([
      {
        exitCode: 7,
        signal: null,
        hasWritten: true,
        startError: undefined,
        details: [
          `The end of its stderr, ${folder}/n1.log:`,
          "  first trouble",
          "  trouble",
          "The end of its stdout:",
          "  out",
          "  half (without a newline)",
        ].join("\n"),
      },
    ]);
  });

  test("is told with the signal that ended it", async () => {
    startScript("kill -SEGV $$");
    await until(() => ended.length > 0);
    expect(ended).toEqual([
      {
        exitCode: null,
        signal: "SIGSEGV",
        hasWritten: false,
        startError: undefined,
        details: `It wrote nothing to stderr, ${folder}/n1.log.\nIt wrote nothing to stdout.`,
      },
    ]);
  });

  test("is that of a node that never started where env found no interpreter", async () => {
    const path = script("#!/usr/bin/env -S python99 -u\nprint('hello')\n");
    startCommand([path]);
    await until(() => ended.length > 0);
    expect(ended[0]?.startError).toBe(
      `${path} begins with #!/usr/bin/env -S python99 -u, but python99 is not on the PATH`,
    );
    expect(ended[0]?.details).toContain("python99");
  });

  test.each([
    ["of a script that ends so for its own reasons", "#!/usr/bin/env sh\necho why >&2; exit 127\n"],
    ["of a shell that found no command", "#!/bin/sh\necho why >&2; exec nowhere 2> /dev/null\n"],
    ["of a shell that may not run a file", "#!/bin/sh\necho why >&2; exec / 2> /dev/null\n"],
    ["of env with options of its own", "#!/usr/bin/env -S A=1 sh\necho why >&2; exit 127\n"],
  ])("with the code 126 or 127 %s is told as it was seen", async (_, text) => {
    startCommand([script(text)]);
    await until(() => ended.length > 0);
    expect([126, 127]).toContain(ended[0]?.exitCode ?? 0);
    expect(ended[0]).toEqual({
      exitCode: ended[0]?.exitCode ?? 0,
      signal: null,
      hasWritten: false,
      startError: undefined,
      details: `The end of its stderr, ${folder}/n1.log:\n  why\nIt wrote nothing to stdout.`,
    });
  });

  test("is an end in mid-test where the node had written something", async () => {
    startScript("echo out; exit 127");
    await until(() => ended.length > 0);
    expect(ended[0]).toMatchObject({ exitCode: 127, hasWritten: true, startError: undefined });
  });

  test("is shown without what would move a terminal's cursor", async () => {
    startScript("printf '\\033[2Jout\\n'; printf '\\033[2Jlog\\n' >&2; exit 1");
    await until(() => ended.length > 0);
    expect(ended[0]?.details).toBe(
      [
        `The end of its stderr, ${folder}/n1.log:`,
        "  \\u001b[2Jlog",
        "The end of its stdout:",
        "  \\u001b[2Jout",
      ].join("\n"),
    );
  });

  test("shows the last 32 lines", async () => {
    startScript("i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done; exit 1");
    await until(() => ended.length > 0);
    const lines = ended[0]?.details.split("\n") ?? [];
    expect(lines.slice(2)).toEqual(Array.from({ length: 32 }, (_, index) => `  ${68 + index}`));
  });

  test("does not wait for what it left behind, and ends that too", async () => {
    startScript("sleep 60 & echo $!; exit 1");
    await until(() => ended.length > 0);
    const pid = Number(wrote[0]?.slice(4));
    await until(() => !isAlive(pid));
  });

  test("leaves nobody to signal: its number may be another's", async () => {
    const nodes = startScript("exit 1");
    await until(() => ended.length > 0);
    const kill = spyOn(process, "kill").mockReturnValue(true);
    try {
      nodes.pause("n1");
      nodes.resume("n1");
      nodes.kill("n1");
      expect(kill).not.toHaveBeenCalled();
    } finally {
      kill.mockRestore();
    }
  });

  test("is expected of a node that closes its output", async () => {
    startScript("exec >&-; sleep 60");
    await until(() => violations.length > 0);
    expect(violations).toEqual([
      "Node n1 closed its standard output but still runs. Now it cannot answer: keep " +
        "standard output open as long as the node runs.",
    ]);
  });

  test("is expected of a node that closes its input", async () => {
    const nodes = startScript("exec <&-; echo closed; sleep 60");
    await until(() => wrote.length > 0);
    nodes.write("n1", "line");
    await until(() => violations.length > 0);
    expect(violations).toEqual([
      "Node n1 closed its standard input but still runs. Now it cannot get messages: read " +
        "standard input to its end, then exit.",
    ]);
  });
});

describe("a node", () => {
  test("that logs without end is stopped", async () => {
    startScript("yes 'a line of the log' | head -c 2000000 >&2; sleep 60");
    await until(() => violations.length > 0);
    expect(violations).toEqual(["Node n1 wrote more than 1000000 bytes to its standard error"]);
  });

  test("runs in the folder for temporary files, and logs to a file of its name", async () => {
    startScript("pwd; echo 'to the log' >&2; sleep 60");
    await until(() => wrote.length > 0);
    expect(wrote).toEqual([`n1: ${tmpdir()}`]);
    await until(() => readFileSync(`${folder}/n1.log`, "utf8") === "to the log\n");
  });

  test("has its log heard as well when somebody asks", async () => {
    startScript("echo one >&2; echo two >&2; sleep 60", true);
    await until(() => logged.length === 2);
    expect(logged).toEqual(["n1: one", "n1: two"]);
    expect(readFileSync(`${folder}/n1.log`, "utf8")).toBe("one\ntwo\n");
  });

  test("that is killed is not heard of again, and starts anew in the same log", async () => {
    const nodes = startScript(`echo $$ >&2; echo ready; while read -r line; do echo "$line"; done`);
    await until(() => wrote.length === 1);
    nodes.kill("n1");
    nodes.write("n1", "lost");
    nodes.start("n1");
    nodes.write("n1", "heard");
    await until(() => wrote.length === 3);
    expect(wrote).toEqual(["n1: ready", "n1: ready", "n1: heard"]);
    expect(ended).toEqual([]);
    const pids = readFileSync(`${folder}/n1.log`, "utf8").trim().split("\n").map(Number);
    expect(pids).toHaveLength(2);
    await until(() => !isAlive(pids[0] ?? 0));
    expect(isAlive(pids[1] ?? 0)).toBe(true);
  });

  test("that is paused answers when it goes on", async () => {
    const nodes = startCommand(["/bin/cat"]);
    nodes.write("n1", "before");
    await until(() => wrote.length === 1);
    nodes.pause("n1");
    nodes.write("n1", "meanwhile");
    await Bun.sleep(100);
    expect(wrote).toEqual(["n1: before"]);
    nodes.resume("n1");
    await until(() => wrote.length === 2);
  });

  test("does not outlive the cluster, nor does what it started, paused or not", async () => {
    const nodes = startScript("sleep 60 & echo $!; echo $$; wait");
    await until(() => wrote.length === 2);
    nodes.pause("n1");
    await nodes.close();
    const pids = wrote.map((line) => Number(line.slice(4)));
    await until(() => !pids.some(isAlive));
    expect(ended).toEqual([]);
  });
});

describe("an executable is refused with a word of what to do", () => {
  test("when it is missing", () => {
    expect(whyNotExecutable(`${folder}/missing`)).toBe(`${folder}/missing does not exist`);
    const sh = Bun.which("sh");
    expect(whyNotExecutable(`${folder}/sh`)).toBe(
      `${folder}/sh does not exist; did you mean ${sh}?`,
    );
  });

  test("when it is a folder", () => {
    mkdirSync(`${folder}/inner`);
    expect(whyNotExecutable(`${folder}/inner`)).toBe(
      `${folder}/inner is a folder; it must be an executable file`,
    );
  });

  test("when nobody may execute it", () => {
    writeFileSync(`${folder}/plain`, "#!/bin/sh\n");
    expect(whyNotExecutable(`${folder}/plain`)).toBe(
      `${folder}/plain is not executable; try: chmod +x '${folder}/plain'`,
    );
  });

  test("when it has Windows line ends", () => {
    const path = script("#!/bin/sh\r\necho\r\n");
    expect(whyNotExecutable(path)).toContain(`${path} has Windows line ends`);
  });

  test.each([
    ["a byte order mark", "\xef\xbb\xbf#!/bin/sh\n"],
    ["a byte order mark of UTF-16", "\xff\xfe#\0!\0/\0b\0i\0n\0/\0s\0h\0\n\0"],
    ["a byte order mark of UTF-16", "\xfe\xff\0#\0!\0/\0b\0i\0n\0/\0s\0h\0\n"],
  ])("when it begins with %s", (_, text) => {
    const path = `${folder}/node`;
    writeFileSync(path, text, { encoding: "latin1", mode: 0o755 });
    expect(whyNotExecutable(path)).toBe(
      `${path} begins with a byte order mark, so the system does not see its #!; save it as UTF-8 without that mark`,
    );
  });

  test("when it has white space before its interpreter", () => {
    const path = script("\n #!/bin/sh\n");
    expect(whyNotExecutable(path)).toBe(
      `${path} has white space before its #!, so the system does not see the #!; remove the white space`,
    );
  });

  test("when it is a script without an interpreter", () => {
    const path = script("echo hello\n");
    expect(whyNotExecutable(path)).toBeUndefined();
    expect(() => startCommand([path])).toThrow(
      `${path} is not a program for this system (${process.platform} ${process.arch}). If it is a ` +
        "script, its first line must name the interpreter, such as #!/usr/bin/env python3",
    );
  });

  test("when its interpreter is missing", () => {
    const path = script("#!/nowhere/python3 -u\n");
    expect(() => startCommand([path])).toThrow(
      `${path} names an interpreter that does not exist: #!/nowhere/python3 -u`,
    );
  });

  test.skipIf(process.platform !== "linux")("when the loader that it names is missing", () => {
    const path = script("");
    writeFileSync(path, elfFile(64, "/lib/ld-not-here.so.1"));
    expect(whyNotExecutable(path)).toBeUndefined();
    expect(() => startCommand([path])).toThrow(
      `${path} names a loader that does not exist: /lib/ld-not-here.so.1.`,
    );
  });

  test("not when it can be started", () => {
    expect(whyNotExecutable(script("#!/bin/sh\n"))).toBeUndefined();
  });
});

test("Windows is told what to do instead", () => {
  expect(whyNoProcesses("win32")).toEndWith("; use WSL, or --virtual");
  for (const platform of ["linux", "darwin"] as const) {
    expect(whyNoProcesses(platform)).toBeUndefined();
  }
});
