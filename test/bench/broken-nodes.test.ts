import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { completeOptions, nodeNames, type TestOptions } from "../../src/bench/options.ts";
import { ProcessCluster } from "../../src/bench/cluster/processes.ts";
import { RealClock } from "../../src/bench/time/real-clock.ts";
import { runTest, type Outcome } from "../../src/bench/run.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-broken-nodes-`);
});

afterAll(() => rmSync(folder, { recursive: true }));

const SHORT: Partial<TestOptions> = {
  nodes: ["n1"],
  concurrency: 1,
  timeLimitSeconds: 1,
  rate: 50,
  recoverySeconds: 0.1,
  seed: 1,
};

type Command = readonly [path: string, ...args: string[]];

function nodeIn(file: string): string {
  return resolve(import.meta.dir, "nodes", file);
}

async function run(
  node: Command,
  args: readonly string[] = [],
  options: Partial<TestOptions> = {},
): Promise<Outcome> {
  const clock = new RealClock();
  const command: Command = [...node, ...args];
  try {
    return await runTest(completeOptions({ ...SHORT, ...options }), {
      clock,
      makeCluster: (gate) => new ProcessCluster({ command, logFolder: folder }, gate),
    });
  } finally {
    clock.stop();
  }
}

async function violationOf(
  node: Command,
  args: readonly string[] = [],
  options: Partial<TestOptions> = {},
): Promise<string> {
  const { end, violations } = await run(node, args, options);
  expect(end).toBe("violation");
  expect(violations).toHaveLength(1);
  return violations[0]?.message ?? "";
}

/** The broken nodes go on with their answer to `init`. */
function afterwards(): string {
  return (
    `What it wrote after that, ${folder}/n1.stdout:\n` +
    '  {"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}'
  );
}

const LANGUAGES = [
  {
    language: "Python",
    interpreter: "python3",
    extension: "py",
    trace: "RuntimeError: what a pity",
  },
  { language: "Node.js", interpreter: "node", extension: "mjs", trace: "Error: what a pity" },
] as const;

for (const { language, interpreter, extension, trace } of LANGUAGES) {
  const isMissing = Bun.which(interpreter) === null;
  const title = isMissing ? `${language}: skipped, there is no ${interpreter}` : language;

  describe.skipIf(isMissing)(title, () => {
    const broken: Command = [nodeIn(`broken.${extension}`)];

    test("a healthy cluster is served without a complaint", async () => {
      const outcome = await run([nodeIn(`healthy.${extension}`)], [], {
        nodes: ["n1", "n2", "n3"],
        concurrency: 3,
      });
      expect(outcome.end).toBe("complete");
      expect(outcome.violations).toEqual([]);
      // That the load was slow is the machine's fault.
      expect(outcome.warnings.filter(({ kind }) => kind !== "low-rate")).toEqual([]);
      const completions = outcome.history.filter(({ type }) => type !== "invoke");
      expect(completions.length).toBeGreaterThan(20);
      expect(completions.every(({ type }) => type === "ok")).toBe(true);
      const reads = outcome.history.filter(({ isFinal, type }) => isFinal && type === "ok");
      expect(reads).toHaveLength(3);
      expect(new Set(reads.map(({ read }) => JSON.stringify(sorted(read?.toEdn())))).size).toBe(1);
    });

    test("a message without a newline is shown", async () => {
      expect(await violationOf(broken, ["no-newline"])).toBe(
        "Node n1 wrote a message without a newline: " +
          '{"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}',
      );
    });

    test("a crash is told with its exit code and the end of its log", async () => {
      const message = await violationOf(broken, ["exit"]);
      expect(message).toStartWith("Node n1 exited with code 1 in mid-test.\n");
      expect(message).toContain(`The end of its stderr, ${folder}/n1.log:\n`);
      expect(message).toContain(trace);
      expect(message).toContain(
        'The end of its stdout:\n  {"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}',
      );
    });
  });
}

/** By Bun, which is there and starts in no time. */
const BROKEN: Command = [process.execPath, nodeIn("broken.mjs")];

