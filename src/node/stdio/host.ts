/**
 * The real world: lines from standard input, batches to standard output, the log on standard error,
 * a steady clock, timers and signals.
 */

import { writeSync } from "node:fs";
import { type Host, isLogged, type LogLevel } from "../host.ts";
import { LINE_BYTES_AT_MOST, LineReader } from "./lines.ts";
import { Output } from "./output.ts";

/** What a host runs: a Node. */
export interface Guest {
  receive(line: string): void;
  wake(): void;
}

export class StdioHost implements Host {
  readonly logLevel: LogLevel;
  readonly #output = new Output(1, () => process.exit(0));
  readonly #random = new Uint32Array(256);
  #randomLeft = 0;
  #guest: Guest | undefined;
  #isServing = false;
  #isFlushDue = false;
  #deadlineMs = Infinity;
  #alarmMs = Infinity;
  #alarm: ReturnType<typeof setTimeout> | undefined;

  constructor(logLevel: LogLevel = "warn") {
    this.logLevel = logLevel;
  }

  /**
   * Serves `guest` until the input ends or a signal says so, then ends the process with exit code 0
   * and all output written. Nothing that goes wrong in between ends it.
   */
  async run(guest: Guest): Promise<never> {
    this.#guest = guest;
    process.on("SIGTERM", () => this.#exit());
    process.on("SIGINT", () => this.#exit());
    process.on("uncaughtException", (error) => this.log("error", String(error.stack ?? error)));
    process.on("unhandledRejection", (error) => this.log("error", `Unhandled rejection: ${error}`));
    const lines = new LineReader(
      (line) => guest.receive(line),
      () => this.log("error", `Skipped a line of more than ${LINE_BYTES_AT_MOST} bytes`),
    );
    for await (const chunk of Bun.stdin.stream()) {
      this.#serve(() => lines.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
    }
    this.#serve(() => lines.end());
    return this.#exit();
  }

  now(): number {
    return performance.now();
  }

  random(): number {
    if (this.#randomLeft === 0) {
      crypto.getRandomValues(this.#random);
      this.#randomLeft = this.#random.length;
    }
    return this.#random[--this.#randomLeft] ?? 0;
  }

  write(lines: string): void {
    this.#output.write(lines);
    this.#flushSoon();
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    this.#output.writeAround(head, bytes, tail);
    this.#flushSoon();
  }

  wakeAt(timeMs: number): void {
    this.#deadlineMs = timeMs;
    if (!this.#isServing) this.#setAlarm();
  }

  log(level: LogLevel, text: string): void {
    if (!isLogged(level, this.logLevel)) return;
    try {
      writeSync(2, `${new Date().toISOString()} ${level} ${text}\n`);
    } catch {
      // Nobody reads the log: there is nobody to tell.
    }
  }

  /**
   * Runs `work`, then the timers that are due, since Bun starves its own while input keeps coming,
   * then writes what both had to say in one batch.
   */
  #serve(work: () => void): void {
    this.#isServing = true;
    work();
    if (this.now() >= this.#deadlineMs) this.#guest?.wake();
    this.#output.flush();
    this.#isServing = false;
    this.#setAlarm();
  }

  /** Lines that a promise wrote after its batch was done make a batch of their own. */
  #flushSoon(): void {
    if (this.#isServing || this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => {
      this.#isFlushDue = false;
      this.#output.flush();
    });
  }

  /** An alarm that rings early finds nothing due and is set anew, so one for sooner is good enough. */
  #setAlarm(): void {
    if (this.#deadlineMs >= this.#alarmMs || this.#deadlineMs === Infinity) return;
    clearTimeout(this.#alarm);
    this.#alarmMs = this.#deadlineMs;
    this.#alarm = setTimeout(
      () => {
        this.#alarmMs = Infinity;
        this.#serve(() => {});
      },
      Math.max(0, Math.ceil(this.#deadlineMs - this.now())),
    );
  }

  #exit(): never {
    this.#output.flush();
    process.exit(0);
  }
}
