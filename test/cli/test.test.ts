import { resultsOf } from "../../src/bench/store/results.ts";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { relative } from "node:path";
import { tmpdir } from "node:os";
import { checkFile } from "../../src/bench/verdict/check.ts";
import { summary } from "../../src/bench/terminal/summary.ts";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { prettyEdn, writeEdn } from "../../src/bench/edn.ts";
import { readHistory } from "../../src/bench/history.ts";
import { executable } from "../support/executable.ts";
import { SCRIPT, startIn, type Run } from "../support/test-command.ts";
import { isAlive, until } from "../support/waiting.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-test-`);
});

afterEach(() => rmSync(folder, { recursive: true }));

function start(args: readonly string[], script?: string): Run {
  return startIn(folder, args, script);
}

const VIRTUAL = ["--virtual", "--seed", "7", "--time-limit", "5", "--rate", "20"];

describe("--durable", () => {
  const kills = ["--nemesis", "kill", "--kill-groups", "all", "--nemesis-interval", "1"];
  const load = ["--seed", "3", "--rate", "50", "--concurrency", "20n", "--recovery", "4"];
  const args = ["--durable", "--time-limit", "5", ...load, ...kills];

  test("gives eddy's own nodes disks in virtual time, and nothing is lost", async () => {
    const { exitCode, output, errors } = await start(["--virtual", ...args]).ended;
    expect([exitCode, errors]).toEqual([0, ""]);
    expect(output).toMatch(/Valid: none of \d\d+ values was lost/u);
    expect(readFileSync(`${folder}/store/latest/results.edn`, "utf8")).toContain(":durable? true");
  });

  test("is what --data-dir is called in virtual time", async () => {
    const given = ["--", "--data-dir", folder, "--run-id", "1"];
    const { exitCode, errors } = await start(["--virtual", ...given]).ended;
    expect(exitCode).toBe(64);
    expect(errors).toContain("with --virtual, use --durable to give nodes disks");
  });
});

test("a workload that eddy's own node does not serve is refused, with an example that passes", async () => {
  const { exitCode, output, errors } = await start(["--challenge", "5b"]).ended;
  expect([exitCode, output]).toEqual([64, ""]);
  expect(errors).toContain("eddy's own node does not serve kafka: name a node with --bin");
  expect(errors).toContain("test -w kafka --virtual --bin examples/log.ts");
});

