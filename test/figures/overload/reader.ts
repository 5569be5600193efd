/** A reader that stops for 10 s while input goes on, then reads again; then a flood. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { executable } from "../../support/executable.ts";
import { init } from "../../support/messages.ts";
import { lineTo, residentMib } from "./child.ts";

const STOP_MS = 10_000;
const RATE = 2000;
const FLOOD = 500_000;
const STEP_MS = 10;

export async function measureReader(): Promise<void> {
  const folder = mkdtempSync(`${tmpdir()}/eddy-reader-`);
  const [pipe, output] = [`${folder}/pipe`, `${folder}/output`];
  Bun.spawnSync(["mkfifo", pipe]);
  const reader = Bun.spawn(["sh", "-c", `exec cat < '${pipe}' > '${output}'`]);
  const node = Bun.spawn([executable()], { stdin: "pipe", stdout: Bun.file(pipe) });
  let value = 0;
  const send = (count: number): void => {
    let text = "";
    for (let each = 0; each < count; each++, value++) {
      text += lineTo("n1", `{"type":"broadcast","message":${value},"msg_id":${value}}`);
    }
    node.stdin.write(text);
    node.stdin.flush();
  };
  try {
    node.stdin.write(`${init(["n1"])}\n`);
    for (let ms = 0; ms < 1000; ms += STEP_MS) {
      send((RATE * STEP_MS) / 1000);
      await Bun.sleep(STEP_MS);
    }
    const before = residentMib(node.pid);
    reader.kill("SIGSTOP");
    for (let ms = 0; ms < STOP_MS; ms += STEP_MS) {
      send((RATE * STEP_MS) / 1000);
      await Bun.sleep(STEP_MS);
    }
    const stopped = residentMib(node.pid);
    reader.kill("SIGCONT");
    const startMs = performance.now();
    send(FLOOD);
    node.stdin.write(lineTo("n1", '{"type":"read","msg_id":0}'));
    await node.stdin.end();
    await node.exited;
    const seconds = (performance.now() - startMs) / 1000;
    await reader.exited;
    const lines = readFileSync(output, "utf8").trimEnd().split("\n");
    const acknowledged = lines.filter((line) => line.includes("broadcast_ok")).length;
    const shown = (lines.at(-1)?.match(/,/gu)?.length ?? 0) - 3;
    console.log(
      `a reader that stops for 10 s at ${RATE} broadcasts a second: resident ${before} MiB before, ` +
        `${stopped} MiB at its end. Then ${FLOOD} more at once: all done in ${seconds.toFixed(1)} s, ` +
        `${shown} of ${value} values shown, ${acknowledged} acknowledged, at most ` +
        `${Math.round((node.resourceUsage()?.maxRSS ?? NaN) / 2 ** 20)} MiB.`,
    );
  } finally {
    node.kill();
    reader.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
}
