/** What a reader copies from the README, or from the page of the bench, must work. */

import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../package.json";
import { loadProgram } from "../src/cli/load-program.ts";
import { parseTestArgs } from "../src/cli/test-options.ts";
import { tarGz } from "../src/release/archive.ts";
import { MemoryHost } from "../src/testing/memory-host.ts";
import { executable } from "./support/executable.ts";
import { INIT_OK, init, line, message } from "./support/messages.ts";

const ROOT = join(import.meta.dir, "..");
const readme = await Bun.file(join(ROOT, "README.md")).text();

test("the README's echo node echoes", async () => {
  const program = /```ts\n(import .* from "eddy";[^]*?)```/.exec(readme)?.[1];
  if (program === undefined) throw new Error("The README shows no program");
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(12);
  const folder = mkdtempSync(join(tmpdir(), "eddy-readme-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/eddy"));
    await Bun.write(join(folder, "echo.ts"), program);
    const echo = line("c1", { type: "echo", echo: "Please echo 35", msg_id: 2 });
    const child = Bun.spawn([process.execPath, "echo.ts"], {
      cwd: folder,
      stdin: Buffer.from(`${init(["n1"])}\n${echo}\n`),
      stdout: "pipe",
    });
    const lines = (await new Response(child.stdout).text()).trim().split("\n");
    expect(lines.map((text): unknown => JSON.parse(text))).toEqual([
      INIT_OK,
      message("c1", { type: "echo_ok", echo: "Please echo 35", in_reply_to: 2 }),
    ]);
    expect(await child.exited).toBe(0);
    const makeNode = await loadProgram(join(folder, "echo.ts"));
    const host = new MemoryHost();
    makeNode(host).receive(init(["n1"]));
    expect(host.take()).toEqual([INIT_OK]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the README's make targets are those of the Makefile", async () => {
  const makefile = await Bun.file(join(ROOT, "Makefile")).text();
  const targets = new Set([...makefile.matchAll(/^([a-z]+):/gm)].map(([, target]) => target));
  const named = [...readme.matchAll(/`make ([a-z]+)`/g)].map(([, target]) => target);
  expect(named.length).toBeGreaterThan(3);
  for (const target of named) expect(targets).toContain(target);
});

test("its commands are understood, Maelstrom's too", async () => {
  const bench = await Bun.file(join(ROOT, "src/bench/README.md")).text();
  const commands = [...`${readme}\n${bench}`.matchAll(/^ {4}(?:eddy|maelstrom) test (.*)$/gm)];
  expect(commands.length).toBeGreaterThan(8);
  for (const [, args = ""] of commands) {
    const words = args.replace(/ +#.*$/u, "").match(/'[^']*'|\S+/gu) ?? [];
    parseTestArgs(words.map((word) => word.replaceAll("'", "")));
  }
});

interface Workflow {
  readonly env: { readonly EDDY: string };
  readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
}

interface WorkflowStep {
  readonly run?: string;
  readonly with?: { readonly path: string };
}

test("its workflow for CI runs three challenges from an archive, and keeps the reports", async () => {
  const bench = await Bun.file(join(ROOT, "src/bench/README.md")).text();
  const block = /^```yaml\n([^]*?)```$/m.exec(bench)?.[1] ?? "";
  expect(block.trimEnd().split("\n").length).toBeLessThanOrEqual(13);
  const { env, jobs }: Workflow = JSON.parse(JSON.stringify(Bun.YAML.parse(block)));
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const folder = mkdtempSync(join(tmpdir(), "eddy-ci-"));
  try {
    // As good as the executable itself, and packed in no time.
    const script = Buffer.from(`#!/bin/sh\nexec '${executable()}' "$@"\n`);
    const archive = env.EDDY.split("/").at(-1) ?? "";
    expect(archive).toBe(`eddy-${packageJson.version}-linux-x64.tar.gz`);
    const path = `${archive.replace(".tar.gz", "")}/eddy`;
    writeFileSync(join(folder, archive), tarGz([{ path, bytes: script, isExecutable: true }]));
    for (const { run } of steps) {
      if (run === undefined) continue;
      // In virtual time as well, where nothing depends on how busy the machine is.
      const command = run.replace("--bin ./my-node", "--virtual --seed 1 --time-limit 5");
      const { exitCode, stderr } = Bun.spawnSync(["bash", "-e", "-c", command], {
        cwd: folder,
        env: { ...process.env, EDDY: `file://${folder}/${archive}` },
      });
      expect([run, exitCode, stderr.toString()]).toEqual([run, 0, ""]);
    }
    const kept = steps.flatMap((step) => step.with?.path ?? []).map((glob) => new Bun.Glob(glob));
    expect(kept.map((glob) => [...glob.scanSync(folder)].length)).toEqual([3]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 30_000);

const NODE = `#!/usr/bin/env python3
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    answer = {"type": message["body"]["type"] + "_ok"}
    if answer["type"] == "init_ok":
        answer["in_reply_to"] = message["body"]["msg_id"]
    print(json.dumps({"src": "n0", "dest": message["src"], "body": answer}), flush=True)
`;

test("its message about a broken node is the one that eddy prints", async () => {
  const block = /^```\n(Node n0 did not answer topology[^]*?)```$/m.exec(readme)?.[1];
  if (block === undefined) throw new Error("The README shows no message about a broken node");
  const folder = mkdtempSync(join(tmpdir(), "eddy-readme-"));
  try {
    writeFileSync(join(folder, "my-node"), NODE, { mode: 0o755 });
    const main = join(ROOT, "src/main.ts");
    const args = ["test", "--bin", "./my-node", "--node-count", "1", "--store", "store"];
    const child = Bun.spawn([process.execPath, main, ...args], { cwd: folder, stdout: "pipe" });
    expect(await new Response(child.stdout).text()).toContain(block);
    expect(await child.exited).toBe(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 30_000);
