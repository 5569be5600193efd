import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { executable } from "../support/executable.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/eddy-terminal-`);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What `eddy test` shows on a terminal. */
async function show(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const pieces: Uint8Array[] = [];
  await using terminal = new Bun.Terminal({
    cols: 80,
    rows: 24,
    data: (_, bytes) => void pieces.push(bytes.slice()),
  });
  const child = Bun.spawn([executable(), "test", ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "", ...environment },
    terminal,
  });
  await child.exited;
  await Bun.sleep(50);
  return Buffer.concat(pieces).toString().replaceAll("\r\n", "\n");
}

const TEST = ["--virtual", "--seed", "7", "--time-limit", "5", "--rate", "20"];
const GREEN = "\u001b[32m";
const RED = "\u001b[31m";
const YELLOW = "\u001b[33m";

describe("on a terminal", () => {
  test("a person gets the summary, its headline in colour, and no EDN", async () => {
    const output = await show(TEST);
    expect(output).toContain(`${GREEN}Valid: none of `);
    expect(output).not.toContain("{:perf");
    expect(output).toEndWith("\n");
    expect(await show([...TEST, "--", "--strategy", "local"])).toContain(`${RED}Invalid:`);
    expect(await show([...TEST, "--rate", "0"])).toContain(`${YELLOW}Unknown:`);
  });

  test("--edn prints the results first, and the summary is last", async () => {
    const output = await show([...TEST, "--edn"]);
    expect(output.indexOf("{:perf")).toBeGreaterThan(0);
    expect(output.indexOf("Valid: ")).toBeGreaterThan(output.indexOf(" :valid? true}\n\n"));
  });

  test("NO_COLOR leaves the colours out", async () => {
    const output = await show(TEST, { NO_COLOR: "1" });
    expect(output).toContain("Valid: none of ");
    for (const colour of [GREEN, RED, YELLOW]) expect(output).not.toContain(colour);
  });

  test("no line is wider than 80 columns, but for paths and commands", async () => {
    const faults = ["--nemesis", "kill,partition", "--nemesis-interval", "1", "--node-count", "9"];
    const output = await show([...TEST, ...faults, "--", "--strategy", "relay"], { NO_COLOR: "1" });
    const lines = output
      .split("\n")
      .filter(
        (line) => !line.includes("\u001b") && !/^(Results|Repeat|Look at|Its way): /u.test(line),
      );
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect([line, line.length <= 80]).toEqual([line, true]);
  });
});
