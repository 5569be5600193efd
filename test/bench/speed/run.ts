/**
 * `make bench`: what the node costs beside a reference in C, the physical limit, and the same node
 * written idiomatically for Bun and for Node.js. All programs take their turns in the same run, and
 * what counts are the ratios: times of a shared machine mean little by themselves.
 */

import { printCosts } from "./cost.ts";
import { existsSync, readFileSync } from "node:fs";
import { executable } from "../../support/executable.ts";
import { broadcastLine, readLine, START, writeInput } from "./input.ts";
import { AT_HUB, AT_LEAF } from "./tree-input.ts";
import { consume, removeFolder, type Runner, runners, smallest } from "./runners.ts";

const ROUNDS = 5;
const PINGS = 2000;
const STARTS = 15;
const READS = 500;
const ADDS_BETWEEN_READS = 10;
const VALUES = 1_000_000;
const MIB = 1024 * 1024;

/** One measured number a program, undefined where it was not measured. */
type Row = Map<Runner, number>;

async function main(): Promise<void> {
  const programs = runners();
  const print = (name: string, unit: string, row: Row): void => printRow(name, unit, programs, row);
  console.log(
    `best of ${ROUNDS} rounds; ×: eddy's figure divided by the other's (below 1: eddy is better)\n`,
  );
  console.log("".padEnd(34), ...programs.map(({ name }) => name.padStart(16)));
  for (const count of [20_000, 100_000, 1_000_000]) {
    const input = writeInput("burst", count, { line: add });
    const row = await inTurns(
      programs,
      async (each) => ((await consume(each, input)).seconds * 1e6) / count,
    );
    print(`broadcast, burst of ${count}`, "µs CPU", row);
  }
  for (const count of [10_000, 100_000]) {
    print(
      `read of ${count} values`,
      "ms CPU",
      await inTurns(programs, (each) => readCost(each, count)),
    );
  }
  print("ping, median", "µs", await inTurns(programs, pingMicros));
  // Without arguments, as by default: what only options need is not loaded then.
  const [own, ...others] = programs;
  const bare = { name: own?.name ?? "", command: own?.command.slice(0, 1) ?? [] };
  const starters = [bare, ...others, smallest()];
  const starts = await inTurns(starters, startMillis);
  printRow("spawn to init_ok, median", "ms", [bare, ...others], starts);
  console.log(smallestLine(starters, starts));
  print("resident, idle", "MiB", await inTurns(programs, (each) => residentMib(each, 0)));
  print(
    "resident, after 100000 broadcasts",
    "MiB",
    await inTurns(programs, (each) => residentMib(each, 100_000)),
  );
  await printFlatness(programs[0]);
  await printTree();
}

/** Each program in turn, round after round; the least of its rounds, since noise only ever adds. */
async function inTurns(
  programs: readonly Runner[],
  measure: (each: Runner) => Promise<number>,
): Promise<Row> {
  const all = new Map<Runner, number[]>(programs.map((each) => [each, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [each, figures] of all) figures.push(await measure(each));
  }
  return new Map([...all].map(([each, figures]) => [each, Math.min(...figures)]));
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[figures.length >> 1] ?? Number.NaN;
}

function printRow(name: string, unit: string, programs: readonly Runner[], row: Row): void {
  const own = row.get(programs[0] ?? { name: "", command: [] }) ?? Number.NaN;
  const cells = programs.map((each, place) => {
    const figure = row.get(each) ?? Number.NaN;
    const text = figure.toPrecision(3);
    return (place === 0 ? `${text} ${unit}` : `${text} ×${(own / figure).toFixed(2)}`).padStart(16);
  });
  console.log(name.padEnd(34), ...cells);
}

function smallestLine(starters: readonly Runner[], row: Row): string {
  const figures = [starters[0], starters.at(-1)].map((each) =>
    each ? (row.get(each) ?? NaN) : NaN,
  );
  const [own = NaN, least = NaN] = figures;
  const name = "  the smallest Bun executable".padEnd(34);
  return `${name} ${`${least.toPrecision(3)} ×${(own / least).toFixed(2)}`.padStart(16)}`;
}

function add(index: number): string {
  return broadcastLine(index, index);
}

/** CPU milliseconds a read costs, with some broadcasts between reads: the difference that the reads make. */
async function readCost(each: Runner, count: number): Promise<number> {
  const total = count + READS * ADDS_BETWEEN_READS;
  const withReads = (index: number): string => {
    const isRead = index >= count && (index - count) % ADDS_BETWEEN_READS === 0;
    return broadcastLine(index, index) + (isRead ? readLine(index) : "");
  };
  const without = (await consume(each, writeInput("adds", total, { line: add }))).seconds;
  const all = (await consume(each, writeInput("reads", total, { line: withReads }))).seconds;
  return ((all - without) * 1e3) / READS;
}

async function pingMicros(each: Runner): Promise<number> {
  const child = Bun.spawn([...each.command], { stdin: "pipe", stdout: "pipe", stderr: "ignore" });
  const answers = child.stdout.getReader();
  const micros: number[] = [];
  child.stdin.write(START);
  child.stdin.flush();
  for (let lines = 0; lines < 2;) lines += linesIn((await answers.read()).value);
  for (let ping = 0; ping < PINGS; ping++) {
    const before = Bun.nanoseconds();
    child.stdin.write(readLine(ping));
    child.stdin.flush();
    await answers.read();
    micros.push((Bun.nanoseconds() - before) / 1e3);
  }
  await child.stdin.end();
  await child.exited;
  return median(micros);
}

function linesIn(bytes: Uint8Array | undefined): number {
  return bytes?.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0) ?? 0;
}

