/** Waiting for what other processes do. */

import { readFileSync } from "node:fs";

const WAIT_AT_MOST_MS = 10_000;

/** Throws when it takes longer than anything here may. */
export async function until(isDone: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + WAIT_AT_MOST_MS;
  while (!isDone()) {
    if (performance.now() > deadlineMs) throw new Error("Waited in vain");
    await Bun.sleep(5);
  }
}

/** Whether a process runs. One that has ended may wait for its parent for seconds: it does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !isZombie(pid);
  } catch {
    return false;
  }
}

/** The state follows the name, which is in brackets and may hold anything. */
function isZombie(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/stat`, "utf8");
  return status.slice(status.lastIndexOf(")")).startsWith(") Z");
}
