/** The programs that are compared, and how one of them is run and measured. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../../package.json";
import { executable } from "../../support/executable.ts";

const BASELINES = join(import.meta.dir, "baselines");

export const FOLDER: string = mkdtempSync(join(tmpdir(), "eddy-bench-"));

export interface Runner {
  readonly name: string;
  readonly command: readonly string[];
}

export function removeFolder(): void {
  rmSync(FOLDER, { recursive: true });
}

/** Every program that can be had here; the C reference needs cc, Node.js's needs node. */
export function runners(): Runner[] {
  const all: Runner[] = [{ name: "eddy", command: [executable(), "--strategy", "relay"] }];
  const reference = join(FOLDER, "reference");
  if (isThere("cc")) {
    run("cc", "-O2", "-o", reference, join(BASELINES, "reference.c"));
    all.push({ name: "C", command: [reference] });
  }
  all.push({ name: "Bun", command: [process.execPath, join(BASELINES, "idiomatic-bun.ts")] });
  if (isThere("node")) {
    all.push({ name: "Node.js", command: ["node", join(BASELINES, "idiomatic-node.mjs")] });
  }
  return all;
}

/** The smallest executable, compiled as `make build` compiles eddy. */
export function smallest(): Runner {
  const path = join(FOLDER, "smallest");
  const flags = packageJson.scripts.build.split(" ").slice(2);
  const words = flags.map((word) =>
    word === "src/main.ts" ? join(BASELINES, "smallest.ts") : word === "dist/eddy" ? path : word,
  );
  run(process.execPath, "build", ...words);
  return { name: "smallest", command: [path] };
}

/**
 * CPU seconds, user and system, of a program that is fed a file through a pipe while another process
 * reads what it writes, as a cluster does; and its largest resident memory in bytes.
 */
export async function consume(
  runner: Runner,
  input: string,
): Promise<{ seconds: number; bytes: number }> {
  const [stdin, stdout] = [join(FOLDER, "stdin"), join(FOLDER, "stdout")];
  run("sh", "-c", `rm -f '${stdin}' '${stdout}'; mkfifo '${stdin}' '${stdout}'`);
  const feeder = Bun.spawn(["sh", "-c", `exec cat '${input}' > '${stdin}'`]);
  const reader = Bun.spawn(["sh", "-c", `exec cat < '${stdout}' > /dev/null`]);
  const child = Bun.spawn([...runner.command], {
    stdin: Bun.file(stdin),
    stdout: Bun.file(stdout),
    stderr: "ignore",
  });
  await Promise.all([child.exited, feeder.exited, reader.exited]);
  const usage = child.resourceUsage();
  if (usage === undefined) throw new Error(`Cannot measure ${runner.name}`);
  return { seconds: Number(usage.cpuTime.total) / 1e6, bytes: usage.maxRSS };
}

/** Runs a program and ends with an error that shows its output if it fails. */
function run(...command: readonly string[]): void {
  const { exitCode, stderr } = Bun.spawnSync([...command]);
  if (exitCode !== 0) throw new Error(`Cannot run ${command.join(" ")}: ${stderr.toString()}`);
}

function isThere(program: string): boolean {
  return Bun.which(program) !== null;
}
