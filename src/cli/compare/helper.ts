/**
 * Rows are measured by helpers, further processes of this executable, one a core. A helper reads a
 * row a line on standard input, and writes its figures, or why there are none, a line as well.
 */

import { isObject } from "../../node/json.ts";
import { describe } from "../failure.ts";
import { STRATEGY_NAMES } from "../node-options.ts";
import { nodeCommand } from "../self.ts";
import { say } from "../terminal.ts";
import { FIGURES, measure, type Figures, type Row } from "./rows.ts";

/** A row could not be measured; the text says why. */
export class NoFigures extends Error {
  override readonly name = "NoFigures";
}

/** What a helper does: measures each row that it is asked for until its input ends. */
export async function help(): Promise<void> {
  // A stop signal from the terminal comes to all processes: who asked for the rows ends the helpers.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  for await (const line of console) {
    try {
      say(JSON.stringify(await measure(parseRow(line))));
    } catch (error) {
      say(JSON.stringify({ error: describe(error) }));
    }
  }
}

export class Helper {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncIterator<string>;

  /** `args` are the arguments after the name of the executable that make a helper of it. */
  constructor(args: readonly string[]) {
    this.#child = Bun.spawn([...nodeCommand(), ...args], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#lines = linesOf(this.#child.stdout);
  }

  /** One row at a time. Rejects with a NoFigures. */
  async measure(row: Row): Promise<Figures> {
    await this.#child.stdin.write(`${JSON.stringify(row)}\n`);
    await this.#child.stdin.flush();
    const { value, done } = await this.#lines.next();
    if (done === true) throw new NoFigures("a process that measures ended by itself");
    return parseFigures(value);
  }

  /** Ends it, whatever it does. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of stream) {
    const lines = (text + decoder.decode(piece, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}

function parseRow(line: string): Row {
  const row: unknown = JSON.parse(line);
  if (!isObject(row)) throw new Error(`No row: ${line}`);
  const strategy = STRATEGY_NAMES.find((name) => name === row["strategy"]);
  const { setting, seed } = row;
  if (typeof setting !== "number" || typeof seed !== "number" || strategy === undefined) {
    throw new Error(`No row: ${line}`);
  }
  return { setting, strategy, seed };
}

function parseFigures(line: string): Figures {
  const reply: unknown = JSON.parse(line);
  if (isObject(reply)) throw new NoFigures(String(reply["error"]));
  const isComplete =
    Array.isArray(reply) && reply.length === FIGURES.length && reply.every(isFigure);
  if (!isComplete) throw new NoFigures(`a process that measures wrote: ${line}`);
  return reply;
}

function isFigure(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}
