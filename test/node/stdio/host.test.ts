import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineReader } from "../../../src/node/stdio/lines.ts";
import { until } from "../../support/waiting.ts";
import { init, INIT_OK, line, message } from "../../support/messages.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eddy-host-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Asks a node that runs for itself, and waits for each answer before the next question. */
async function converse(
  questions: readonly string[],
  answerCount: number,
): Promise<{ answers: unknown[]; stderr: string; exitCode: number }> {
  const script = join(import.meta.dir, "async-node.ts");
  const child = Bun.spawn([process.execPath, script], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  child.stdin.write(questions.map((question) => `${question}\n`).join(""));
  child.stdin.flush();
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.split("\n").length > answerCount) break;
  }
  await child.stdin.end();
  const stderr = await new Response(child.stderr).text();
  const answers = text
    .trim()
    .split("\n")
    .map((each): unknown => JSON.parse(each));
  return { answers, stderr, exitCode: await child.exited };
}

test("what an async handler says is written when it is said, while the input stays open", async () => {
  const questions = [
    init(["n1"]),
    line("c1", { type: "later", msg_id: 2 }),
    line("c1", { type: "soon", msg_id: 3 }),
  ];
  expect(await converse(questions, 3)).toEqual({
    answers: [
      INIT_OK,
      message("c1", { type: "soon_ok", in_reply_to: 3 }),
      message("c1", { type: "later_ok", in_reply_to: 2 }),
    ],
    stderr: "",
    exitCode: 0,
  });
});

test("a rejection that nobody handles and a throwing timer are logged, and the node goes on", async () => {
  const questions = [
    init(["n1"]),
    line("c1", { type: "reject", msg_id: 2 }),
    line("c1", { type: "throw", msg_id: 3 }),
    line("c1", { type: "later", msg_id: 4 }),
  ];
  const { answers, stderr, exitCode } = await converse(questions, 2);
  expect(answers).toEqual([INIT_OK, message("c1", { type: "later_ok", in_reply_to: 4 })]);
  expect(stderr).toContain("nobody listens");
  expect(stderr).toContain("in a timer of its own");
  expect(exitCode).toBe(0);
});

test("a last line without line feed gets the answer that an async handler gives at once", async () => {
  const script = join(import.meta.dir, "async-node.ts");
  const child = Bun.spawn([process.execPath, script], {
    stdin: Buffer.from(`${init(["n1"])}\n${line("c1", { type: "soon", msg_id: 2 })}`),
    stdout: "pipe",
  });
  const lines = (await new Response(child.stdout).text()).trim().split("\n");
  expect(lines.map((text): unknown => JSON.parse(text))).toEqual([
    INIT_OK,
    message("c1", { type: "soon_ok", in_reply_to: 2 }),
  ]);
});

test("a process that was stopped for longer than clients wait leaves what waited unanswered", async () => {
  const script = join(import.meta.dir, "async-node.ts");
  const child = Bun.spawn([process.execPath, script, `${folder}/jump`], {
    stdin: "pipe",
    stdout: "pipe",
  });
  const answers: string[] = [];
  const lines = new LineReader(
    (text) => answers.push(text),
    () => {},
  );
  const ask = (msgId: number): void => {
    child.stdin.write(`${line("c1", { type: "soon", msg_id: msgId })}\n`);
    child.stdin.flush();
  };
  child.stdin.write(`${init(["n1"])}\n`);
  child.stdin.flush();
  const reading = (async () => {
    for await (const chunk of child.stdout) lines.push(Buffer.from(chunk));
  })();
  await until(() => answers.length === 1);
  child.kill("SIGSTOP");
  ask(2);
  writeFileSync(`${folder}/jump`, "");
  child.kill("SIGCONT");
  await Bun.sleep(400);
  ask(3);
  await until(() => answers.length === 2);
  await child.stdin.end();
  await reading;
  expect(answers.slice(1).map((text): unknown => JSON.parse(text))).toEqual([
    message("c1", { type: "soon_ok", in_reply_to: 3 }),
  ]);
});

test.each(["commit", "append"])(
  "a node whose disk is full ends with exit code 3, and says nothing that relies on it: %s",
  async (failing) => {
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "full-disk.ts"), failing], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    child.stdin.write(`${init(["n1"])}\n`);
    child.stdin.flush();
    const answers: unknown[] = [];
    let msgId = 2;
    const lines = new LineReader(
      (text) => {
        answers.push(JSON.parse(text));
        child.stdin.write(`${line("c1", { type: "keep", msg_id: msgId++ })}\n`);
        child.stdin.flush();
      },
      () => {},
    );
    for await (const chunk of child.stdout) lines.push(Buffer.from(chunk));
    expect(answers).toEqual([
      INIT_OK,
      message("c1", { type: "keep_ok", in_reply_to: 2 }),
      message("c1", { type: "keep_ok", in_reply_to: 3 }),
    ]);
    expect(await new Response(child.stderr).text()).toEndWith(
      "error Cannot keep values: ENOSPC: no space left on device, write\n",
    );
    expect(await child.exited).toBe(3);
  },
);

test("answers that waited for the disk for longer than clients wait are dropped", async () => {
  const script = join(import.meta.dir, "slow-disk.ts");
  const child = Bun.spawn([process.execPath, script, `${folder}/jump`], {
    stdin: "pipe",
    stdout: "pipe",
  });
  const written: unknown[] = [];
  const lines = new LineReader(
    (text) => written.push(JSON.parse(text)),
    () => {},
  );
  const ask = (...requests: readonly string[]): void => {
    child.stdin.write(`${requests.join("\n")}\n`);
    child.stdin.flush();
  };
  const reading = (async () => {
    for await (const chunk of child.stdout) lines.push(Buffer.from(chunk));
  })();
  ask(init(["n1", "n2"]));
  await until(() => written.length === 1);
  ask(
    line("c1", { type: "keep", msg_id: 2 }),
    line("c1", { type: "read", msg_id: 3 }),
    line("n2", { type: "keep", msg_id: 4 }),
  );
  await until(() => written.length >= 4);
  // What comes next shows the node that it stood still: for a moment clients have left.
  ask(line("n2", { type: "keep", msg_id: 5 }));
  await until(() => written.length >= 6);
  await Bun.sleep(400);
  ask(line("c1", { type: "keep", msg_id: 6 }));
  await until(() => written.length >= 8);
  await child.stdin.end();
  await reading;
  const kept = message("n2", { type: "kept" });
  expect(written).toEqual([
    INIT_OK,
    kept,
    message("n2", { type: "keep_ok", in_reply_to: 4 }),
    kept,
    message("n2", { type: "keep_ok", in_reply_to: 5 }),
    kept,
    message("c1", { type: "keep_ok", in_reply_to: 6 }),
    kept,
  ]);
});
