/** Leaves report.html in a folder of the store, and opens it if asked to. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportHtml } from "../view/report-page.ts";
import { recordOf, type RecordInput } from "../view/record/record.ts";

/** Returns the path of the page. */
export function writeReport(folder: string, input: RecordInput, target?: string): string {
  const journalPath = join(folder, "journal.jsonl");
  const journal = existsSync(journalPath) ? readFileSync(journalPath) : undefined;
  const path = target ?? join(folder, "report.html");
  writeFileSync(path, reportHtml({ record: recordOf(input), journal }));
  return path;
}

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a page in the person's browser. Throws if the system has no way to. */
export function openPage(path: string): void {
  const opener = OPENERS[process.platform] ?? ["xdg-open"];
  Bun.spawn([...opener, path], { stdio: ["ignore", "ignore", "ignore"] }).unref();
}
