#!/usr/bin/env node
/**
 * The command `eddy` of the npm package, for Node.js. It runs the executable that npm installed for this
 * platform with the same arguments and streams; where Node.js can, it becomes that executable.
 */

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";

const NAME = executablePackage();
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function executablePackage(): string {
  const { platform, arch } = process;
  const os = platform === "win32" ? "windows" : platform;
  return `eddy-${os}-${arch}${platform === "linux" && isMusl() ? "-musl" : ""}`;
}

/** Node.js reports the version of glibc that it runs on, and nothing of musl. */
function isMusl(): boolean {
  const report: unknown = process.report.getReport();
  return !JSON.stringify(report).includes('"glibcVersionRuntime"');
}

function executablePath(): string {
  const file = process.platform === "win32" ? "eddy.exe" : "eddy";
  try {
    return createRequire(import.meta.url).resolve(`${NAME}/${file}`);
  } catch {
    console.error(
      `eddy: the package ${NAME} is not installed. Either npm was told to omit optional ` +
        "dependencies, or there is no executable for this platform.",
    );
    process.exit(3);
  }
}

/** Passes signals on, and ends as the executable ends. */
function runAsChild(path: string, args: readonly string[]): void {
  const child = spawn(path, args, { stdio: "inherit" });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`eddy: ${path} cannot be run: ${error.message}`);
    process.exit(3);
  });
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}

const path = executablePath();
const args = process.argv.slice(2);
// Node.js has it since 23.11, and not on Windows.
if (typeof process.execve === "function" && process.platform !== "win32") {
  process.execve(path, [path, ...args], process.env);
} else {
  runAsChild(path, args);
}
