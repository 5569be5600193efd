/**
 * report.html: one file that holds a run and the page that shows it. It needs no network and no
 * server, and nothing of what a node wrote can run in it: the data is compressed text, and the
 * content security policy admits this script and this style only, by their hashes.
 */

import { gzipSync } from "node:zlib";
import { reportBundle } from "./bundle.ts" with { type: "macro" };
import { pageHtml } from "./html.ts";
import { countLines, firstLines } from "./journal-lines.ts";
import { type RunRecord } from "./model/record.ts";

/** What a page can hold: of more events the first are kept. Some 20 MB as a file. */
const JOURNAL_BYTES_AT_MOST = 200_000_000;

const { script, style } = reportBundle();

export interface ReportData {
  readonly record: RunRecord;
  /** The bytes of journal.jsonl; undefined if there is none. */
  readonly journal: Uint8Array | undefined;
}

export function reportHtml({ record, journal }: ReportData): string {
  const kept = journal && firstLines(journal, JOURNAL_BYTES_AT_MOST);
  const leftOut = journal && kept ? countLines(journal.subarray(kept.length)) : 0;
  const data = [
    holder("record", new TextEncoder().encode(JSON.stringify(record))),
    kept === undefined ? "" : holder("journal", kept, leftOut),
  ].join("\n");
  return pageHtml({ script, style, data, noScript: "This report needs JavaScript." });
}

/** A block of data, which a browser neither runs nor shows. Base64 holds no markup. */
function holder(id: string, bytes: Uint8Array, leftOut = 0): string {
  const text = Buffer.from(gzipSync(bytes, { level: 3 })).toString("base64");
  const type = "application/octet-stream";
  return `<script type="${type}" id="${id}" data-left-out="${leftOut}">${text}</script>`;
}
