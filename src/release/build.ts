/** Executables for other platforms, out of Bun's own for them, which the npm registry has. */

import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json";
import { executableName, type Target } from "./targets.ts";

const ROOT = join(import.meta.dir, "../..");

/**
 * Installs Bun for all platforms within `folder` and returns the folder of the packages. Bun checks
 * what it downloads against the hashes of the lock file.
 */
export function installRuntimes(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "bun.lock"]) {
    cpSync(join(import.meta.dir, "runtimes", file), join(folder, file));
  }
  run(["install", "--frozen-lockfile", "--os=*", "--cpu=*", "--libc=*"], folder);
  return join(folder, "node_modules/@oven");
}

/** Compiles eddy for `target` into `folder` and returns the executable's path. */
export function compile(target: Target, runtimes: string, folder: string): string {
  const name = executableName(target);
  const path = join(folder, name);
  const runtime = join(runtimes, target.runtime, "bin", target.os === "win32" ? "bun.exe" : "bun");
  mkdirSync(folder, { recursive: true });
  const [, ...options] = packageJson.scripts.build.split(" ");
  const cross = [`--target=bun-${target.name}`, `--compile-executable-path=${runtime}`];
  run([...options, ...cross, "--outfile", path], ROOT);
  return path;
}

/** Runs Bun with these arguments. Throws with its words if it fails. */
export function run(args: readonly string[], folder: string): void {
  const { exitCode, stderr, stdout } = Bun.spawnSync([process.execPath, ...args], { cwd: folder });
  if (exitCode === 0) return;
  throw new Error(`bun ${args.join(" ")} failed:\n${stdout.toString()}${stderr.toString()}`);
}
