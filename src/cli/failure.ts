/** How a command ends that failed. */

import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { BrokenInput } from "../bench/verdict/check.ts";
import { CannotStart } from "../bench/cluster/processes.ts";
import { ExitCode } from "./exit-codes.ts";
import { UsageError } from "./option-values.ts";
import { note } from "./terminal.ts";

/** Tells what went wrong and returns the exit code. */
export function fail(
  command: "check" | "compare" | "play" | "report" | "test",
  error: unknown,
): number {
  if (error instanceof UsageError) {
    note(`eddy ${command}: ${error.message}\nTry: eddy ${command} --help`);
    return ExitCode.usage;
  }
  note(`eddy ${command}: ${describe(error)}`);
  return ExitCode.failed;
}

/** An error of the system becomes a sentence. Anything else is a mistake in this program. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const missing = missingFile(error) ?? missingFile(error.cause);
  if (missing !== undefined) return `${missing} does not exist`;
  const isKnown =
    error instanceof BrokenInput || error instanceof CannotStart || "syscall" in error;
  return isKnown ? error.message : (error.stack ?? error.message);
}

/** The file that the system did not find, or the folder of it, if that is what went wrong. */
function missingFile(error: unknown): string | undefined {
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  if (!isMissing || !("path" in error) || typeof error.path !== "string") return undefined;
  // A file that should be written can only lack its folder.
  return [dirname(error.path), error.path].find((path) => !existsSync(path));
}