describe("in any language", () => {
  test("a node without init_ok is told what to write", async () => {
    const message = await violationOf(BROKEN, ["silent"], { initTimeoutSeconds: 1 });
    expect(message).toContain(
      "Node n1 did not answer init with init_ok: no answer came within 1 s",
    );
    expect(message).toContain('{"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}');
    expect(message).toEndWith(
      "\nIt wrote nothing to stdout. The node may still be starting: build it first, or give --init-timeout 60.",
    );
  });

  test("a line that is no JSON is shown", async () => {
    const message = await violationOf(BROKEN, ["no-json"]);
    expect(message).toStartWith("Node n1 wrote a line on standard output that is not a message:");
    expect(message).toContain("it is not JSON");
    expect(message).toContain("Logs belong on standard error");
    expect(message).toEndWith(`\n    Listening for messages\n${afterwards()}`);
  });

  test("a line that is no message is shown", async () => {
    const message = await violationOf(BROKEN, ["no-message"]);
    expect(message).toContain('"hello" is not a key of a message');
    expect(message).toEndWith(`\n    {"hello":"world"}\n${afterwards()}`);
  });

  test("a stranger is named, with the line", async () => {
    const message = await violationOf(BROKEN, ["stranger"]);
    expect(message).toStartWith('Node n1 wrote to "n99": there is no such node');
    expect(message).toEndWith('\n    {"src":"n1","dest":"n99","body":{"type":"hello"}}');
  });

  test("a key too many is named, and leaves the operation in doubt", async () => {
    const { end, history, warnings } = await run(BROKEN, ["key-too-many"]);
    expect(end).toBe("complete");
    expect(warnings[0]?.message).toContain(' wrongly: it has a surplus key, "ok";');
    const first = history.find(({ type }) => type !== "invoke");
    expect(first?.type).toBe("info");
    expect(first?.exception).toBeDefined();
  });

  test("a key too few is named, and leaves even a read in doubt", async () => {
    const { end, history, warnings } = await run(BROKEN, ["key-too-few"]);
    expect(end).toBe("complete");
    expect(warnings[0]?.message).toContain('answered read wrongly: it lacks the key "messages".');
    const reads = history.filter(({ f, type }) => f === "read" && type !== "invoke");
    expect(reads.map(({ type }) => type)).not.toContain("ok");
    expect(reads.every(({ type }) => type === "info")).toBe(true);
  });

  test("a crash is told with its signal", async () => {
    const message = await violationOf(BROKEN, ["signal"]);
    expect(message).toStartWith("Node n1 was ended by SIGSEGV in mid-test.\n");
  });

  test("an exit without an error is too early all the same", async () => {
    const message = await violationOf(BROKEN, ["quit"]);
    expect(message).toStartWith("Node n1 exited with code 0 in mid-test.\n");
  });
});

test("a line that is no message is shown with what follows it", async () => {
  expect(await violationOf([nodeIn("logger.sh")])).toBe(
    "Node n1 wrote a line on standard output that is not a message: an empty line is not a " +
      `message. Logs belong on standard error.\n    \nWhat it wrote after that, ${folder}/n1.stdout:\n` +
      "  12:00:00.000 [info] node starting",
  );
});

test("half a line in place of an answer is shown", async () => {
  const script = `${folder}/half`;
  writeFileSync(script, `#!/bin/sh\nread -r line; printf '{"src":"n1",'; sleep 60\n`);
  chmodSync(script, 0o755);
  const message = await violationOf([script], [], { initTimeoutSeconds: 0.5 });
  expect(message).toEndWith('\nThe end of its stdout:\n  {"src":"n1", (without a newline)');
});

test("a node that never starts stops even a faithful test, with the name of what is missing", async () => {
  const script = `${folder}/unstartable`;
  writeFileSync(script, "#!/usr/bin/env python99\n");
  chmodSync(script, 0o755);
  const { end, violations } = await run([script], [], { isFaithful: true });
  expect([end, ...violations.map(({ kind }) => kind)]).toEqual(["violation", "no-start"]);
  expect(violations[0]?.message).toStartWith(
    `Node n1 never started: ${script} begins with #!/usr/bin/env python99, but python99 is not ` +
      "on the PATH.\n",
  );
});

test("an early exit lets a faithful test go on, and is kept", async () => {
  const script = `${folder}/quitter`;
  const answer = '{"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}';
  writeFileSync(script, `#!/bin/sh\nread -r line; echo '${answer}'; sleep 0.3; exit 0\n`);
  chmodSync(script, 0o755);
  const echo = { workload: "echo", isFaithful: true, rate: 0 } as const;
  const { end, violations } = await run([script], [], echo);
  expect([end, ...violations.map(({ kind }) => kind)]).toEqual(["complete", "early-exit"]);
});

test("a node that talks to one that is not up yet is told when it may", async () => {
  const { end, violations } = await run([nodeIn("early.sh")], [], {
    nodes: nodeNames(100),
    concurrency: 100,
  });
  expect(end).toBe("violation");
  const [violation] = violations;
  expect(violation?.kind).toBe("too-early");
  expect(violation?.message).toContain("before");
  expect(violation?.message).toContain("was in the network");
  expect(violation?.message).toContain('"body":{"type":"hello"}');
});

function sorted(values: unknown): unknown[] {
  if (!Array.isArray(values)) throw new Error("A read shows a list");
  return values.toSorted((left, right) => left - right);
}