describe("a test in virtual time", () => {
  test("prints the seed first, then what the results mean", async () => {
    const { exitCode, output, errors } = await start([...VIRTUAL, "--", "--strategy", "relay"])
      .ended;
    expect(errors).toBe("");
    expect(exitCode).toBe(0);
    expect(output.split("\n")).toEqual([
      "Seed 7",
      expect.stringMatching(/^Valid: none of \d+ values was lost\.$/),
      "",
      expect.stringMatching(/^ {2}operations {2}\d+, all ok$/),
      expect.stringMatching(/^ {2}rate {8}\d+\.\d operations a second \(asked for: 20\)$/),
      expect.stringMatching(
        /^ {2}messages {4}2\.\d\d an operation between servers, 6 a broadcast \(at least 4$/,
      ),
      "              without batches)",
      "  latency     median 0 ms, 95 % 0 ms, 99 % 0 ms, longest 0 ms until every read",
      "              shows a value",
      "",
      `Results: ${folder}/store/broadcast/${readlinkSync(`${folder}/store/broadcast/latest`)}`,
      "",
    ]);
  });

  test("prints the results before that with --edn", async () => {
    const { output } = await start([...VIRTUAL, "--edn"]).ended;
    const results = readFileSync(`${folder}/store/latest/results.edn`, "utf8");
    expect(output).toStartWith(`Seed 7\n${results}\nValid: none of `);
  });

  test("says what its faults did, and eddy check says the same", async () => {
    const args = ["--virtual", "--seed", "13", "--challenge", "3c", "--", "--strategy", "flood"];
    const { exitCode, output } = await start(args).ended;
    expect(exitCode).toBe(0);
    const said = "  faults      1 × partition for 10.4 s (n0, n1, n2, n3, n4); 116 messages\n";
    expect(output).toContain(said);
    const checked = await checkFile(`${folder}/store/latest`);
    expect(summary(checked)).toContain(said);
    expect(`${prettyEdn(resultsOf(checked.verdict, checked))}\n`).toBe(
      readFileSync(`${folder}/store/latest/results.edn`, "utf8"),
    );
  });

  test("leaves its results, history, journal and logs in the store", async () => {
    await start(VIRTUAL).ended;
    const latest = `${folder}/store/latest`;
    expect(readdirSync(latest).toSorted()).toEqual([
      "history.edn",
      "history.txt",
      "journal.jsonl",
      "latency.svg",
      "messages.svg",
      "node-logs",
      "report.html",
      "results.edn",
      "results.json",
      "run.json",
    ]);
    expect(readdirSync(`${latest}/node-logs`).toSorted()).toEqual([
      "n1.log",
      "n2.log",
      "n3.log",
      "n4.log",
      "n5.log",
    ]);
    const results: unknown = JSON.parse(readFileSync(`${latest}/results.json`, "utf8"));
    expect(results).toMatchObject({ "valid?": true });
  });

  test("says how to draw the way of a lost value, also of one with a minus sign", async () => {
    const args = ["--rate", "0", "--scenario", "0s broadcast -5 at n1"];
    const { output } = await start([...VIRTUAL, ...args, "--", "--strategy", "local"]).ended;
    const [, shown = ""] = /^Its way: (.*)$/mu.exec(output) ?? [];
    expect(shown).toEndWith(" --svg --value=-5");
  });

  test("is the same again with the same seed, byte for byte", async () => {
    const args = [...VIRTUAL, "--nemesis", "partition,kill,loss", "--nemesis-interval", "1"];
    await start(args).ended;
    await start(args).ended;
    const [first = "", second = ""] = readdirSync(`${folder}/store/broadcast`);
    expect(first).not.toBe(second);
    const files = ["history.edn", "history.txt", "results.edn", "journal.jsonl", "run.json"];
    for (const file of files) {
      const read = (run: string) =>
        readFileSync(`${folder}/store/broadcast/${run}/${file}`, "utf8");
      expect(read(first)).toBe(read(second));
    }
  });

  test("that fails ends with the command that repeats it", async () => {
    const args = ["--virtual", "--time-limit", "5", "--rate=20", "--test-count", "3"];
    const { exitCode, output } = await start([...args, "--", "--strategy", "local"]).ended;
    expect(exitCode).toBe(1);
    const seed = /^Seed (\d+)\n/.exec(output)?.[1];
    expect(output).toContain("\nInvalid:\n  - ");
    expect(output).toEndWith(
      `eddy test --virtual --time-limit 5 --rate=20 --store ${folder}/store --seed ${seed} -- --strategy local\n`,
    );
  });

  test("goes on with the next seed as often as asked", async () => {
    const { exitCode, output } = await start([...VIRTUAL, "--test-count", "3"]).ended;
    expect(exitCode).toBe(0);
    expect(output.match(/^Seed \d+$/gm)).toEqual(["Seed 7", "Seed 8", "Seed 9"]);
    expect(output.match(/^Valid: /gm)).toHaveLength(3);
  });

  test("judges a challenge's limits as well", async () => {
    const args = ["--virtual", "--seed", "1", "--challenge", "3d", "--time-limit", "5"];
    const { exitCode, output } = await start([...args, "--", "--strategy", "relay"]).ended;
    expect(exitCode).toBe(1);
    expect(output).toMatch(/ {2}- challenge 3d: median-latency-ms \d+ is not below 400\n/);
    expect(readFileSync(`${folder}/store/latest/results.edn`, "utf8")).toMatch(
      / :challenge \{:valid\? false,\n {13}:name "3d",[^]*:valid\? false\}\n$/,
    );
    const check = await checkFile(`${folder}/store/latest`);
    expect(exitCodeOf(check.validity)).toBe(1);
    expect(`${prettyEdn(resultsOf(check.verdict, check))}\n`).toBe(
      readFileSync(`${folder}/store/latest/results.edn`, "utf8"),
    );
  });
});

describe("wrong usage", () => {
  test.each([
    ["--rate", "fast", '--rate must be a number from 0 on, not "fast"'],
    ["--concurrency", "n2", "--concurrency must be a number of workers such as 10, or"],
    ["--nodes", "n1,c1", 'a node cannot be called "c1": names with a c are those of clients'],
    ["--nodes", "n1,lin-kv", 'a node cannot be called "lin-kv": that is the name of a service'],
    ["--nodes", "n1,n1", "--nodes names a node twice"],
    ["--seed", "-1", "Option '--seed' argument is ambiguous"],
    ["--workload", "paxos", "--workload must be one of broadcast, g-set, echo, unique-ids, g-"],
    ["--command", " ", "--command must be a line for the shell, such as 'go run .'"],
    ["--bin", "/nowhere", "--bin: /nowhere does not exist"],
    ["--bin", "/", "--bin: / is a folder; it must be an executable file"],
    [
      "--bin",
      "/nowhere node.py",
      "--bin: /nowhere node.py does not exist\nIf it is a program with arguments: --command '/nowhere node.py'\n",
    ],
  ])("%s %s is refused with what it must be", async (option, value, text) => {
    const { exitCode, output, errors } = await start([option, value]).ended;
    expect(exitCode).toBe(64);
    expect(output).toBe("");
    expect(errors).toStartWith(`eddy test: ${text}`);
    expect(errors).toEndWith("\nTry: eddy test --help\n");
  });
});

describe("a test of processes", () => {
  let bin: string;

  /** A node that does this at its start, and then what eddy does. */
  function writeNode(script: string): void {
    bin = `${folder}/node`;
    writeFileSync(bin, `#!/bin/sh\n${script}\nexec '${executable()}'\n`);
    chmodSync(bin, 0o755);
  }

  test("that cannot start a node again keeps its history, and says how to repeat it", async () => {
    writeNode('rm "$0"');
    const kills = ["--nemesis", "kill", "--kill-groups", "one", "--nemesis-interval", "0.5"];
    const args = ["--bin", bin, "--node-count", "1", "--seed", "1", ...kills];
    const { exitCode, output, errors } = await start(args).ended;
    expect(exitCode).toBe(3);
    expect(errors).toBe(`eddy test: ${bin} does not exist\n`);
    const run = `${folder}/store/broadcast/${readlinkSync(`${folder}/store/broadcast/latest`)}`;
    const lines = output.split("\n");
    expect(lines[1]).toBe(
      `The test failed, so there is no verdict. Logs and history so far: ${run}`,
    );
    expect(lines[2]).toStartWith("Repeat: ");
    expect(lines[2]).toEndWith(`--store ${folder}/store --seed 1`);
    expect(readFileSync(`${run}/history.edn`, "utf8")).toContain(":f :kill, :value :one}\n");
    expect(readFileSync(`${run}/history.txt`, "utf8")).toContain(":kill\t:one\n");
  });

  test("runs a line of the shell in the present folder, with the arguments behind it", async () => {
    const node = relative(process.cwd(), executable());
    const line = `test -f package.json && './${node}' --log error`;
    const load = ["--node-count", "1", "--rate", "20", "--time-limit", "1", "--recovery", "0"];
    const strategy = ["--", "--strategy", "local"];
    const { exitCode } = await start(["--command", line, ...load, ...strategy]).ended;
    expect(exitCode).toBe(0);
  });

  test("has the faults of a scenario at their times, and is repeated with its words", async () => {
    writeNode("");
    const steps =
      '100ms cut n1 from rest; 0.4s heal; 400ms kill n3; 0.5s broadcast "it\'s" at n2; ' +
      "800ms restart n3; 1s pause n2; 1100ms resume n2; 1100ms kill n3";
    writeFileSync(`${folder}/steps.txt`, steps.replaceAll("; ", "\n"));
    // Other operations would wait for the answers of n3.
    const load = ["--bin", bin, "--node-count", "4", "--rate", "0", "--time-limit", "2"];
    const args = [...load, "--recovery", "1", "--seed", "1", "--scenario", `${folder}/steps.txt`];
    const { exitCode } = await start(args).ended;
    const entries = readHistory(readFileSync(`${folder}/store/latest/history.edn`));
    const noted = entries
      .filter(({ process }) => process === "nemesis")
      .map(({ timeNs, f, value }) => ({ timeMs: timeNs / 1e6, text: `${f} ${writeEdn(value)}` }));
    // On a busy machine n3 is up again only after further steps.
    const started = 'start {"n3" :started}';
    expect(noted.filter(({ text }) => text === started)).toHaveLength(2);
    expect(noted.map(({ text }) => text).filter((text) => text !== started)).toEqual([
      'start-cut "cut n1 from rest"',
      'start-cut [:isolated {"n0" #{"n1"}, "n1" #{"n0" "n2" "n3"}, "n2" #{"n1"}, "n3" #{"n1"}}]',
      "stop-cut nil",
      "stop-cut :network-healed",
      'kill ["n3"]',
      'kill {"n3" :killed}',
      'start ["n3"]',
      'pause ["n2"]',
      'pause {"n2" :paused}',
      'resume ["n2"]',
      'resume {"n2" :resumed}',
      'kill ["n3"]',
      'kill {"n3" :killed}',
      'start ["n3"]',
    ]);
    const times = [100, 100, 400, 400, 400, 400, 800, 800, 1000];
    for (const [place, timeMs] of times.entries()) {
      const lateMs = (noted[place]?.timeMs ?? 0) - timeMs;
      expect(lateMs).toBeGreaterThanOrEqual(0);
      // A busy machine is late, but not by a step.
      expect(lateMs).toBeLessThan(2000);
    }
    expect(exitCode).toBe(0);
    const words = steps.replace("0.4s", "400ms").replace("0.5s", "500ms");
    const { repeat } = JSON.parse(readFileSync(`${folder}/store/latest/run.json`, "utf8"));
    expect(repeat).toContain(` --scenario '${words.replace("'", "'\\''")}' --seed 1`);
    const page = readFileSync(`${folder}/store/latest/report.html`, "utf8");
    const record = /id="record"[^>]*>([^<]+)</u.exec(page)?.[1] ?? "";
    const shown = Bun.gunzipSync(Buffer.from(record, "base64"));
    expect(
      new TextDecoder().decode(shown).includes("100ms cut n1 from rest; 400ms heal;"),
    ).toBeTrue();
  }, 30_000);

  test("whose node exits fails, although a faithful one goes on to a verdict", async () => {
    const answer = '{"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}';
    writeNode(`read -r line; echo '${answer}'; sleep 0.3; exit 0`);
    const args = ["--bin", bin, "--faithful", "-w", "echo", "--rate", "0", "--time-limit", "1"];
    const { exitCode, output } = await start([...args, "--node-count", "1"]).ended;
    expect(output).toContain("\nNode n0 ");
    expect(output).toContain("\nValid: there was no operation, so there was nothing to judge.\n");
    expect(output).toContain(
      "\nA node exited before the end, so the test failed, whatever the verdict.\nRepeat: ",
    );
    expect(exitCode).toBe(3);
  });
});

describe("no node outlives the bench", () => {
  let bin: string;
  let pids: number[];

  beforeEach(() => {
    bin = `${folder}/deaf`;
    writeFileSync(bin, "#!/bin/sh\nsleep 60 &\necho $! >&2\necho $$ >&2\nwait\n");
    chmodSync(bin, 0o755);
    pids = [];
  });

  afterAll(() => {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });

  /** Starts a test and waits for its nodes: five, with a child each. */
  async function startDeaf(script?: string): Promise<Run> {
    const run = start(["--bin", bin], script);
    await until(() => {
      pids = readPids();
      return pids.length === 10;
    });
    expect(pids.every(isAlive)).toBe(true);
    return run;
  }

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("that is ended by %s", async (signal, code) => {
    const run = await startDeaf();
    run.process.kill(signal);
    const { exitCode, output } = await run.ended;
    expect(exitCode).toBe(code);
    expect(output).toContain("\nInterrupted, so there is no verdict.");
    expect(readdirSync(`${folder}/store/latest`)).toContain("report.html");
    await until(() => !pids.some(isAlive));
  });

  test("that is ended by SIGKILL", async () => {
    const run = await startDeaf();
    // The bench must have come to note the last node that it started.
    await Bun.sleep(200);
    run.process.kill("SIGKILL");
    await run.ended;
    await until(() => !pids.some(isAlive));
  });

  test("that fails itself", async () => {
    const run = await startDeaf(
      `process.on("SIGUSR2", () => { throw new Error("a mistake of ours"); });\n${SCRIPT}`,
    );
    run.process.kill("SIGUSR2");
    const { exitCode, output, errors } = await run.ended;
    expect(exitCode).toBe(3);
    expect(errors).toStartWith("eddy test: Error: a mistake of ours\n");
    expect(output).toContain(
      "\nThe test failed, so there is no verdict. Logs and history so far: ",
    );
    expect(output).toContain("\nRepeat: ");
    expect(readdirSync(`${folder}/store/latest`)).toContain("history.edn");
    await until(() => !pids.some(isAlive));
  });
});

/** What the nodes of the latest run wrote into their logs. */
function readPids(): number[] {
  try {
    const logs = `${folder}/store/latest/node-logs`;
    const texts = readdirSync(logs).map((log) => readFileSync(`${logs}/${log}`, "utf8"));
    return texts.flatMap((text) => text.split("\n").filter(Boolean).map(Number));
  } catch {
    return [];
  }
}
