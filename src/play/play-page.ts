/**
 * play.html: one file with the page, and the script of its worker as data. Where it is put or opened
 * from makes no difference: it asks nobody for anything.
 */

import { playBundle } from "../view/bundle.ts" with { type: "macro" };
import { escaped, pageHtml } from "../view/html.ts";

const { script, style, worker } = playBundle();

export function playHtml(): string {
  return pageHtml({
    script,
    style,
    data: `<script type="text/plain" id="worker">${escaped(worker)}</script>`,
    policy: "worker-src blob:",
    noScript: "This page needs JavaScript.",
  });
}
