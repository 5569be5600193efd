/** Leaves report.html in a folder of the store, and opens it if asked to. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportHtml } from "../view/report-page.ts";
import { recordOf, type RecordInput } from "../view/record/record.ts";
import { note } from "./terminal.ts";

/** What a page or a picture is made of. */
export type Recorded = Parameters<typeof reportHtml>[0];

/** With the journal of this folder, if it has one. */
export function recordedIn(folder: string, input: RecordInput): Recorded {
  const path = join(folder, "journal.jsonl");
  const journal = existsSync(path) ? readFileSync(path) : undefined;
  return { record: recordOf(input), journal };
}

/** Returns the path. */
export function writeReport(recorded: Recorded, path: string): string {
  writeFileSync(path, reportHtml(recorded));
  return path;
}

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a page in the person's browser. Where that cannot be done it says so, and nothing fails. */
export function openPage(path: string): void {
  const opener = OPENERS[process.platform] ?? ["xdg-open"];
  try {
    Bun.spawn([...opener, path], { stdio: ["ignore", "ignore", "ignore"] }).unref();
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    note(`Cannot open ${path}: ${isMissing ? `there is no ${opener[0]} here` : error}`);
  }
}
