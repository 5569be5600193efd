/**
 * `make soak`: everything that is drawn, on all cores, for as long as asked: `HOURS=8 make soak` (a
 * tenth of an hour by default). First what is complete: all schedules of small clusters with two
 * deviations, mistakes in the protocol that must be found, the first thousand drawn tests, and every
 * run that Elle judged, under all models. Then drawn tests, schedules with three deviations, hostile
 * lines and histories of transactions in turn, each time with other seeds.
 *
 * The output of each run that fails is kept in `store/soak/`, with the command that repeats it. Ends
 * with a summary, and with exit code 1 if anything failed.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

/** A part of the soak: a script, which ends by itself. */
interface Part {
  readonly name: string;
  readonly args: readonly string[];
}

const ROOT = join(import.meta.dir, "..");
const FOLDER = join(ROOT, "store/soak");

/** Then other parts have their turn. */
const SLICE_SECONDS = 120;

/** No part draws so many seeds in a slice. */
const SEEDS_A_SLICE = 100_000;

const hours = Number(process.env["HOURS"] ?? 0.1);
if (!(hours > 0)) throw new Error(`HOURS must be a number above 0, not ${process.env["HOURS"]}`);
const endMs = performance.now() + hours * 3_600_000;

const complete: Part[] = [
  { name: "explorer", args: ["test/explore.ts"] },
  { name: "mutations", args: ["test/explore/mutations.ts"] },
  { name: "swarm", args: ["test/swarm.ts", "--seeds", "1000"] },
  { name: "Elle", args: ["test/bench/verdict/txn/elle.ts"] },
];

let slices = 0;

/** Seeds begin beyond those that always run. */
function nextSlice(leftSeconds: number): Part {
  const seed = String((slices + 1) * SEEDS_A_SLICE);
  const times = ["--seed", seed, "--seconds", String(Math.min(SLICE_SECONDS, leftSeconds))];
  const parts: readonly Part[] = [
    { name: "swarm", args: ["test/swarm.ts", ...times] },
    { name: "explorer", args: ["test/explore.ts", "--random", ...times] },
    { name: "fuzzer", args: ["test/fuzz.ts", ...times] },
    { name: "transactions", args: ["test/transactions.ts", ...times] },
    { name: "calm", args: ["test/calm.ts", ...times] },
  ];
  const part = parts[slices++ % parts.length];
  if (part === undefined) throw new Error("There is nothing to run");
  return part;
}

/** By unit, such as "seeds". */
const counts = new Map<string, number>();
const failures: string[] = [];

async function run({ name, args }: Part): Promise<void> {
  const child = Bun.spawn([process.execPath, ...args], {
    cwd: ROOT,
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const exitCode = await child.exited;
  const command = ["bun", ...args].join(" ");
  console.log(`${exitCode === 0 ? "ok  " : "FAIL"} ${command}`);
  for (const [, count, unit = ""] of output.matchAll(/^count: (\d+) (.*)$/gm)) {
    counts.set(unit, (counts.get(unit) ?? 0) + Number(count));
  }
  if (exitCode === 0) return;
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}-${Date.now()}.txt`);
  writeFileSync(file, `${command}\n${output}${errors}`);
  const repeats = [...output.matchAll(/^repeat: (.*)$/gm)].map(([, repeat]) => repeat);
  failures.push([`${file}:`, ...(repeats.length > 0 ? repeats : [command])].join("\n    "));
}

async function work(): Promise<void> {
  for (;;) {
    const leftSeconds = (endMs - performance.now()) / 1000;
    if (leftSeconds <= 0) return;
    await run(complete.shift() ?? nextSlice(leftSeconds));
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
const sums = [...counts].map(([unit, count]) => `${count.toLocaleString("en")} ${unit}`);
console.log(`\n${sums.join(", ")}; ${failures.length} runs failed`);
for (const failure of failures) console.log(failure);
process.exit(failures.length > 0 ? 1 : 0);
