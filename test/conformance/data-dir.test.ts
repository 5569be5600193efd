/** `--data-dir` with the executable: what a node acknowledged survives, whatever kills it. */

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { Random } from "../../src/bench/random.ts";
import { executable } from "../support/executable.ts";
import { isRecord } from "../support/json.ts";
import { init, INIT_OK, line } from "../support/messages.ts";
import { messagesOf, play, Process } from "../support/process.ts";
import { until } from "../support/waiting.ts";
import { broadcast, broadcastOk, read, readOk } from "./cases.ts";

const ALONE = init(["n1"]);

let temporary: string;
let folder: string;
let file: string;

beforeEach(() => {
  temporary = mkdtempSync(`${tmpdir()}/eddy-data-`);
  folder = `${temporary}/made`;
  file = `${folder}/n1.sqlite`;
});

afterEach(() => rmSync(temporary, { recursive: true }));

function live(lines: readonly string[], runId = "7"): ReturnType<typeof play> {
  return play([ALONE, ...lines].join("\n"), ["--data-dir", folder, "--run-id", runId]);
}

test("a restarted node shows what it acknowledged", async () => {
  const first = await live([broadcast(1, 1), broadcast("zwei €", 2)]);
  expect(messagesOf(first)).toEqual([INIT_OK, broadcastOk(1), broadcastOk(2)]);
  const second = await live([broadcast(3, 3), read(4)]);
  expect(messagesOf(second)).toEqual([INIT_OK, broadcastOk(3), readOk([1, "zwei €", 3], 4)]);
  expect([first, second].map(({ stderr, exitCode }) => [stderr, exitCode])).toEqual([
    ["", 0],
    ["", 0],
  ]);
});

test("without the option nothing is written", async () => {
  mkdirSync(folder);
  await play([ALONE, broadcast(1, 1)].join("\n"), [], { cwd: folder });
  expect(readdirSync(folder)).toEqual([]);
});

test("a disk that is full ends a node with exit code 3, and loses nothing that it acknowledged", async () => {
  const broadcasts = Array.from({ length: 20_000 }, (_, index) => broadcast(index, index + 2));
  const input = `${temporary}/input`;
  writeFileSync(input, [ALONE, ...broadcasts].join("\n"));
  const command = `trap "" XFSZ; ulimit -f 100; exec "$0" --data-dir ${folder} --run-id 7 <${input}`;
  const child = Bun.spawn(["sh", "-c", command, executable()], { stdout: "pipe", stderr: "pipe" });
  const stdout = await new Response(child.stdout).text();
  const stderr = await new Response(child.stderr).text();
  expect(await child.exited).toBe(3);
  expect(stderr).toContain(`error Cannot keep values: ${file} cannot be opened or written: disk`);
  const acknowledged = stdout.match(/"broadcast_ok"/gu)?.length ?? 0;
  expect(acknowledged).toBeWithin(1, 20_000);
  const kept = Array.from({ length: acknowledged }, (_, index) => index);
  expect(messagesOf(await live([read(2)]))).toEqual([INIT_OK, readOk(kept, 2)]);
});

async function expectRefusal(prepare: () => void, message: string): Promise<void> {
  prepare();
  const before = readFileSync(file);
  const { stdout, stderr, exitCode } = await live([read(2)]);
  expect([stdout, exitCode]).toEqual(["", 3]);
  expect(stderr).toContain(`error Cannot open the data of n1: ${message.replace("FILE", file)}`);
  expect(readFileSync(file)).toEqual(before);
}

describe("ends a node with exit code 3 and a message, and nothing is overwritten:", () => {
  test("a damaged file", async () => {
    await live([broadcast(1, 1)]);
    await live([broadcast(23, 2)]);
    const damaged = readFileSync(file, "latin1").replace("23", "24");
    await expectRefusal(() => writeFileSync(file, damaged, "latin1"), "FILE is damaged");
  });

  test("a foreign file", async () => {
    mkdirSync(folder);
    await expectRefusal(
      () => writeFileSync(file, "Dear diary"),
      "FILE is damaged, or not a data file",
    );
  });

  test("the file of another run", async () => {
    await live([broadcast(1, 1)], "6");
    await expectRefusal(() => {}, 'FILE has the values of another run, "6", not of "7"');
  });

  test("a file of the time before SQLite", async () => {
    mkdirSync(folder);
    file = `${folder}/n1.values`;
    await expectRefusal(() => writeFileSync(file, "0000000d"), "FILE is a file of an earlier eddy");
  });

  test("a folder that cannot be made", async () => {
    writeFileSync(folder, "no folder");
    const { stdout, stderr, exitCode } = await live([read(2)]);
    expect([stdout, exitCode]).toEqual(["", 3]);
    expect(stderr).toContain(`error Cannot open the data of n1: E`);
    expect(readFileSync(folder, "utf8")).toBe("no folder");
  });

  test("the file of a node that runs", async () => {
    const lines: string[] = [];
    const node = new Process(["--data-dir", folder, "--run-id", "7"], (each) => lines.push(each));
    node.write(ALONE);
    await until(() => lines.length === 1);
    await expectRefusal(() => {}, "FILE is in use by another node");
    expect(await node.close()).toBe(0);
  });
});

