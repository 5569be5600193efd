/** What may be wrong with an executable, in words that say what to do about it. */

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { basename } from "node:path";

/** Longer than the first line of any script: systems read 127 to 255 bytes of it. */
const HEAD_BYTES = 256;

/** Runs a node that is given as a line. It says itself what it did not find. */
export const SHELL = "/bin/sh";

/** Why nodes cannot be processes on this platform; undefined where they can. */
export function whyNoProcesses(platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32") return undefined;
  return (
    "nodes cannot be processes on Windows, since eddy needs process groups, SIGSTOP and a shell; " +
    "use WSL, or --virtual"
  );
}

/** Why `path` cannot be the executable of a node; undefined if it can be. */
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
    return `${path} has Windows line ends, so the system does not find its interpreter; try: sed -i 's/\\r$//' '${path}'`;
  }
  return whatHidesInterpreter(path);
}

/** What the error of the system means that came when `path` was run. */
export function explainStartError(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOEXEC") {
    return `${path} is not a program for this system (${process.platform} ${process.arch}). If it is a script, its first line must name the interpreter, such as #!/usr/bin/env python3`;
  }
  const missing = code === "ENOENT" ? whatIsMissing(path) : undefined;
  if (missing !== undefined) return missing;
  if (code === "EMFILE") return "too many open files; try: ulimit -n 65536";
  return `${path} cannot be run: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * Why a node never started that wrote nothing and ended with this exit code: env found no interpreter.
 * Undefined for any other end. A script, too, may end with the 127 of env and shells for its own reasons.
 */
export function explainExitCode(path: string, exitCode: number | null): string | undefined {
  const script = firstLine(path);
  const [, interpreter] = FOUND_BY_ENV.exec(script) ?? [];
  if (exitCode !== 127 || interpreter === undefined) return undefined;
  if (Bun.which(interpreter) !== null) return undefined;
  return `${path} begins with ${script}, but ${interpreter} is not on the PATH`;
}

/** With other options or with variables env may look elsewhere. */
const FOUND_BY_ENV = /^#!\s*\S*\/env\s+(?:-S\s*)?([^\s=-][^\s=]*)(?:\s|$)/u;

/** Which file the system did not find when it was asked to run `path`, a script or a program. */
function whatIsMissing(path: string): string | undefined {
  const script = firstLine(path);
  if (script !== "") {
    const [interpreter = ""] = script.slice("#!".length).trim().split(/\s+/u);
    if (existsSync(interpreter)) return whatIsMissing(interpreter);
    return `${path} names an interpreter that does not exist: ${script}`;
  }
  const loader = loaderOf(path);
  if (loader === undefined || existsSync(loader)) return undefined;
  return `${path} names a loader that does not exist: ${loader}. It was built for another system; build it on this one, or link it statically`;
}

/**
 * The program that loads an ELF file, its PT_INTERP (elf(5)); of 32 or 64 bits, little-endian. The
 * system has looked at the file before, so its tables are sound.
 */
function loaderOf(path: string): string | undefined {
  const file = beginningOf(path, statSync(path).size);
  if (file.toString("latin1", 0, 4) !== "\x7fELF") return undefined;
  const places =
    file[4] === 2
      ? { table: 32, entrySize: 54, count: 56, offset: 8, size: 32 }
      : { table: 28, entrySize: 42, count: 44, offset: 4, size: 16 };
  const entrySize = file.readUInt16LE(places.entrySize);
  for (let number = 0; number < file.readUInt16LE(places.count); number++) {
    const entry = file.subarray(file.readUInt32LE(places.table) + number * entrySize);
    if (entry.readUInt32LE(0) !== PT_INTERP) continue;
    const start = entry.readUInt32LE(places.offset);
    return file.toString("utf8", start, start + entry.readUInt32LE(places.size) - 1);
  }
  return undefined;
}

const PT_INTERP = 3;

/** Editors put a byte order mark before a text. Where the file is in UTF-16, `#!` has zeros around it. */
function whatHidesInterpreter(path: string): string | undefined {
  const [, mark, space] =
    /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?([\s\0]*)#\0?!/.exec(headOf(path)) ?? [];
  if (mark !== undefined) {
    return `${path} begins with a byte order mark, so the system does not see its #!; save it as UTF-8 without that mark`;
  }
  if (space === undefined || space === "") return undefined;
  return `${path} has white space before its #!, so the system does not see the #!; remove the white space`;
}

/** A bare name is a file in the working directory, as in Maelstrom; shells mean the PATH by it. */
function hintOfPath(path: string): string {
  const found = Bun.which(basename(path));
  return found === null ? "" : `; did you mean ${found}?`;
}

/** The first line of a script; empty if it is none. */
function firstLine(path: string): string {
  const head = headOf(path);
  return head.startsWith("#!") ? (head.split("\n")[0] ?? "") : "";
}

/** The beginning of a file, a character a byte. */
function headOf(path: string): string {
  return beginningOf(path, HEAD_BYTES).toString("latin1");
}

/** Empty if the file may be executed but not read. */
function beginningOf(path: string, byteCount: number): Buffer {
  const bytes = Buffer.alloc(byteCount);
  try {
    const file = openSync(path, "r");
    const length = readSync(file, bytes);
    closeSync(file);
    return bytes.subarray(0, length);
  } catch {
    return bytes.subarray(0, 0);
  }
}
