/**
 * play.html: one file with the page, and as data the script of its worker and what the strategies say. Where it is put or opened
 * from makes no difference: it asks nobody for anything.
 */

import { playBundle } from "../view/bundle.ts" with { type: "macro" };
import { escaped, pageHtml } from "../view/html.ts";

const { script, style, worker, code } = playBundle();

export function playHtml(): string {
  return pageHtml({
    script,
    style,
    data: [
      `<script type="text/plain" id="worker">${escaped(worker)}</script>`,
      `<script type="application/json" id="code">${escaped(JSON.stringify(code))}</script>`,
    ].join("\n"),
    policy: "worker-src blob:",
    noScript: "This page needs JavaScript.",
  });
}
