import { expect, test } from "bun:test";
import { existsSync } from "node:fs";

const WATCHDOG = `${import.meta.dir}/../../../../src/bench/cluster/processes/watchdog.ts`;

/** Starts a process that ignores the end of everything, tells its number, and dies at once. */
const BENCH = `
const { Watchdog } = await import(${JSON.stringify(WATCHDOG)});
const watchdog = new Watchdog();
const node = Bun.spawn(["sleep", "60"], { env: watchdog.environment, detached: true, stdio: ["ignore", "ignore", "ignore"] });
console.log(node.pid);
process.kill(process.pid, "SIGKILL");
`;

/** Whether a process runs; one that nobody has waited for has no command line. */
async function isRunning(pid: number): Promise<boolean> {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && (await Bun.file(file).text()) !== "";
}

test.skipIf(process.platform !== "linux")(
  "a node that was just being started when the bench was killed is killed as well",
  async () => {
    const bench = Bun.spawn([process.execPath, "-e", BENCH], { stdout: "pipe" });
    const pid = Number(await bench.stdout.text());
    expect(pid).toBeGreaterThan(0);
    const untilMs = performance.now() + 4000;
    while ((await isRunning(pid)) && performance.now() < untilMs) await Bun.sleep(20);
    expect(await isRunning(pid)).toBe(false);
  },
);
