/**
 * The Host of a process: it reads lines from standard input, writes batches to standard output and
 * the log to standard error, and has a clock, timers and signals.
 */

import { describe } from "../errors.ts";
import { Backlog, OPEN_TICK_MS, STANDSTILL_MS } from "../backlog.ts";
import { type Guest, type Host, isLogged, type Keep, type LogLevel } from "../host.ts";
import { LINE_BYTES_AT_MOST, LineReader } from "./lines.ts";
import { Log } from "./log.ts";
import { type MayLeave, Output } from "./output.ts";

/** The longest that setTimeout can wait. An alarm that rings too early is set again. */
const ALARM_MS_AT_MOST = 2 ** 31 - 1;

/** How often an idle process notes that it runs. More often would cost more CPU. */
const TICK_MS = 1000;

/** Bun reads at most this much of a pipe at once. */
const CHUNK_BYTES = 64 * 1024;

/** One commit serves a whole chunk of input, whatever it makes the node say. */
const DURABLE_BATCH_CHARACTERS_AT_MOST = 1024 * 1024;

/** The exit code of all commands when the node or its surroundings failed. */
const EXIT_FAILED = 3;

/** What outlives the process. Its methods throw an Error that says what is wrong. */
export interface Disk {
  /** Takes a record, which need not be on disk yet. */
  append(record: string): void;
  /** Returns when all records are on disk. */
  commit(): void;
}

/** Opens a node's disk, and hands `restore` what is there. */
export type OpenDisk = (
  name: string,
  nodeIds: readonly string[],
  restore: (record: string) => void,
  warn: (text: string) => void,
) => Disk;

export class StdioHost implements Host {
  readonly logLevel: LogLevel;
  isBacklog = false;
  readonly #open: OpenDisk | undefined;
  #disk: Disk | undefined;
  readonly #output: Output;
  readonly #log = new Log();
  readonly #random = new Uint32Array(256);
  #randomLeft = 0;
  readonly #backlog = new Backlog();
  /** When the process was last seen to run. */
  #seenMs = performance.now();
  #isTickingFast = false;
  #guest: Guest | undefined;
  #isServing = false;
  #isFlushDue = false;
  #deadlineMs = Infinity;
  #alarmMs = Infinity;
  #alarm: ReturnType<typeof setTimeout> | undefined;

  /** Without `openDisk` nothing outlives the process. */
  constructor(logLevel: LogLevel = "warn", openDisk?: OpenDisk) {
    this.logLevel = logLevel;
    this.#open = openDisk;
    const isDurable = openDisk !== undefined;
    this.#output = new Output(1, (error) => this.#lose("write standard output", error), {
      beforeWrite: isDurable ? () => this.#commitAndSelect() : undefined,
      batchCharactersAtMost: isDurable ? DURABLE_BATCH_CHARACTERS_AT_MOST : undefined,
    });
  }

  /**
   * Makes a guest and serves it until the input ends or a signal says so, then ends the process with
   * exit code 0 and all output written. No error of the guest ends it.
   */
  async run(makeGuest: (host: Host) => Guest): Promise<never> {
    const guest = makeGuest(this);
    this.#guest = guest;
    process.on("SIGTERM", () => void this.#exit());
    process.on("SIGINT", () => void this.#exit());
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
    // An async handler may answer the last line only after this turn.
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

  openDisk(
    name: string,
    nodeIds: readonly string[],
    restore: (record: string) => void,
  ): Keep | undefined {
    if (this.#open === undefined) return undefined;
    try {
      const disk = this.#open(name, nodeIds, restore, (text) => this.log("warn", text));
      this.#disk = disk;
      return (record) => this.#keep(disk, record);
    } catch (error) {
      return this.#lose(`open the data of ${name}`, error);
    }
  }

  wakeAt(timeMs: number): void {
    this.#deadlineMs = timeMs;
    if (!this.#isServing) this.#setAlarm();
  }

  log(level: LogLevel, text: string): void {
    if (!isLogged(level, this.logLevel)) return;
    this.#log.write(`${new Date().toISOString()} ${level} ${text}`);
  }

  /** An idle process calls this at each tick, so a long gap means that the process stood still. */
  #noteRunning(): void {
    const now = this.now();
    this.#backlog.stoodStill(this.#seenMs, now);
    this.#seenMs = now;
    if (!this.#isTickingFast && this.#backlog.isOpen(now)) this.#tickFast();
  }

  /** While the backlog is open a short delay counts, which the regular tick would not show. */
  #tickFast(): void {
    this.#isTickingFast = true;
    setTimeout(() => {
      this.#isTickingFast = false;
      this.#noteRunning();
    }, OPEN_TICK_MS).unref();
  }

  /**
   * Runs `work`, then the timers that are due: Bun starves its own while input keeps coming. Then
   * writes the output of both in one batch.
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

  /** A promise may write after its batch is done. Those lines are a batch of their own. */
  #flushSoon(): void {
    if (this.#isServing || this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => {
      this.#isFlushDue = false;
      this.#output.flush();
    });
  }

  /** Keeps an alarm that is set for an earlier time: it finds nothing due and is set again. */
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

  /** A disk writes by itself when much waits. Its error must not become a mere answer of the node's. */
  #keep(disk: Disk, record: string): void {
    try {
      disk.append(record);
    } catch (error) {
      this.#lose("keep values", error);
    }
  }

  /** What the output relies on is on disk before it leaves. */
  #commit(): void {
    try {
      this.#disk?.commit();
    } catch (error) {
      this.#lose("keep values", error);
    }
  }

  /** A disk may need longer than clients wait. They have left then, as after a standstill. */
  #commitAndSelect(): MayLeave | undefined {
    this.#commit();
    return this.now() - this.#seenMs < STANDSTILL_MS ? undefined : isAwaited;
  }

  /** Ends the process. Without an error the reader is gone, which is no failure. */
  #lose(what: string, error: unknown): never {
    if (error === undefined) process.exit(0);
    this.log(
      "error",
      `Cannot ${what}: ${error instanceof Error ? error.message : describe(error)}`,
    );
    process.exit(EXIT_FAILED);
  }

  async #exit(): Promise<never> {
    this.#output.flush();
    this.#commit();
    await this.#log.flush();
    this.#output.flush();
    process.exit(0);
  }
}

/** Answers to clients, but for `init_ok`: the client that sends `init` waits for longer. */
const CLIENTS_ANSWER =
  /^\{"src":"(?:[^"\\]|\\.)*","dest":"c(?:[^"\\]|\\.)*","body":(?!\{"type":"init_ok")/;

/** Whether somebody still waits for a line that has waited for longer than clients do. */
function isAwaited(line: string): boolean {
  return !CLIENTS_ANSWER.test(line);
}
