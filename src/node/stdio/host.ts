/**
 * The real world: lines from standard input, batches to standard output, the log on standard error,
 * a steady clock, timers and signals.
 */

import { writeSync } from "node:fs";
import { describe } from "../errors.ts";
import { Backlog } from "../backlog.ts";
import { type Host, isLogged, type LogLevel } from "../host.ts";
import { LINE_BYTES_AT_MOST, LineReader } from "./lines.ts";
import { Output } from "./output.ts";

/** What a host runs: a Node. */
export interface Guest {
  receive(line: string): void;
  wake(): void;
}

/** The longest that setTimeout can wait; an alarm that rings early is set anew. */
const ALARM_MS_AT_MOST = 2 ** 31 - 1;

/** How often the process shows itself that it runs; more often would cost more while it is idle. */
const TICK_MS = 1000;

/** Bun reads as much of a pipe at once. */
const CHUNK_BYTES = 64 * 1024;

/** As for all commands: the node, or its surroundings, failed. */
const EXIT_FAILED = 3;

export class StdioHost implements Host {
  readonly logLevel: LogLevel;
  isBacklog = false;
  readonly #output = new Output(1, (error) => this.#lose("write standard output", error));
  readonly #random = new Uint32Array(256);
  #randomLeft = 0;
  readonly #backlog = new Backlog();
  /** When the process was last seen to run. */
  #seenMs = performance.now();
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
    process.on("uncaughtException", (error) => this.log("error", describe(error)));
    process.on("unhandledRejection", (error) => this.log("error", describe(error)));
    const lines = new LineReader(
      (line) => guest.receive(line),
      () => this.log("error", `Skipped a line of more than ${LINE_BYTES_AT_MOST} bytes`),
    );
    this.#setAlarm();
    setInterval(() => this.#noteRunning(), TICK_MS).unref();
    try {
      for await (const chunk of Bun.stdin.stream()) {
        this.#noteRunning();
        if (chunk.length >= CHUNK_BYTES) this.#backlog.goesOn(this.#seenMs);
        this.isBacklog = this.#backlog.isOpen(this.#seenMs);
        this.#serve(() => lines.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
      }
    } catch (error) {
      return this.#lose("read standard input", error);
    }
    this.#serve(() => lines.end());
    // What an async handler says at once to the last line is still said.
    await new Promise((resolve) => setImmediate(resolve));
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

  /** An idle process ticks: only one that stood still was not seen for long. */
  #noteRunning(): void {
    const now = this.now();
    this.#backlog.stoodStill(this.#seenMs, now);
    this.#seenMs = now;
  }

  /**
   * Runs `work`, then the timers that are due, since Bun starves its own while input keeps coming,
   * then writes what both had to say in one batch.
   */
  #serve(work: () => void): void {
    this.#isServing = true;
    try {
      work();
      if (this.now() >= this.#deadlineMs) this.#guest?.wake();
      this.#output.flush();
    } finally {
      this.#isServing = false;
      this.#setAlarm();
    }
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
    if (this.#guest === undefined) return;
    if (this.#deadlineMs >= this.#alarmMs || this.#deadlineMs === Infinity) return;
    clearTimeout(this.#alarm);
    this.#alarmMs = this.#deadlineMs;
    this.#alarm = setTimeout(
      () => {
        this.#alarmMs = Infinity;
        this.#serve(() => {});
      },
      Math.min(ALARM_MS_AT_MOST, Math.max(0, Math.ceil(this.#deadlineMs - this.now()))),
    );
  }

  /** Without a reader there is nothing to do any more; anything else is a failure. */
  #lose(what: string, error: unknown): never {
    if (error === undefined) process.exit(0);
    this.log(
      "error",
      `Cannot ${what}: ${error instanceof Error ? error.message : describe(error)}`,
    );
    process.exit(EXIT_FAILED);
  }

  #exit(): never {
    this.#output.flush();
    process.exit(0);
  }
}
