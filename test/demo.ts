/**
 * `make demo`: plays what a real Maelstrom wrote to node n1 in a recorded run of five nodes into the
 * executable, and says what came of it.
 */

import { join } from "node:path";
import { isRecord } from "./support/json.ts";
import { messagesOf, play } from "./support/process.ts";

const INPUT = join(import.meta.dir, "recorded/grid-5/n1.stdin.jsonl");
const SHOWN = 12;

const input = await Bun.file(INPUT).text();
const received = input.trim().split("\n");
const played = await play(input, ["--strategy", "relay"]);
const sent = messagesOf(played).filter(isRecord);
const toNodes = sent.filter(({ dest }) => String(dest).startsWith("n"));

console.log(
  "A recorded run of Maelstrom, 5 nodes on a grid, as n1 saw it; dist/eddy --strategy relay:\n",
);
for (const line of received.slice(0, SHOWN)) console.log(`  → ${line}`);
console.log(`  … ${received.length - SHOWN} more\n`);
for (const line of played.stdout.split("\n").slice(0, SHOWN)) console.log(`  ← ${line}`);
console.log(`  … ${sent.length - SHOWN} more\n`);
console.log(
  `${received.length} messages came in; ${sent.length - toNodes.length} answers went to clients, ` +
    `${toNodes.length} messages on to other nodes; exit code ${played.exitCode}.`,
);
