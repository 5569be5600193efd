/** What a person is shown of a node that failed: its last lines. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { excerpt } from "../../network/violations.ts";

/** Maelstrom shows this many, too. */
export const LAST_LINES = 32;

const LAST_LOG_BYTES = 8192;

/** The last lines of a node's log and of what it wrote. */
export function describeLastLines(written: readonly string[], logPath: string): string {
  const log = describeLog(logPath);
  return [
    log === "" ? `It wrote nothing to stderr, ${logPath}.` : log,
    describeOutput(written),
  ].join("\n");
}

/** The last lines of what a node wrote. */
export function describeOutput(written: readonly string[]): string {
  if (written.length === 0) return "It wrote nothing to stdout.";
  return shown("The end of its stdout:", written);
}

/** The last lines of a node's log, with its path; empty if there are none. */
export function describeLog(path: string): string {
  const lines = lastLinesOf(path);
  if (lines.length === 0) return "";
  return shown(`The end of its stderr, ${path}:`, lines);
}

/** Lines below a heading. */
export function shown(heading: string, lines: readonly string[]): string {
  return [heading, ...lines.map((line) => `  ${excerpt(line)}`)].join("\n");
}

function lastLinesOf(path: string): string[] {
  const file = openSync(path, "r");
  const { size } = fstatSync(file);
  const bytes = Buffer.alloc(Math.min(size, LAST_LOG_BYTES));
  readSync(file, bytes, 0, bytes.length, size - bytes.length);
  closeSync(file);
  const lines = bytes.toString().split("\n");
  return lines.filter((line) => line !== "").slice(-LAST_LINES);
}
