/**
 * report.html: one file that holds a run and the page that shows it. It needs no network and no
 * server, and nothing of what a node wrote can run in it: the data is compressed text, and the
 * content security policy admits this script and this style only, by their hashes.
 */

import { gzipSync } from "node:zlib";
import { reportBundle } from "./bundle.ts" with { type: "macro" };
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
  const [program, rules] = [escaped(script), escaped(style)];
  const policy =
    `default-src 'none'; script-src '${hashOf(program)}'; style-src '${hashOf(rules)}'; ` +
    "base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>eddy</title>
<style>${rules}</style>
${holder("record", new TextEncoder().encode(JSON.stringify(record)))}
${kept === undefined ? "" : holder("journal", kept, leftOut)}
<body>
<noscript>This report needs JavaScript.</noscript>
<script type="module">${program}</script>
</body>
</html>
`;
}

/** A block of data, which a browser neither runs nor shows. Base64 holds no markup. */
function holder(id: string, bytes: Uint8Array, leftOut = 0): string {
  const text = Buffer.from(gzipSync(bytes, { level: 3 })).toString("base64");
  const type = "application/octet-stream";
  return `<script type="${type}" id="${id}" data-left-out="${leftOut}">${text}</script>`;
}

/** What ends an element must not stand within it; in a text of a program the backslash means nothing. */
function escaped(text: string): string {
  return text.replaceAll("</", String.raw`<\/`);
}

function hashOf(text: string): string {
  return `sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}`;
}
