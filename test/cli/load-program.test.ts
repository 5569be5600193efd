import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadProgram, whyNotProgram } from "../../src/cli/load-program.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { INIT_OK, init, line, message } from "../support/messages.ts";

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

const ECHO = `import { type Host, Node, type Message } from "eddy";
import { MemoryHost } from "eddy/testing";
import { once } from "./twice.ts";
export function makeNode(host: Host): Node {
  const node = new Node(host);
  node.on("echo", (request: Message) => {
    node.reply(request, { type: "echo_ok", echo: once(request.body["echo"]), name: MemoryHost.name });
  });
  return node;
}
`;

test("a program runs with this copy of eddy and what it imports", async () => {
  write("twice.ts", "export const once = (value: unknown): unknown => value;\n");
  const makeNode = await loadProgram(write("node.ts", ECHO));
  const host = new MemoryHost();
  const node = makeNode(host);
  node.receive(init(["n1"]));
  node.receive(line("c1", { type: "echo", msg_id: 2, echo: 5 }));
  const body = { type: "echo_ok", echo: 5, name: "MemoryHost", in_reply_to: 2 };
  expect(host.take()).toEqual([INIT_OK, message("c1", body)]);
});

describe("a program that makes no node is refused with what is wrong and what to write:", () => {
  const hint = "\nIn virtual time a program exports what makes a node:\n    import { type Host";

  test.each([
    [
      "one without makeNode",
      "for await (const line of console) console.log(line);",
      " has no makeNode.",
    ],
    ["one that does not export it", "const makeNode = 1; makeNode;", " does not export makeNode."],
  ])("%s", async (_, text, why) => {
    const path = write("node.ts", text);
    await expect(loadProgram(path)).rejects.toThrow(`${path}${why}${hint}`);
  });

  test("one that runs on standard input when it is imported", async () => {
    const path = write(
      "node.ts",
      'import { StdioHost } from "eddy";\nexport function makeNode() {}\nawait new StdioHost().run(makeNode);',
    );
    await expect(loadProgram(path)).rejects.toThrow(
      `new StdioHost().run may only be called after: if (import.meta.main).${hint}`,
    );
  });

  test.each([
    ["nothing", "", "undefined"],
    ["a promise", "return Promise.resolve();", "Promise { <resolved> }"],
  ])("one whose makeNode returns %s", async (_, text, shown) => {
    const path = write("node.ts", `export function makeNode() { ${text} }`);
    const makeNode = await loadProgram(path);
    expect(() => makeNode(new MemoryHost())).toThrow(
      `makeNode of ${path} returns ${shown}, which is not a node.${hint}`,
    );
  });
});

test.each([
  ["a syntax error", "makeNode = = 1;", /cannot be imported:\n[^]*node\.ts:1:12$/],
  ["an error", "export const makeNode = 1;\nthrow new Error('oh');", /error: oh\n[^]*node\.ts:2:/],
  [
    "a missing import",
    'import { makeNode } from "./gone.ts";\nmakeNode();',
    /'\.\/gone\.ts' from '\S+node\.ts'$/,
  ],
])("a program with %s is refused with the place", async (_, text, why) => {
  await expect(loadProgram(write("node.ts", text))).rejects.toThrow(why);
});

test("a file that is not there, a folder, and another language are refused", () => {
  expect(whyNotProgram(`${folder}/gone.ts`)).toBe(`${folder}/gone.ts does not exist`);
  expect(whyNotProgram(folder)).toBe(`${folder} is a folder; it must be a file`);
  expect(whyNotProgram(write("node.py", ""))).toContain(
    "Leave out --virtual to test it as a process",
  );
  for (const name of ["a.ts", "a.mts", "a.js", "a.cjs", "a.tsx"]) {
    expect(whyNotProgram(write(name, ""))).toBeUndefined();
  }
});
