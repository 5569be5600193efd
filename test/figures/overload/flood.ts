/** Broadcasts at a high rate into one node of five, with nothing but processes and their pipes. */

import { quantile } from "../../../src/bench/verdict/set-full.ts";
import { init } from "../../support/messages.ts";
import { Child, lineTo } from "./child.ts";

const RATE = Number(process.env["RATE"] ?? 50_000);
const SECONDS = 60;
const REPORT_SECONDS = 10;
const STEP_MS = 10;
const NAMES = ["n1", "n2", "n3", "n4", "n5"];

/** Of so many broadcasts one is timed. */
const SAMPLED = 100;

export async function measureFlood(): Promise<void> {
  const children = new Map<string, Child>();
  const sentAtMs: number[] = [];
  let millis: number[] = [];
  let acknowledged = 0;
  let serverMessages = 0;
  const answers = new Map<string, (line: string) => void>();
  const route = (line: string): void => {
    const dest = /"dest":"([^"]+)"/u.exec(line)?.[1] ?? "";
    const child = children.get(dest);
    if (child !== undefined) {
      serverMessages++;
      child.write(`${line}\n`);
      child.flush();
    } else if (line.includes('"broadcast_ok"')) {
      acknowledged++;
      const id = Number(/"in_reply_to":(\d+)/u.exec(line)?.[1]);
      if (id % SAMPLED === 0) millis.push(performance.now() - (sentAtMs[id / SAMPLED] ?? NaN));
    } else answers.get(/"src":"([^"]+)"/u.exec(line)?.[1] ?? "")?.(line);
  };
  for (const name of NAMES) children.set(name, new Child([], route));
  const ask = (name: string, text: string): Promise<string> =>
    new Promise((resolve) => {
      answers.set(name, resolve);
      children.get(name)?.write(text);
      children.get(name)?.flush();
    });
  await Promise.all(NAMES.map((name) => ask(name, `${init(NAMES, name)}\n`)));
  await Promise.all(
    NAMES.map((name) => ask(name, lineTo(name, '{"type":"topology","topology":{},"msg_id":1}'))),
  );
  const hub = children.get("n1");
  if (hub === undefined) throw new Error("n1 was not started");
  let value = 0;
  const startMs = performance.now();
  let reportMs = REPORT_SECONDS * 1000;
  for (;;) {
    const elapsedMs = performance.now() - startMs;
    const due = Math.min(RATE * SECONDS, Math.floor((RATE * elapsedMs) / 1000));
    let text = "";
    for (; value < due; value++) {
      if (value % SAMPLED === 0) sentAtMs[value / SAMPLED] = performance.now();
      text += lineTo("n1", `{"type":"broadcast","message":${value},"msg_id":${value}}`);
    }
    if (text !== "") hub.write(text);
    hub.flush();
    if (elapsedMs >= reportMs) {
      reportMs += REPORT_SECONDS * 1000;
      millis.sort((one, other) => one - other);
      const memory = [...children.values()].map((child) => child.residentMib).join(", ");
      console.log(
        `${Math.round(elapsedMs / 1000)} s: ${value} sent, ${acknowledged} acknowledged, broadcast_ok ` +
          `median ${quantile(millis, 0.5).toFixed(0)}, 99 % ${quantile(millis, 0.99).toFixed(0)} ms, ` +
          `${serverMessages} messages between servers so far, resident ${memory} MiB`,
      );
      millis = [];
    }
    if (value === RATE * SECONDS && acknowledged === value) break;
    await Bun.sleep(STEP_MS);
  }
  console.log(`all acknowledged after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  for (const name of NAMES) {
    for (;;) {
      const line = await ask(name, lineTo(name, '{"type":"read","msg_id":2}'));
      const shown = (line.match(/,/gu)?.length ?? 0) - 3;
      if (shown >= value) break;
      await Bun.sleep(100);
    }
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${value} values at all five after ${seconds} s`);
  await Promise.all([...children.values()].map((child) => child.close()));
}
