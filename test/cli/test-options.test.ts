import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { DEFAULT_OPTIONS } from "../../src/bench/options.ts";
import { UsageError } from "../../src/cli/option-values.ts";
import { shellLine } from "../../src/cli/self.ts";
import { type TestCommand } from "../../src/cli/test-command.ts";
import { parseTestArgs } from "../../src/cli/test-options.ts";

function parse(...args: readonly string[]): TestCommand {
  const command = parseTestArgs(args);
  if (command === undefined) throw new Error("It asks for help");
  return command;
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-options-`);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A file with this text. */
function write(text: string): string {
  const path = `${folder}/nodes`;
  writeFileSync(path, text);
  return path;
}

describe("without options", () => {
  test("a test is Maelstrom's, of eddy itself, with a seed of its own", () => {
    const { test: options, ...command } = parse();
    expect(options).toEqual({ ...DEFAULT_OPTIONS, seed: options.seed });
    expect(Number.isSafeInteger(options.seed)).toBe(true);
    expect(parse().test.seed).not.toBe(options.seed);
    expect(command).toEqual({
      testCount: 1,
      isVirtual: false,
      bin: undefined,
      shellCommand: undefined,
      nodeArgs: [],
      availability: undefined,
      isDurable: false,
      challenge: undefined,
      storeFolder: "store",
      historyForm: "full",
      opensReport: false,
      isJson: false,
      printsEdn: false,
      isVerbose: false,
      logsStderr: false,
      logsNetSend: false,
      logsNetRecv: false,
      repeatArgs: [],
    });
  });
});

describe("nodes", () => {
  test("are counted from 0, or named", () => {
    expect(parse("--node-count", "3").test.nodes).toEqual(["n0", "n1", "n2"]);
    expect(parse("-n", "a", "--node", "b", "--nodes", "x, y").test.nodes).toEqual([
      "x",
      "y",
      "a",
      "b",
    ]);
  });

  test("may be named in a file, one a line, and come in Maelstrom's order", () => {
    const file = write("n3\r\n\n  n1 \n");
    expect(parse("--nodes-file", file).test.nodes).toEqual(["n3", "n1"]);
    const all = parse("-n", "a", "--nodes", "x", "--nodes-file", file);
    expect(all.test.nodes).toEqual(["n3", "n1", "x", "a"]);
    expect(parse("--challenge", "3b", "--nodes-file", file).test.nodes).toEqual(["n3", "n1"]);
  });

  test("cannot be named in a file that is missing or empty", () => {
    expect(() => parse("--nodes-file", "/nowhere/nodes")).toThrow(UsageError);
    expect(() => parse("--nodes-file", "/nowhere/nodes")).toThrow("--nodes-file: ENOENT: no such");
    const empty = write("\n \n");
    expect(() => parse("--nodes-file", empty)).toThrow(
      `--nodes-file: ${empty} names no node; it must have one name on each line`,
    );
  });

  test("have a worker each, or as many as asked for", () => {
    expect(parse("--node-count", "3").test.concurrency).toBe(3);
    expect(parse("--node-count", "3", "--concurrency", "2n").test.concurrency).toBe(6);
    expect(parse("--concurrency", "7").test.concurrency).toBe(7);
  });

  test("get what follows --, even if it looks like an option of the test", () => {
    const { nodeArgs, test: options } = parse("--rate", "1", "--", "--rate", "2", "--", "x");
    expect(options.rate).toBe(1);
    expect(nodeArgs).toEqual(["--rate", "2", "--", "x"]);
  });
});

describe("options", () => {
  test("become typed", () => {
    const args = [
      ["--workload", "echo"],
      ["--time-limit", "3"],
      ["--recovery", "0.5"],
      ["--rate", "2.5"],
      ["--latency", "100"],
      ["--latency-dist", "exponential"],
      ["--topology", "tree4"],
      ["--nemesis", "kill,partition"],
      ["--nemesis", "loss"],
      ["--nemesis-interval", "4"],
      ["--kill-groups", "majority"],
      ["--partition-kinds", "one"],
      ["--isolated-node", "n2"],
      ["--loss-probability", "0.5"],
      ["--seed", "9007199254740991"],
      ["--faithful"],
    ];
    expect(parse(...args.flat()).test).toEqual({
      ...DEFAULT_OPTIONS,
      workload: "echo",
      timeLimitSeconds: 3,
      recoverySeconds: 0.5,
      rate: 2.5,
      latencyMs: 100,
      latencyDistribution: "exponential",
      topology: "tree4",
      faults: ["partition", "kill", "loss"],
      nemesisIntervalSeconds: 4,
      killGroups: ["majority"],
      partitionKinds: ["one"],
      isolatedNode: "n2",
      lossProbability: 0.5,
      seed: 9007199254740991,
      isFaithful: true,
    });
  });

  test("say how available the nodes must be", () => {
    expect(parse("--availability", "total").availability).toBe("total");
    expect(parse("--availability", "0.9").availability).toBe(0.9);
  });

  test("may ask for help, whatever else they say", () => {
    expect(parseTestArgs(["--rate", "fast", "--help"])).toBeUndefined();
  });

  test.each([
    [["--time-limit", "1.5"], '--time-limit must be a whole number from 0 on, not "1.5"'],
    [["--node-count", "0"], '--node-count must be a whole number from 1 on, not "0"'],
    [["--latency", ""], '--latency must be a number from 0 on, not ""'],
    [["--seed", "9007199254740992"], "--seed must be a whole number from 0 to 9007199254740991,"],
    [["--availability", "2"], '--availability must be a number from 0 to 1 or "total", not "2"'],
    [["--topology", "ring"], "--topology must be one of grid, line, total, tree, tree2, tree3,"],
    [["--nemesis", "partition,,kill"], '--nemesis must be a list such as a,b, not "partition,,'],
    [["--nemesis", "flood"], "--nemesis must be one of partition, kill, pause, one-way, loss,"],
    [
      ["--nemesis", "partition", "--isolated-node", "n9"],
      '--isolated-node must be one of n1, n2, n3, n4, n5, not "n9"',
    ],
    [["--loss-probability", "0.5"], "--loss-probability needs --nemesis loss"],
    [["--duplicate-probability", "0"], "--duplicate-probability needs --nemesis duplicate"],
    [["--nemesis", "pause", "--kill-groups", "one"], "--kill-groups needs --nemesis kill"],
    [["--nemesis", "kill", "--pause-groups", "one"], "--pause-groups needs --nemesis pause"],
    [["--one-way-groups", "one"], "--one-way-groups needs --nemesis one-way"],
    [["--partition-kinds", "one"], "--partition-kinds needs --nemesis partition"],
    [["--isolated-node", "n1"], "--isolated-node needs --nemesis partition"],
    [
      ["--challenge", "3f"],
      '--challenge must be one of 1, 2, 3a, 3b, 3c, 3d, 3e, 4, 5a, 5b, 5c, 6a, 6b, 6c, not "3f"',
    ],
    [
      ["--concurrency", "0n"],
      "--concurrency must be a number of workers such as 10, or a multiple",
    ],
    [
      ["-w", "lin-kv", "--concurrency", "3n", "--node-count", "5"],
      "needs 2 workers a node, or a multiple of that: give --concurrency 2n, which is 10, not 15",
    ],
    [["--nodes", "n 1"], '"n 1" cannot be the name of a node'],
    [["--nodes", "n1,.."], '".." cannot be the name of a node'],
    [["--nodes", ".n1"], '".n1" cannot be the name of a node'],
    [["--node-count", "5", "--nodes", "n1,n2"], "leave out --nodes, --nodes-file and -n"],
    [["--node-count", "1", "-n", "n1"], "leave out --nodes, --nodes-file and -n"],
    [
      ["--challenge", "constructor"],
      '--challenge must be one of 1, 2, 3a, 3b, 3c, 3d, 3e, 4, 5a, 5b, 5c, 6a, 6b, 6c, not "con',
    ],
    [["--nemesis-interval", "0"], "--nemesis-interval must be a number from 0.001 on, not"],
    [
      ["--seed", "9007199254740991", "--test-count", "2"],
      "--test-count 2 from seed 9007199254740991 would need seeds above 9007199254740991",
    ],
    [["--bin", "./node", "--command", "./node"], "--bin and --command both name the node"],
    [["--command", "./node", "--virtual"], "--command runs processes; leave out --virtual"],
    [
      ["--virtual", "--durable", "--bin", "./node.ts"],
      "--durable with --virtual is for eddy's own nodes only: a program of --bin gets no disk there",
    ],
    [["--unknown"], "there is no option --unknown"],
    [["--latncy", "3"], "there is no option --latncy; there is --latency, --latency-dist"],
    [
      ["--strategy", "flood"],
      "there is no option --strategy; it is an option of eddy's own node: give it after --",
    ],
    [["--bin", ""], "--bin must be the path of an executable file, such as ./my-node"],
  ])("%p are refused", (args, text) => {
    expect(() => parseTestArgs(args)).toThrow(UsageError);
    expect(() => parseTestArgs(args)).toThrow(text);
  });
});

describe("arguments of a node", () => {
  test.each([
    ["--bin ./node echo --node-count 1", "echo", "--bin ./node --node-count 1 -- echo"],
    ["a --rate=2 'b c' -- --d", "a 'b c'", "--rate=2 -- a 'b c' --d"],
  ])("that do not follow --, as Maelstrom allows, are refused: %s", (given, named, right) => {
    const args = (given.match(/'[^']*'|\S+/gu) ?? []).map((word) => word.replaceAll("'", ""));
    const text =
      `only options may come before --, not ${named}. To pass that to the node:\n` +
      `    ${shellLine(["test"])} ${right}`;
    expect(() => parseTestArgs(args)).toThrow(new UsageError(text));
  });
});

describe("of a workload's own options", () => {
  test("keys and lengths are counts, and models have Elle's names", () => {
    const args = ["--key-count", "3", "--max-txn-length", "5", "--max-writes-per-key=7"];
    const models = ["--consistency-models", "read-committed , PL-SI"];
    expect(parse("-w", "txn-rw-register", ...args, ...models).test).toMatchObject({
      keyCount: 3,
      maxTxnLength: 5,
      maxWritesPerKey: 7,
      consistencyModels: ["read-committed", "snapshot-isolation"],
    });
    expect(() => parse("--consistency-models", "serialisable")).toThrow(
      "--consistency-models: Unknown consistency model serialisable; the nearest are serializable",
    );
  });

  test("lin-kv has two workers a node, or a multiple of that", () => {
    expect(parse("-w", "lin-kv", "--node-count", "3").test.concurrency).toBe(6);
    expect(parse("-w", "unique-ids", "--node-count", "3").test.concurrency).toBe(3);
  });
});

describe("of Maelstrom's other options", () => {
  test("those that say nothing of these workloads are accepted and ignored", () => {
    const ignored = [
      ["--username", "root"],
      ["--password", "secret"],
      ["--ssh-private-key", "key"],
      ["--strict-host-key-checking"],
      ["--no-ssh"],
    ];
    const command = parse("--seed", "1", ...ignored.flat(), "--rate", "2");
    expect(command).toEqual(parse("--seed", "1", "--rate", "2"));
    expect(command.repeatArgs).toEqual(["--rate", "2"]);
  });

  test.each([
    [
      ["--leave-db-running"],
      "--leave-db-running exists in Maelstrom only: eddy stops all nodes with the test.",
    ],
    [
      ["--logging-json"],
      "--logging-json exists in Maelstrom only: eddy writes no log of the test itself.",
    ],
    [
      ["--hiccup-length", "300"],
      "--hiccup-length is gone: use --nemesis pause, with --nemesis-interval for how long",
    ],
    [["--key-count", "0"], '--key-count must be a whole number from 1 on, not "0"'],
  ])("%p are refused", (args, text) => {
    expect(() => parseTestArgs(args)).toThrow(UsageError);
    expect(() => parseTestArgs(args)).toThrow(text);
  });
});

describe("a scenario", () => {
  test("is given in words, or in a file", () => {
    const steps = [
      { atMs: 2000, action: "cut", nodes: ["n1"], from: "rest" },
      { atMs: 6000, action: "heal" },
    ] as const;
    expect(parse("--scenario", "2s cut n1 from rest; 6s heal").test.scenario).toEqual(steps);
    const file = write("# the hub\n2s cut n1 from rest\n6s heal\n");
    expect(parse("--scenario", file).test.scenario).toEqual(steps);
  });

  test("names the nodes of the test", () => {
    const args = ["--node-count", "2", "--scenario", "2s kill n1"];
    expect(parse(...args).test.scenario).toHaveLength(1);
    expect(() => parse("--node-count", "2", "--scenario", "2s kill n2")).toThrow(
      '--scenario: Step 1, line 1, column 9: there is no node "n2"; the nodes are n0, n1',
    );
  });

  test("that is neither a file nor right says both", () => {
    expect(() => parse("--scenario", "/nowhere/steps.txt")).toThrow(UsageError);
    expect(() => parse("--scenario", "/nowhere/steps.txt")).toThrow(
      "--scenario: Step 1, line 1, column 1: a step begins with its time, such as 2s or 1500ms; " +
        'this begins with "/nowhere/steps.txt" (there is no file of that name, so it is read as a scenario)',
    );
    const file = write("2s heal\nnow kill n1");
    expect(() => parse("--scenario", file)).toThrow(
      `--scenario ${file}: Step 2, line 2, column 1: a step begins with its time`,
    );
  });

  test("may be longer than the name of a file can be", () => {
    const steps = Array.from({ length: 1000 }, (_, step) => `${step}ms heal`);
    expect(parse("--scenario", steps.join("; ")).test.scenario).toHaveLength(1000);
  });

  test("must fit the test", () => {
    expect(() => parse("--scenario", "2s heal", "--time-limit", "1")).toThrow(UsageError);
    expect(() => parse("--scenario", "2s heal", "--time-limit", "1")).toThrow(
      "--scenario: Step 1 (2s heal) is not within the load, which ends at 1 s",
    );
  });

  test("is repeated in words, whatever file it came from", () => {
    const file = write("6s heal\n2s cut n1 from rest");
    for (const args of [["--scenario", file], [`--scenario=${file}`]]) {
      expect(parse("--rate", "2", ...args, "--virtual").repeatArgs).toEqual([
        "--rate",
        "2",
        "--virtual",
        "--scenario",
        "2s cut n1 from rest; 6s heal",
      ]);
    }
  });
});

describe("a challenge", () => {
  test("sets the options, which others may change", () => {
    const { challenge, test: options } = parse("--challenge", "3d", "--time-limit", "5");
    expect(challenge).toMatchObject({ name: "3d", limits: { serverMessagesPerOperation: 30 } });
    expect(options).toMatchObject({ rate: 100, latencyMs: 100, timeLimitSeconds: 5 });
    expect(options.nodes).toHaveLength(25);
  });

  test("gives way to the nodes that are named", () => {
    expect(parse("--challenge", "3b", "--nodes", "a1,b2").test.nodes).toEqual(["a1", "b2"]);
    expect(parse("--challenge", "3b", "-n", "a1").test.nodes).toEqual(["a1"]);
    expect(parse("--challenge", "3b", "--node-count", "2").test.nodes).toEqual(["n0", "n1"]);
  });

  test("gives way to the faults that are chosen", () => {
    expect(parse("--challenge", "3c").test.faults).toEqual(["partition"]);
    const given = ["--nemesis", "kill", "--nemesis", "loss"];
    expect(parse("--challenge", "3c", ...given).test.faults).toEqual(["kill", "loss"]);
  });

  test.each(["3a", "3b", "3c", "3d", "3e"])("%s takes 20 s", (name) => {
    expect(parse("--challenge", name).test.timeLimitSeconds).toBe(20);
  });
});

test("seeds may go up to the largest", () => {
  const { test: options, testCount } = parse("--seed", "9007199254740990", "--test-count", "2");
  expect([options.seed, testCount]).toEqual([9007199254740990, 2]);
});

test("a repetition is told with its own seed", () => {
  const args = [
    "--seed",
    "1",
    "--rate=2",
    "--test-count=9",
    "--seed=3",
    "-w",
    "echo",
    "--",
    "--seed",
  ];
  expect(parse(...args).repeatArgs).toEqual(["--rate=2", "-w", "echo"]);
});
