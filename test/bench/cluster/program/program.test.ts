import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadProgram, whyNotProgram } from "../../../../src/bench/cluster/program/program.ts";
import { completeOptions, type TestOptions } from "../../../../src/bench/options.ts";
import { type Outcome } from "../../../../src/bench/run.ts";
import { runVirtual } from "../../../../src/bench/virtual.ts";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "eddy-program-")));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** An echo node with these lines before it runs. */
function echo(lines: string): string {
  return `import { Node, StdioHost, type Message } from "eddy";
const host = new StdioHost();
const node: Node = new Node(host);
node.on("echo", (request: Message) => {
  node.reply(request, { type: "echo_ok", echo: request.body["echo"] });
});
${lines}
await host.run(node);
`;
}

interface Ran {
  readonly outcome: Outcome;
  readonly logged: readonly string[];
}

/** Tests the program of this text by the workload echo, on one node. */
async function run(
  text: string,
  options: Partial<TestOptions> = {},
  args: readonly string[] = [],
): Promise<Ran> {
  const { makeGuest } = await loadProgram(write("node.ts", text), args);
  const logged: string[] = [];
  const outcome = await runVirtual(
    completeOptions({ workload: "echo", nodes: ["n1"], timeLimitSeconds: 2, ...options }),
    makeGuest,
    { logLevel: "debug", log: (name, level, line) => logged.push(`${name} ${level} ${line}`) },
  );
  return { outcome, logged };
}

function answers({ history }: Outcome): readonly string[] {
  return history.filter(({ process }) => process !== "nemesis").map(({ type }) => type);
}

describe("a program", () => {
  test("runs with eddy's own copy of eddy, and what the machine has built in", async () => {
    const { outcome, logged } = await run(
      echo(
        'import { sep } from "node:path";\nimport { which } from "bun";\n' +
          'import { simulate } from "eddy/testing";\n' +
          'console.error(sep, typeof which, typeof require("fs").statSync, typeof simulate);\n' +
          'console.error(typeof Bun.fetch, "version" in Bun, Math.max(1, 2), process.pid > 0);',
      ),
    );
    expect(outcome.end).toBe("complete");
    expect(new Set(answers(outcome))).toEqual(new Set(["invoke", "ok"]));
    expect(logged).toEqual([
      "n1 info / function function function",
      "n1 info function true 2 true",
    ]);
  });

  test("gets its arguments, and is the main module as what it imports is not", async () => {
    write(
      "other.ts",
      'export const isMain = import.meta.main; export const text = "import.meta.main";',
    );
    const { logged } = await run(
      echo(
        'import { isMain } from "./other.ts";\n' +
          "console.error(...process.argv.slice(2), import.meta.main, isMain, import.meta.path);",
      ),
      {},
      ["--fast", "1"],
    );
    expect(logged).toEqual([`n1 info --fast 1 true false ${folder}/node.ts`]);
  });

  test("finds where it is by each of the names that Bun and Node.js have for that", async () => {
    const { logged } = await run(
      echo(
        "console.error(import.meta.dir, import.meta.dirname, import.meta.file);\n" +
          "console.error(import.meta.filename, Bun.main, ...Bun.argv.slice(1));",
      ),
      {},
      ["--fast"],
    );
    expect(logged).toEqual([
      `n1 info ${folder} ${folder} node.ts`,
      `n1 info ${folder}/node.ts ${folder}/node.ts ${folder}/node.ts --fast`,
    ]);
  });

  test("is the main module also where a link leads to it", async () => {
    const text = echo("if (!import.meta.main) process.exit(7);");
    const link = join(folder, "link.ts");
    symlinkSync(write("node.ts", text), link);
    const { makeGuest } = await loadProgram(link, []);
    const options = { workload: "echo", nodes: ["n1"], timeLimitSeconds: 1 } as const;
    const { end, violations } = await runVirtual(completeOptions(options), makeGuest);
    expect([end, violations]).toEqual(["complete", []]);
  });

  test("has clock, timers and random numbers of its seed", async () => {
    const text = echo(`const say = (name: string) => console.error(
  name, Date.now(), new Date().toISOString(), performance.now(), process.hrtime.bigint(),
  Math.random(), crypto.randomUUID(), crypto.getRandomValues(new Uint8Array(2)));
setTimeout(say, 500, "timeout");
const interval = setInterval(() => { say("interval"); clearInterval(interval); }, 700);
clearTimeout(setTimeout(() => say("never"), 100).unref());
setImmediate(() => say("immediate"));
Bun.sleep(900).then(() => say("sleep"));`);
    const first = await run(text, { seed: 1 });
    expect(await run(text, { seed: 1 })).toEqual(first);
    expect(first.logged.map((line) => line.split(" ")[2])).toEqual([
      "immediate",
      "timeout",
      "interval",
      "sleep",
    ]);
    const { logged } = await run(text, { seed: 2 });
    expect(logged[1]).not.toBe(first.logged[1]);
    expect(logged[1]).toContain(" 2000-01-01T00:00:00.5");
  });

  test("begins afresh when its node is started again, with all that it imports", async () => {
    write("counter.ts", "let count = 0;\nexport const next = (): number => ++count;\n");
    const { logged } = await run(
      echo('import { next } from "./counter.ts";\nconsole.error("start", next());'),
      { faults: ["kill"], nemesisIntervalSeconds: 0.5, timeLimitSeconds: 5 },
    );
    expect(logged.length).toBeGreaterThan(2);
    expect(new Set(logged)).toEqual(new Set(["n1 info start 1"]));
  });

  test("that fails in a handler answers with error 13, and its log names the line", async () => {
    const { outcome, logged } = await run(
      echo("").replace(
        "  node.reply(",
        "  if (Math.random() < 2) throw new Error('oh');\n  node.reply(",
      ),
    );
    expect(outcome.end).toBe("complete");
    expect(answers(outcome)).toContain("info");
    expect(logged[0]).toStartWith("n1 error Cannot serve {");
    expect(logged[0]).toMatch(/: Error: oh\n {4}at <anonymous> \(\S*node\.ts:5:36\)\n/);
  });

  test("that fails in a timer goes on, as a process would", async () => {
    const { outcome, logged } = await run(
      echo("setTimeout(() => { throw new Error('late'); }, 100);"),
    );
    expect(new Set(answers(outcome))).toEqual(new Set(["invoke", "ok"]));
    expect(logged[0]).toMatch(/^n1 error Error: late\n {4}at \S+ \(\S*node\.ts:7:\d+\)/);
  });
});