test.each([
  [["--data-dir", "x"], "--data-dir needs a --run-id"],
  [["--data-dir", "x", "--run-id", ""], "--data-dir needs a --run-id"],
  [["--data-dir", "", "--run-id", "1"], "--data-dir must name a folder"],
  [["--run-id", "1"], "--run-id needs --data-dir"],
])("wrong usage: %j", async (args, message) => {
  const { stdout, stderr, exitCode } = await play("", args);
  expect([stdout, exitCode]).toEqual(["", 64]);
  expect(stderr).toContain(message);
});

test("killed by SIGKILL at drawn moments of a flood, a node loses nothing that it acknowledged", async () => {
  const random = new Random(1, "moments of kills");
  const acknowledged = new Set<number>();
  let value = 0;
  for (let life = 0; life < 6; life++) {
    let lineCount = 0;
    let shown: unknown;
    const node = new Process(["--data-dir", folder, "--run-id", "7"], (each) => {
      lineCount++;
      const message: unknown = JSON.parse(each);
      const body = isRecord(message) ? message["body"] : undefined;
      if (!isRecord(body)) return;
      if (body["type"] === "broadcast_ok") acknowledged.add(Number(body["in_reply_to"]));
      if (body["type"] === "read_ok") shown = body["messages"];
    });
    node.write(ALONE);
    node.write(line("c1", { type: "read", msg_id: 0 }));
    await until(() => shown !== undefined);
    const lost = acknowledged.difference(new Set(Array.isArray(shown) ? shown : []));
    expect([life, [...lost]]).toEqual([life, []]);
    const before = lineCount;
    for (let count = 0; count < 2000; count++) {
      value++;
      node.write(broadcast(value, value));
    }
    await until(() => lineCount > before);
    await Bun.sleep(random.below(15));
    node.signal("SIGKILL");
    await node.ended;
  }
  expect(acknowledged.size).toBeGreaterThan(100);
}, 60_000);

async function testDurable(args: readonly string[]): Promise<{ exitCode: number; output: string }> {
  const store = ["--store", `${temporary}/store`];
  const child = Bun.spawn([executable(), "test", "--durable", ...store, ...args], {
    stdout: "pipe",
    stderr: "ignore",
  });
  const output = await new Response(child.stdout).text();
  return { exitCode: await child.exited, output };
}

const BRIEF = ["--rate", "50", "--time-limit", "1", "--recovery", "1"];

describe("eddy test --durable", () => {
  test("loses nothing when all processes are killed at once, with fresh files for each run", async () => {
    const kills = ["--nemesis", "kill", "--kill-groups", "all", "--nemesis-interval", "0.5"];
    const load = ["--seed", "3", "--rate", "50", "--concurrency", "20n", "--recovery", "3"];
    const { exitCode, output } = await testDurable([...load, ...kills, "--time-limit", "2"]);
    expect(output).toMatch(/Valid: none of \d\d+ values was lost/u);
    expect(output).toMatch(/ [1-9]\d* indefinite/u);
    expect(exitCode).toBe(0);
    expect((await testDurable(BRIEF)).exitCode).toBe(0);
    expect(readdirSync(`${temporary}/store/latest/node-data`)).toContain("n5.sqlite");
  }, 60_000);

  test("leaves a --data-dir that is given as it is", async () => {
    const given = ["--", "--data-dir", folder, "--run-id", "1"];
    expect((await testDurable([...BRIEF, ...given])).exitCode).toBe(0);
    expect(readdirSync(folder)).toContain("n5.sqlite");
    expect(readdirSync(`${temporary}/store/latest`)).not.toContain("node-data");
  }, 20_000);
});
