/**
 * What `--data-dir` costs: CPU of a burst beside that of the same node without it, and how long a
 * client waits for `broadcast_ok`, one request at a time and many at once. `bun test/figures/durable.ts`
 * writes to the system's temporary folder, so what it measures is that disk.
 */

import { mkdtempSync } from "node:fs";
import { broadcastLine, START, writeInput } from "../bench/speed/input.ts";
import { consume, FOLDER, removeFolder } from "../bench/speed/runners.ts";
import { executable } from "../support/executable.ts";

const ROUNDS = 5;
const BURST = 1_000_000;

/** Requests in flight, and how many in all: a synced request takes some milliseconds. */
const LOADS = [
  { inFlight: 1, total: 1000 },
  { inFlight: 1000, total: 100_000 },
];

const STRATEGIES = ["relay", "tree"];

function command(strategy: string, isDurable: boolean): string[] {
  const own = [executable(), "--strategy", strategy];
  if (!isDurable) return own;
  return [...own, "--data-dir", mkdtempSync(`${FOLDER}/data-`), "--run-id", "1"];
}

/** Microseconds of CPU a broadcast, the least of the rounds of each. */
async function burst(strategy: string): Promise<string> {
  const input = writeInput("burst", BURST, { line: (index) => broadcastLine(index, index) });
  const least = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [place, isDurable] of [false, true].entries()) {
      const runner = { name: strategy, command: command(strategy, isDurable) };
      const { seconds } = await consume(runner, input);
      least[place] = Math.min(least[place] ?? Infinity, (seconds * 1e6) / BURST);
    }
  }
  const [without = NaN, durable = NaN] = least;
  const ratio = (durable / without).toFixed(2);
  return `${without.toFixed(2)} µs, on disk ${durable.toFixed(2)} µs (× ${ratio})`;
}

/** Waits for answers to this many requests at once, and then for the next. */
async function waits(
  strategy: string,
  isDurable: boolean,
  { inFlight, total }: (typeof LOADS)[number],
): Promise<string> {
  const child = Bun.spawn(command(strategy, isDurable), {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const sentAt = new Float64Array(total);
  const millis: number[] = [];
  let sent = 0;
  const sendUpTo = (count: number): void => {
    let text = "";
    for (; sent < Math.min(count, total); sent++) {
      sentAt[sent] = performance.now();
      text += broadcastLine(sent, sent + 10);
    }
    if (text === "") return;
    child.stdin.write(text);
    child.stdin.flush();
  };
  child.stdin.write(START);
  const startMs = performance.now();
  sendUpTo(inFlight);
  let rest = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    const now = performance.now();
    for (const line of lines) {
      const id = /broadcast_ok","in_reply_to":(\d+)/u.exec(line)?.[1];
      if (id !== undefined) millis.push(now - (sentAt[Number(id) - 10] ?? NaN));
    }
    if (millis.length === total) break;
    sendUpTo(millis.length + inFlight);
  }
  const seconds = (performance.now() - startMs) / 1e3;
  await child.stdin.end();
  await child.exited;
  millis.sort((one, other) => one - other);
  const at = (quantile: number): string =>
    (millis[Math.floor(quantile * (total - 1))] ?? NaN).toPrecision(3);
  return `${Math.round(total / seconds)}/s, median ${at(0.5)} ms, 99 % ${at(0.99)} ms`;
}

try {
  for (const strategy of STRATEGIES) {
    console.log(`${strategy}, burst of ${BURST}: ${await burst(strategy)}`);
    for (const load of LOADS) {
      for (const isDurable of [false, true]) {
        const where = isDurable ? "on disk" : "in memory";
        const figures = await waits(strategy, isDurable, load);
        console.log(`${strategy}, ${load.inFlight} at once, ${where}: ${figures}`);
      }
    }
  }
} finally {
  removeFolder();
}
