/** `eddy test --virtual --bin FILE`: somebody's own program in virtual time. */

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executable } from "../support/executable.ts";
import { startIn } from "../support/test-command.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-program-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** An echo node that does this at each echo. */
function writeEcho(atEcho: string): string {
  const path = join(folder, "node.ts");
  const program = `import { type Host, Node, StdioHost, type Message } from "eddy";
export function makeNode(host: Host): Node {
  const node = new Node(host);
  node.on("echo", (request: Message) => {
    ${atEcho}
    node.reply(request, { type: "echo_ok", echo: request.body["echo"] });
  });
  return node;
}
if (import.meta.main) await new StdioHost().run(makeNode);
`;
  writeFileSync(path, program);
  return path;
}

const ECHO = ["--virtual", "-w", "echo", "--seed", "1", "--time-limit", "1", "--bin"];

test("the executable runs it without Bun, npm or a network, and says how to repeat it", () => {
  writeEcho("if (node.random() < 2 ** 29) host.write(process.argv.slice(2).join());");
  const { stdout, exitCode } = Bun.spawnSync(
    [executable(), "test", ...ECHO, "node.ts", "--", "lost", "1"],
    {
      cwd: folder,
      env: { PATH: "/usr/bin" },
    },
  );
  const output = stdout.toString();
  expect(output).toMatch(/Node n1 wrote a line on standard output that is not a message[^]*lost,1/);
  expect(output).toMatch(
    / test --virtual -w echo --time-limit 1 --bin node\.ts --seed 1 -- lost 1\n$/,
  );
  expect(exitCode).toBe(3);
});

test("the grow-only set of the examples survives partitions and kills", async () => {
  const path = join(import.meta.dir, "../../src/examples/g-set.ts");
  const load = ["-w", "g-set", "--rate", "50", "--time-limit", "20", "--latency", "50"];
  const faults = ["--nemesis", "partition,kill", "--nemesis-interval", "3"];
  const args = ["--virtual", "--seed", "7", ...load, ...faults, "--bin", path];
  const { output, exitCode } = await startIn(folder, args).ended;
  expect(output).toMatch(/\nValid: none of \d+ values was lost/);
  expect(exitCode).toBe(0);
});

test("a promise that a node leaves unhandled is told, and the test goes on", async () => {
  const path = writeEcho('void node.rpc("n1", { type: "gone" }).then((body) => body);');
  const { exitCode, errors } = await startIn(folder, [...ECHO, path]).ended;
  expect(errors).toStartWith("A node did not catch this error. It goes on");
  expect(errors).toContain("no handler of gone");
  expect(exitCode).toBe(0);
});

describe("wrong usage", () => {
  test("a file that is not there, and one in another language", async () => {
    const gone = await startIn(folder, [...ECHO, `${folder}/gone.ts`]).ended;
    expect([gone.exitCode, gone.errors]).toEqual([
      64,
      `eddy test: --bin: ${folder}/gone.ts does not exist\nTry: eddy test --help\n`,
    ]);
    writeFileSync(`${folder}/node.py`, "");
    const other = await startIn(folder, [...ECHO, `${folder}/node.py`]).ended;
    expect(other.exitCode).toBe(64);
    expect(other.errors).toContain("--virtual runs only TypeScript and JavaScript");
  });

  test("a program that is to be a process, but is no executable", async () => {
    const path = writeEcho("");
    const { exitCode, errors } = await startIn(folder, ["--bin", path]).ended;
    expect([exitCode, errors]).toEqual([
      64,
      `eddy test: --bin: ${path} is not executable; try: chmod +x '${path}'\n` +
        "If it exports makeNode, --virtual runs it as it is\nTry: eddy test --help\n",
    ]);
  });

  test("a program without makeNode, with what to write", async () => {
    writeFileSync(`${folder}/node.ts`, "for await (const line of console) console.log(line);\n");
    const { exitCode, errors } = await startIn(folder, [...ECHO, `${folder}/node.ts`]).ended;
    expect([exitCode, errors]).toEqual([
      64,
      `eddy test: --bin: ${folder}/node.ts has no makeNode.
In virtual time a program exports what makes a node:
    import { type Host, Node, StdioHost } from "eddy";
    export function makeNode(host: Host): Node {
      const node = new Node(host);
      node.on("echo", (request) => { … });
      return node;
    }
    if (import.meta.main) await new StdioHost().run(makeNode);
Leave out --virtual to test any other program: then it runs as a process
Try: eddy test --help
`,
    ]);
  });

  test("a makeNode that returns nothing", async () => {
    writeFileSync(`${folder}/node.ts`, "export function makeNode() {}\n");
    const { exitCode, errors } = await startIn(folder, [...ECHO, `${folder}/node.ts`]).ended;
    expect(errors).toStartWith(
      `eddy test: makeNode of ${folder}/node.ts returns undefined, which is not a node.\nIn virtual`,
    );
    expect(exitCode).toBe(3);
  });
});
