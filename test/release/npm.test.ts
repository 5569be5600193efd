/** The npm packages, installed into an empty folder without a network as a user would. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import { tarGz } from "../../src/release/archive.ts";
import { mainPackage, platformPackage, type Package } from "../../src/release/npm.ts";
import { TARGETS } from "../../src/release/targets.ts";
import { executable } from "../support/executable.ts";

/** The targets that fit this machine, glibc's and musl's on Linux. */
const HERE = TARGETS.filter(({ os, cpu }) => os === process.platform && cpu === process.arch);

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "eddy-npm-"));
  writeFileSync(join(folder, "package.json"), "{}");
  // As good as the executable itself, and packed in no time.
  const script = Buffer.from(`#!/bin/sh\nexec '${executable()}' "$@"\n`);
  const here = HERE.filter(({ libc }) => libc !== "musl");
  const packages = [
    await mainPackage(TARGETS, []),
    ...here.map((target) => platformPackage(target, script, [])),
  ];
  const archives = packages.map(write);
  run("npm", "install", "--offline", "--no-audit", "--no-fund", ...archives);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

function write({ archive, files }: Package): string {
  writeFileSync(join(folder, archive), tarGz(files));
  return `./${archive}`;
}

/** Returns what the command printed. Throws with its words if it fails. */
function run(...command: readonly string[]): string {
  const { stdout, stderr, exitCode } = Bun.spawnSync([...command], { cwd: folder });
  if (exitCode === 0) return stdout.toString();
  throw new Error(`${command.join(" ")}: ${stdout.toString()}${stderr.toString()}`);
}

test("npx eddy runs a test, and passes arguments and exit codes on", () => {
  const args = [
    "test",
    "--virtual",
    "--seed",
    "1",
    "--time-limit",
    "2",
    "--",
    "--strategy",
    "local",
  ];
  const command = ["npx", "--offline", "eddy", ...args];
  const { stdout, exitCode } = Bun.spawnSync(command, { cwd: folder });
  const output = stdout.toString();
  expect(output).toContain("Seed 1\n");
  expect(output).toContain("\nInvalid:");
  expect(exitCode).toBe(1);
});

test("the package brings examples, which the command tests", () => {
  const example = "node_modules/eddy/examples/counter-seq-kv.ts";
  const options = ["--virtual", "-w", "g-counter", "--time-limit", "5", "--bin", example];
  const eddy = join(folder, "node_modules/.bin/eddy");
  expect(run(eddy, "test", ...options)).toContain("\nValid: ");
});

test("the command is a node as well, whose input ends it", () => {
  const init = { type: "init", msg_id: 1, node_id: "n1", node_ids: ["n1"] };
  const line = JSON.stringify({ src: "c1", dest: "n1", body: init });
  const { stdout, exitCode } = Bun.spawnSync([join(folder, "node_modules/.bin/eddy")], {
    stdin: Buffer.from(`${line}\n`),
  });
  expect(stdout.toString()).toContain('"type":"init_ok"');
  expect(exitCode).toBe(0);
});

test("a program with eddy and eddy/testing runs under Bun", () => {
  cpSync(join(folder, "node_modules/eddy/examples/g-set.ts"), join(folder, "g-set.ts"));
  writeFileSync(
    join(folder, "try.ts"),
    `import { simulate } from "eddy/testing";
import { makeNode } from "./g-set.ts";
const { lost, operations } = await simulate({ workload: "g-set", timeLimitSeconds: 5 }, makeNode);
console.log(lost, operations > 10);
`,
  );
  expect(run(process.execPath, "try.ts")).toBe("0 true\n");
});

test("its types are whole, and need neither Bun's types nor an option of TypeScript", () => {
  writeFileSync(
    join(folder, "types.ts"),
    `import { Node, RpcError, StdioHost, type Message } from "eddy";
import { MemoryHost, nodeNames, simulate, type Figures } from "eddy/testing";
const node: Node = new Node(new MemoryHost());
node.on("echo", (request: Message) => node.reply(request, { type: "echo_ok" }));
// @ts-expect-error
node.on("echo", (request: Message) => node.reply(request, { kind: "echo_ok" }));
// @ts-expect-error
simulate({ faults: ["earthquake"] }, () => node);
export const figures: Promise<Figures> = simulate({ nodes: nodeNames(3) }, () => node);
export const served: Promise<never> = new StdioHost().run(() => node);
export const code: number = new RpcError(10, "").code;
`,
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
    target: "ESNext",
    module: "ESNext",
    moduleResolution: "bundler",
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["types.ts"] }),
  );
  expect(run(process.execPath, "check")).toBe("");
});

test("the package of each platform says where it fits, and eddy asks for all of them", () => {
  const manifest: unknown = JSON.parse(
    readFileSync(join(folder, "node_modules/eddy/package.json"), "utf8"),
  );
  expect(manifest).toMatchObject({
    version: packageJson.version,
    optionalDependencies: Object.fromEntries(
      TARGETS.map(({ name }) => [`eddy-${name}`, packageJson.version]),
    ),
  });
  expect(manifest).not.toHaveProperty("private");
  const fit = TARGETS.map((target) => {
    const { files } = platformPackage(target, new Uint8Array(), []);
    const [first] = files;
    const { os, cpu, libc }: { os: unknown; cpu: unknown; libc?: unknown } = JSON.parse(
      Buffer.from(first?.bytes ?? []).toString(),
    );
    return [os, cpu, libc].flat().filter(Boolean).join(" ");
  });
  expect(fit).toEqual([
    "linux x64 glibc",
    "linux x64 musl",
    "linux arm64 glibc",
    "darwin arm64",
    "darwin x64",
    "win32 x64",
  ]);
});
