/** What the bench itself costs: the second half of `make bench`. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { broadcastHistory } from "./history.ts";
import { executable } from "../../support/executable.ts";
import { FOLDER } from "./runners.ts";

/** How often a process is looked at: what it does after the last look is not counted. */
const WATCH_MS = 20;

/** USER_HZ, which is 100 on every Linux. */
const TICKS_PER_SECOND = 100;

interface Cost {
  readonly title: string;
  readonly args: readonly string[];
  readonly limits: string;
}

const STORE = ["--store", join(FOLDER, "store")];
const THOUSAND = "--node-count 1000 --topology tree4 --latency 10 --rate 10 --time-limit 20".split(
  " ",
);

/** Prints wall time, CPU time and memory of the bench process, nodes not counted, beside what is allowed. */
export async function printCosts(): Promise<void> {
  const history = join(FOLDER, "history.edn");
  await Bun.write(history, broadcastHistory());
  const costs: readonly Cost[] = [
    {
      title: "3d in real time (20 + 10 s)",
      args: ["test", "--challenge", "3d", ...STORE],
      limits: "31 s wall, 3 s CPU, 200 MiB",
    },
    {
      title: "3d in virtual time",
      args: ["test", "--virtual", "--seed", "1", "--challenge", "3d", ...STORE],
      limits: "1.5 s wall",
    },
    {
      title: "1,000 nodes, tree4, retry, about 100 broadcasts",
      args: [
        "test",
        "--virtual",
        "--seed",
        "1",
        ...THOUSAND,
        ...STORE,
        "--",
        "--strategy",
        "retry",
      ],
      limits: "20 s wall, 2048 MiB",
    },
    { title: "check of a 20 MB history", args: ["check", history], limits: "2 s wall" },
  ];
  console.log(
    `\n${"the bench".padEnd(50)} ${"wall s".padStart(8)} ${"CPU s".padStart(8)} ${"MiB".padStart(6)}  at most`,
  );
  for (const { title, args, limits } of costs) {
    const before = performance.now();
    const child = Bun.spawn([executable(), ...args], { stdout: "ignore", stderr: "inherit" });
    let cpu = Number.NaN;
    const watch = setInterval(() => (cpu = ownSeconds(child.pid) ?? cpu), WATCH_MS);
    const exitCode = await child.exited;
    clearInterval(watch);
    const wall = (performance.now() - before) / 1e3;
    const mebibytes = (child.resourceUsage()?.maxRSS ?? 0) / 1024 / 1024;
    const cells = [
      wall.toFixed(2).padStart(8),
      cpu.toFixed(2).padStart(8),
      mebibytes.toFixed(0).padStart(6),
    ];
    const note = exitCode > 2 ? `, failed with ${exitCode}` : "";
    console.log(title.padEnd(50), ...cells, ` ${limits}${note}`);
  }
}

/**
 * CPU seconds of a process without its children's, which the usage that is told at its end includes;
 * undefined where there is no /proc, or no process any more.
 */
function ownSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(user) + Number(system);
    return ticks > 0 ? ticks / TICKS_PER_SECOND : undefined;
  } catch {
    return undefined;
  }
}
