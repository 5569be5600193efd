/**
 * A page as one file that needs no network. Nothing in it can run but its own script, nor can anything
 * else style it: the content security policy admits both by their hashes.
 */

import { packageLicenses } from "./bundle.ts" with { type: "macro" };

const licenses = await packageLicenses();

export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Elements before the body, as markup. */
  readonly data?: string;
  /** More of the policy, such as "worker-src blob:". */
  readonly policy?: string;
  /** What a browser without scripts shows. */
  readonly noScript: string;
}

export function pageHtml({ script, style, data = "", policy, noScript }: PageParts): string {
  const [program, rules] = [escaped(script), escaped(style)];
  const whole = [
    "default-src 'none'",
    `script-src '${hashOf(program)}'`,
    `style-src '${hashOf(rules)}'`,
    ...(policy === undefined ? [] : [policy]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${whole}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>eddy</title>
<style>${rules}</style>
<script type="text/plain" id="licenses">
This page holds, besides eddy:

${escaped(licenses)}</script>
${data}
<body>
<noscript>${noScript}</noscript>
<script type="module">${program}</script>
</body>
</html>
`;
}

/** What ends an element must not stand within it; in a text of a program the backslash means nothing. */
export function escaped(text: string): string {
  return text.replaceAll("</", String.raw`<\/`);
}

function hashOf(text: string): string {
  return `sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}`;
}
