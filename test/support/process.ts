/** A node as a process, for tests: lines in, parsed messages out. */

import { executable } from "./executable.ts";

export interface Played {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Gives a node its whole input at once and waits for its end. */
export async function play(
  input: string | Uint8Array,
  args: readonly string[] = [],
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<Played> {
  const child = Bun.spawn([executable(), ...args], {
    stdin: typeof input === "string" ? Buffer.from(input) : input,
    stdout: "pipe",
    stderr: "pipe",
    ...options,
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { stdout, stderr, exitCode };
}

/** The messages that a node wrote. Throws if a line is not JSON or the last one has no end. */
export function messagesOf({ stdout }: Played): unknown[] {
  const lines = stdout.split("\n");
  if (lines.pop() !== "") throw new Error(`The last line has no end: ${stdout.slice(-200)}`);
  return lines.map((line): unknown => JSON.parse(line));
}

/** A node that stays, for tests that answer what it says. */
export class Process {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "pipe">;
  readonly ended: Promise<number>;

  /** Calls `wrote` with each line of its standard output. */
  constructor(args: readonly string[], wrote: (line: string) => void) {
    this.#child = Bun.spawn([executable(), ...args], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.ended = this.#child.exited;
    void this.#read(wrote);
  }

  /** What a killed node no longer reads is lost. */
  write(line: string): void {
    const { stdin } = this.#child;
    for (const done of [stdin.write(`${line}\n`), stdin.flush()]) {
      Promise.resolve(done).catch(() => {});
    }
  }

  signal(name: "SIGTERM" | "SIGINT" | "SIGKILL"): void {
    this.#child.kill(name);
  }

  async close(): Promise<number> {
    await this.#child.stdin.end();
    return this.ended;
  }

  async #read(wrote: (line: string) => void): Promise<void> {
    let text = "";
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (text + chunk).split("\n");
      text = lines.pop() ?? "";
      lines.forEach(wrote);
    }
  }
}