describe("a program that is no node in virtual time stops the test with a sentence:", () => {
  const start = "Node n1 never started: its program ";
  test.each([
    [
      "one that throws",
      echo("throw new Error('no');"),
      "threw before host.run(node).\nError: no\n    at ",
    ],
    [
      "one that ends",
      'import { Node } from "eddy";',
      "ended without host.run(node).\nIn virtual time",
    ],
    [
      "one that waits",
      echo('await Bun.file("x").text();'),
      "waits for something before host.run(node)",
    ],
  ])("%s", async (_, text, why) => {
    const { outcome } = await run(text);
    expect(outcome.end).toBe("violation");
    expect(outcome.violations[0]?.kind).toBe("no-start");
    expect(outcome.violations[0]?.message).toStartWith(start + why);
  });

  test("one that exits", async () => {
    const { outcome } = await run(echo("setTimeout(() => process.exit(4), 300);"));
    expect(outcome.violations[0]?.message).toBe("Node n1 exited with code 4 in mid-test.\n");
  });

  test("one that logs on standard output", async () => {
    const { outcome } = await run(echo('console.log("hello", 1);'));
    expect(outcome.violations[0]?.message).toStartWith(
      "Node n1 wrote a line on standard output that is no message: it is no JSON",
    );
  });
});

describe("a file that cannot be a program is refused:", () => {
  test.each([
    [
      "a syntax error",
      "const = 1;",
      /node\.ts:1:7: Expected identifier but found "="\n {4}const = 1;\n/,
    ],
    [
      "a missing import",
      'import { x } from "./gone.ts"; x();',
      /node\.ts:1:19: Could not resolve: "\.\/gone\.ts"/,
    ],
    ["a missing package", 'import x from "left-pad"; x();', /Could not resolve: "left-pad"/],
  ])("%s", async (_, text, message) => {
    await expect(loadProgram(write("node.ts", text), [])).rejects.toThrow(message);
  });

  test("one that is not there, a folder, and another language", () => {
    expect(whyNotProgram(`${folder}/gone.ts`)).toBe(`${folder}/gone.ts does not exist`);
    expect(whyNotProgram(folder)).toBe(`${folder} is a folder; it must be a file`);
    expect(whyNotProgram(write("node.py", ""))).toContain(
      "To test it as a process, leave out --virtual",
    );
    for (const name of ["a.ts", "a.mts", "a.js", "a.cjs", "a.tsx"]) {
      expect(whyNotProgram(write(name, ""))).toBeUndefined();
    }
  });
});
