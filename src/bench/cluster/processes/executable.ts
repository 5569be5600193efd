/** What may be wrong with an executable, in words that say what to do about it. */

import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";

/** Longer than the first line of any script: systems read 127 to 255 bytes of it. */
const FIRST_LINE_BYTES_AT_MOST = 256;

/** Runs a node that is given as a line. It says itself what it did not find. */
export const SHELL = "/bin/sh";

/** Why nodes cannot be processes on this platform; undefined where they can. */
export function whyNoProcesses(platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32") return undefined;
  return (
    "nodes cannot be processes on Windows, since they stand on process groups, SIGSTOP and a shell; " +
    "use WSL, or --virtual"
  );
}

/** Why `path` cannot be the executable of a node; undefined if nothing speaks against it. */
export function whyNotExecutable(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return `${path} does not exist${hintOfPath(path)}`;
  if (stats.isDirectory()) return `${path} is a folder; it must be an executable file`;
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return `${path} is not executable; try: chmod +x '${path}'`;
  }
  if (firstLine(path).endsWith("\r")) {
    return `${path} has Windows line ends, which hide its interpreter from the system; try: sed -i 's/\\r$//' '${path}'`;
  }
  return undefined;
}

/** What an error means that the system gave when it was asked to run `path`. */
export function explainStartError(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const script = firstLine(path);
  if (code === "ENOEXEC") {
    return `${path} is neither a program for this system (${process.platform} ${process.arch}) nor a script with an interpreter in its first line, such as #!/usr/bin/env python3`;
  }
  if (code === "ENOENT" && script !== "") {
    return `${path} names an interpreter that does not exist: ${script}`;
  }
  if (code === "EMFILE") return "too many open files; try: ulimit -n 65536";
  return `${path} cannot be run: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * What its exit code says of a node that wrote nothing. By 126 and 127 env, shells and the system's
 * loader say that they could not run a program. Undefined for any other code.
 */
export function explainExitCode(path: string, exitCode: number | null): string | undefined {
  if (exitCode !== 126 && exitCode !== 127) return undefined;
  const what = exitCode === 127 ? "was not found" : "could not be run";
  const meaning = `its exit code is ${exitCode}, which says that a program ${what}`;
  if (path === SHELL) return meaning;
  const script = firstLine(path);
  if (script === "") return `${meaning}. ${path} is a program that needs another one, or a library`;
  const interpreter = interpreterOf(script);
  const isMissing = interpreter !== undefined && Bun.which(interpreter) === null;
  const more = isMissing ? `, and there is no ${interpreter} on the PATH` : "";
  return `${meaning}. ${path} begins with ${script}${more}`;
}

/** What `#!/usr/bin/env NAME` looks for. */
function interpreterOf(script: string): string | undefined {
  const [env = "", ...words] = script.slice("#!".length).trim().split(/\s+/u);
  if (basename(env) !== "env") return undefined;
  return words.find((word) => !word.startsWith("-") && !word.includes("="));
}

/** A bare name is a file in the working directory, as in Maelstrom; shells mean the PATH by it. */
function hintOfPath(path: string): string {
  const found = Bun.which(basename(path));
  return found === null ? "" : `; did you mean ${found}?`;
}

/** The first line of a script; empty if it is none. */
function firstLine(path: string): string {
  const bytes = Buffer.alloc(FIRST_LINE_BYTES_AT_MOST);
  let length: number;
  try {
    const file = openSync(path, "r");
    length = readSync(file, bytes);
    closeSync(file);
  } catch {
    // Executable, but not readable.
    return "";
  }
  const text = bytes.toString("latin1", 0, length);
  return text.startsWith("#!") ? (text.split("\n")[0] ?? "") : "";
}
