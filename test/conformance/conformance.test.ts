import { describe, expect, test } from "bun:test";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { isStrategyName, STRATEGIES } from "../../src/broadcast/strategies/index.ts";
import { Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { messagesOf, play } from "../support/process.ts";
import { ANY_TEXT, BAD_INPUT } from "./bad-input.ts";
import { CASES } from "./cases.ts";

type Player = (strategy: string, lines: readonly string[]) => Promise<unknown[]>;

const HOSTS: readonly (readonly [string, Player])[] = [
  ["the in-process node", playInProcess],
  ["the executable", playExecutable],
];

function playInProcess(strategy: string, lines: readonly string[]): Promise<unknown[]> {
  if (!isStrategyName(strategy)) throw new Error(`No such strategy: ${strategy}`);
  const host = new MemoryHost();
  const node = new Node(host);
  new BroadcastServer(node, STRATEGIES[strategy].make);
  for (const line of lines) node.receive(line);
  return Promise.resolve(host.take());
}

async function playExecutable(strategy: string, lines: readonly string[]): Promise<unknown[]> {
  const args = ["--strategy", strategy, "--log", "error"];
  const played = await play(lines.map((line) => `${line}\n`).join(""), args);
  expect(played.exitCode).toBe(0);
  return messagesOf(played);
}

/** The same messages with every error text, which is for people, replaced. */
function withoutTexts(messages: readonly unknown[]): unknown {
  const json = JSON.stringify(messages, (key, value: unknown) =>
    key === "text" && typeof value === "string" && value !== "" ? ANY_TEXT : value,
  );
  return JSON.parse(json);
}

describe.each(HOSTS)("%s", (_name, playTo) => {
  test.each(CASES.map((each) => [each.name, each] as const))("%s", async (_case, each) => {
    expect(await playTo(each.strategy, each.input)).toEqual([...each.output]);
  });

  test.each(BAD_INPUT.map((row) => [row.input, row] as const))(
    "bad input: %s",
    async (_row, row) => {
      const output = withoutTexts(await playTo("relay", row.lines));
      expect(output).toEqual(withoutTexts(row.output));
    },
  );
});

test("the page of the node has each row of bad input, in these words", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../src/node/README.md`).text();
  const rows = page.split("\n").map((row) => row.replace(/ +/g, " "));
  for (const { input, answer } of BAD_INPUT) expect(rows).toContain(`| ${input} | ${answer} |`);
});
