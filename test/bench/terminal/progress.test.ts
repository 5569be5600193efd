import { expect, test } from "bun:test";
import { ednMap, Keyword } from "../../../src/bench/edn.ts";
import { FAULT_KINDS, FAULTS } from "../../../src/bench/faults/index.ts";
import { type Operation } from "../../../src/bench/history.ts";
import { Progress, type ProgressOptions } from "../../../src/bench/terminal/progress.ts";
import { until } from "../../support/waiting.ts";

const SILENT: ProgressOptions = {
  isVirtual: true,
  isVerbose: false,
  logsNetSend: false,
  logsNetRecv: false,
  isTerminal: false,
};

const PACKET = { id: 3, src: "n1", dest: "n2", body: '{"type":"x"}', content: { type: "x" } };

function operation(process: number | string, f: string, value: Operation["value"]): Operation {
  const type = process === "nemesis" ? "info" : "invoke";
  return { index: 0, timeNs: 1_500_000_000, type, process, f, value };
}

function watch(options: Partial<ProgressOptions>): {
  progress: Progress;
  lines: string[];
  drawn: string[];
} {
  const [lines, drawn]: [string[], string[]] = [[], []];
  const screen = {
    note: (line: string) => void lines.push(line),
    draw: (text: string) => void drawn.push(text),
  };
  return { progress: new Progress({ ...SILENT, ...options }, screen), lines, drawn };
}

test("nothing is printed unless asked for", () => {
  const { progress, lines, drawn } = watch({});
  progress.operation(operation(0, "read", null));
  progress.network("send", PACKET, 1);
  progress.close();
  expect([...lines, ...drawn]).toEqual([]);
});

test("operations are logged as they are in the history", () => {
  const { progress, lines } = watch({ isVerbose: true });
  progress.operation(operation(0, "read", null));
  progress.operation(operation("nemesis", "start-partition", Keyword.of("majority")));
  expect(lines).toEqual([
    "1.500 s\t0\t:invoke\t:read\tnil",
    "1.500 s\t:nemesis\t:info\t:start-partition\t:majority",
  ]);
});

test("messages are logged when they are sent, or when they arrive or are dropped", () => {
  const message = '{"id":3,"src":"n1","dest":"n2","body":{"type":"x"}}';
  for (const [options, expected] of [
    [{ logsNetSend: true }, [`0.100 s\tsend\t${message}`]],
    [{ logsNetRecv: true }, [`0.200 s\trecv\t${message}`, `0.300 s\tdrop\t${message}`]],
  ] as const) {
    const { progress, lines } = watch(options);
    progress.network("send", PACKET, 100);
    progress.network("recv", PACKET, 200);
    progress.network("drop", PACKET, 300);
    expect(lines).toEqual([...expected]);
  }
});

test("on a terminal one line shows the time, the counts and the faults in force", async () => {
  const { progress, drawn, lines } = watch({ isTerminal: true });
  progress.phase("load", 1000);
  progress.operation(operation(0, "read", null));
  progress.network("send", PACKET, 1234);
  progress.operation(operation("nemesis", "start-partition", Keyword.of("majority")));
  progress.operation(operation("nemesis", "start-partition", null));
  progress.operation(operation("nemesis", "kill", null));
  await until(() => drawn.length > 0);
  expect(drawn.at(-1)).toBe(
    "\r\u001b[K1.2 s  load  1 operations  1 messages  partition (majority), kill (some)",
  );
  progress.operation(operation("nemesis", "start", null));
  progress.operation(operation("nemesis", "stop-partition", null));
  progress.phase("recover", 2000);
  drawn.length = 0;
  await until(() => drawn.length > 0);
  expect(drawn.at(-1)).toBe("\r\u001b[K2.0 s  recovery  1 operations  1 messages  no fault");
  progress.log("n1\thello");
  expect(lines).toEqual(["n1\thello"]);
  expect(drawn.at(-1)).toBe("\r\u001b[K");
  progress.close();
});

test("every kind of fault is shown from its start to its end", async () => {
  const { progress, drawn } = watch({ isTerminal: true });
  const entries = FAULTS.map((name) => FAULT_KINDS[name]);
  for (const { startName } of entries) progress.operation(operation("nemesis", startName, null));
  for (const { stopName } of entries.slice(1)) {
    progress.operation(operation("nemesis", stopName, null));
  }
  await until(() => drawn.length > 0);
  expect(drawn.at(-1)).toEndWith("  partition (some)");
  progress.close();
});

test("of a scenario each node is shown from its kill to its restart, and each cut to the heal", async () => {
  const { progress, drawn } = watch({ isTerminal: true });
  const note = (f: string, value: Operation["value"]): void =>
    progress.operation(operation("nemesis", f, value));
  note("kill", ["n1", "n2"]);
  note("kill", ednMap({ n1: Keyword.of("killed"), n2: Keyword.of("killed") }));
  note("start-cut", "cut n3 from rest");
  note("start-cut", [Keyword.of("isolated"), ednMap({})]);
  note("start", ["n1"]);
  await until(() => drawn.length > 0);
  expect(drawn.at(-1)).toEndWith("  kill n2, cut n3 from rest");
  note("start", ednMap({ n1: Keyword.of("started") }));
  note("stop-cut", null);
  drawn.length = 0;
  await until(() => drawn.length > 0);
  expect(drawn.at(-1)).toEndWith("  kill n2");
  note("start", Keyword.of("all"));
  drawn.length = 0;
  await until(() => drawn.length > 0);
  expect(drawn.at(-1)).toEndWith("  no fault");
  progress.close();
});
