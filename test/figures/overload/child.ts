/** A node as a process, for figures: lines in and out, and its memory. */

import { readFileSync } from "node:fs";
import { executable } from "../../support/executable.ts";

const KIB_PER_MIB = 1024;

export class Child {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "inherit">;

  /** Calls `wrote` with each line. */
  constructor(args: readonly string[], wrote: (line: string) => void) {
    this.#child = Bun.spawn([executable(), ...args], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    void this.#read(wrote);
  }

  /** Hands it lines, each with its line feed. */
  write(text: string): void {
    this.#child.stdin.write(text);
  }

  flush(): void {
    this.#child.stdin.flush();
  }

  /** Resident memory in MiB. */
  get residentMib(): number {
    return residentMib(this.#child.pid);
  }

  async close(): Promise<void> {
    await this.#child.stdin.end();
    await this.#child.exited;
  }

  async #read(wrote: (line: string) => void): Promise<void> {
    let rest = "";
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      // Of a long line no piece is looked at twice.
      const [first = "", ...others] = chunk.split("\n");
      rest += first;
      for (const next of others) {
        wrote(rest);
        rest = next;
      }
    }
  }
}

/** Of any process, on Linux. */
export function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1]) / KIB_PER_MIB);
}

/** A message to a node from a client. */
export function lineTo(dest: string, body: string): string {
  return `{"src":"c1","dest":"${dest}","body":${body}}\n`;
}