async function startMillis(each: Runner): Promise<number> {
  const millis: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const before = Bun.nanoseconds();
    const child = Bun.spawn([...each.command], { stdin: "pipe", stdout: "pipe", stderr: "ignore" });
    child.stdin.write(START.slice(0, START.indexOf("\n") + 1));
    child.stdin.flush();
    await child.stdout.getReader().read();
    millis.push((Bun.nanoseconds() - before) / 1e6);
    await child.stdin.end();
    await child.exited;
  }
  return median(millis);
}

/** Resident memory of a program that has answered everything and waits. */
async function residentMib(each: Runner, broadcasts: number): Promise<number> {
  const child = Bun.spawn([...each.command], { stdin: "pipe", stdout: "pipe", stderr: "ignore" });
  const answers = child.stdout.getReader();
  child.stdin.write(START);
  for (let value = 0; value < broadcasts; value++) child.stdin.write(broadcastLine(value, value));
  child.stdin.flush();
  for (let lines = 0; lines < 2 + 5 * broadcasts;) lines += linesIn((await answers.read()).value);
  const path = `/proc/${child.pid}/status`;
  const status = existsSync(path) ? readFileSync(path, "utf8") : "";
  await child.stdin.end();
  await child.exited;
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / MIB;
}

/** What a value costs a node of `tree`, beside one of `relay` with four neighbours. */
async function printTree(): Promise<void> {
  const relay = { name: "relay", command: [executable(), "--strategy", "relay"] };
  const tree = { name: "tree", command: [executable(), "--strategy", "tree"] };
  const rows = [
    { title: "relay, four neighbours", runner: relay, lines: { line: add } },
    { title: "tree, hub of 24 children", runner: tree, lines: AT_HUB },
    { title: "tree, leaf", runner: tree, lines: AT_LEAF },
  ];
  console.log(
    `\n${"a value received, 1 M values".padEnd(34)} ${"µs CPU".padStart(16)} ${"peak MiB".padStart(10)}`,
  );
  let first = Number.NaN;
  for (const { title, runner, lines } of rows) {
    const perLine = "valuesPerLine" in lines ? (lines.valuesPerLine ?? 1) : 1;
    const input = writeInput("tree", VALUES / perLine, lines);
    const runs: { seconds: number; bytes: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await consume(runner, input));
    const least = Math.min(...runs.map(({ seconds }) => (seconds * 1e6) / VALUES));
    if (Number.isNaN(first)) first = least;
    const ratio = `${least.toPrecision(3)} ×${(least / first).toFixed(2)}`;
    const peak = Math.max(...runs.map(({ bytes }) => bytes)) / MIB;
    console.log(title.padEnd(34), ratio.padStart(16), peak.toFixed(0).padStart(10));
  }
}

/** The largest resident memory must not depend on the number of lines when no value is new. */
async function printFlatness(eddy: Runner | undefined): Promise<void> {
  if (eddy === undefined) return;
  const peaks: string[] = [];
  for (const count of [1_000_000, 8_000_000]) {
    const input = writeInput("flat", count, {
      line: (index) => broadcastLine(index % 1000, index),
    });
    peaks.push(
      `${((await consume(eddy, input)).bytes / MIB).toFixed(0)} MiB after ${count / 1e6} M lines`,
    );
  }
  console.log(`\npeak memory with 1,000 values told again and again: ${peaks.join(", ")}`);
}

try {
  await main();
  await printCosts();
} finally {
  removeFolder();
}
