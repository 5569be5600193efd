/** One node as a process of the system, from its start to its end. */

import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { type ClusterObserver } from "../cluster.ts";
import { excerpt } from "../../network/violations.ts";
import { describeLastLines, describeOutput, LAST_LINES } from "./details.ts";
import { explainExitCode, explainStartError } from "./executable.ts";
import { Input, type InputTrouble, WAITING_BYTES_AT_MOST } from "./input.ts";
import { LINE_BYTES_AT_MOST, LineSplitter } from "./lines.ts";
import { Pipes } from "./pipes.ts";
import { Unheard } from "./unheard.ts";

export interface ProcessOptions {
  /** The executable, by its absolute path, and its arguments. */
  readonly command: readonly [path: string, ...args: string[]];
  /** How long a log may become; by default LOG_BYTES_AT_MOST. */
  readonly logBytesAtMost?: number;
  /** That of this process if it is left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Takes the log of each node, its standard error, as NODE.log. */
  readonly logFolder: string;
  /** Hears what a node logs, line by line, if given. */
  readonly logged?: (name: string, line: string) => void;
}

/** A node that logs without end fills the disk, at some hundred megabytes a second. */
const LOG_BYTES_AT_MOST = 512 * 1024 * 1024;
const LOG_LOOK_MS = 500;

/** From an exit, or a mistake, to the end of what is shown; a process left behind may keep it open. */
const REST_OF_OUTPUT_MS = 250;

/** A node that closed its input or output is about to exit: by then it should have. */
const EXIT_AFTER_CLOSE_MS = 1000;

/** If nothing follows a message for this long, its newline is missing. */
const NEWLINE_AFTER_MS = 1000;

/** The system refuses to run the executable; the text says why. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

export class NodeProcess {
  readonly #name: string;
  readonly #options: ProcessOptions;
  readonly #observer: ClusterObserver;
  readonly #pipes: Pipes = new Pipes();
  readonly #child: Bun.Subprocess<number, number, number | "pipe">;
  readonly #logPath: string;
  readonly #input: Input;
  readonly #output: LineSplitter;
  readonly #lastLines: string[] = [];
  readonly #unheard: Unheard;
  readonly #alarms = new Set<ReturnType<typeof setTimeout>>();
  #lineCount = 0;
  #isAwaitingNewline = false;
  #isPaused = false;
  /** Set by `kill` and by the end. From then on its output is ignored. */
  #isOver = false;
  /** Resolves when it has ended and everything about its end has been reported. */
  readonly gone: Promise<void>;
  /** From then on its process group may be another's. */
  #isGone = false;

  /** Starts it. Throws a CannotStart that says what is wrong when the system refuses. */
  constructor(name: string, options: ProcessOptions, observer: ClusterObserver) {
    this.#name = name;
    this.#options = options;
    this.#observer = observer;
    this.#logPath = `${options.logFolder}/${name}.log`;
    this.#unheard = new Unheard(`${options.logFolder}/${name}.stdout`);
    this.#child = this.#spawn();
    this.#input = new Input(this.#pipes.input, (trouble) => this.#inputFailed(trouble));
    this.#output = new LineSplitter(
      (line) => this.#received(line),
      (beginning) =>
        this.#violated(
          `wrote a line of more than ${LINE_BYTES_AT_MOST} bytes. It begins:\n    ${excerpt(beginning)}`,
        ),
    );
    const outputEnd = this.#readOutput();
    this.#watchLog();
    this.gone = this.#child.exited
      .then(() => this.#exited(outputEnd))
      .finally(() => {
        this.#isGone = true;
        this.#pipes.close();
      });
  }

  /** The process group, which also has the processes that the node starts. */
  get group(): number {
    return this.#child.pid;
  }

  write(line: string): void {
    this.#input.write(line);
  }

  /** Kills it. Its output is ignored from now on, including what it has just written. */
  kill(): void {
    this.#finish();
    this.#signal("SIGKILL");
  }

  pause(): void {
    this.#isPaused = true;
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#isPaused = false;
    this.#signal("SIGCONT");
  }

  #spawn(): Bun.Subprocess<number, number, number | "pipe"> {
    const [path] = this.#options.command;
    const log = openSync(this.#logPath, "a");
    const { logged, environment } = this.#options;
    try {
      const child = Bun.spawn([...this.#options.command], {
        cwd: tmpdir(),
        stdin: this.#pipes.stdin,
        stdout: this.#pipes.stdout,
        // Straight into the file, unless somebody wants to hear it as well.
        stderr: logged === undefined ? log : "pipe",
        detached: true,
        ...(environment && { env: environment }),
      });
      const { stderr } = child;
      if (logged !== undefined && stderr instanceof ReadableStream)
        void this.#copyLog(stderr, logged);
      return child;
    } catch (error) {
      this.#pipes.close();
      throw new CannotStart(explainStartError(path, error), { cause: error });
    } finally {
      this.#pipes.started();
      closeSync(log);
    }
  }

  async #copyLog(
    stream: ReadableStream<Uint8Array>,
    logged: (name: string, line: string) => void,
  ): Promise<void> {
    const log = openSync(this.#logPath, "a");
    const lines = new LineSplitter(
      (line) => logged(this.#name, line),
      () => {},
    );
    for await (const chunk of stream) {
      writeSync(log, chunk);
      lines.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    }
    closeSync(log);
  }

  async #readOutput(): Promise<void> {
    for await (const chunk of this.#pipes.output) {
      if (this.#isOver) continue;
      this.#output.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      if (this.#output.restBytes > 0 && !this.#isAwaitingNewline) this.#awaitNewline();
    }
    this.#expectExit(
      "closed its standard output but still runs. Now it cannot answer: keep standard output " +
        "open as long as the node runs.",
    );
  }

  #watchLog(): void {
    const { logBytesAtMost = LOG_BYTES_AT_MOST } = this.#options;
    this.#after(LOG_LOOK_MS, () => {
      if (statSync(this.#logPath).size <= logBytesAtMost) this.#watchLog();
      else this.#violated(`wrote more than ${logBytesAtMost} bytes to its standard error`);
    });
  }

  #received(line: string): void {
    if (this.#isOver) return;
    this.#lastLines[this.#lineCount++ % LAST_LINES] = line;
    if (!this.#observer.wrote(this.#name, line)) this.#unheard.keep(line);
  }

  #awaitNewline(): void {
    const { restBytes } = this.#output;
    const lineCount = this.#lineCount;
    this.#isAwaitingNewline = true;
    this.#after(NEWLINE_AFTER_MS, () => {
      this.#isAwaitingNewline = false;
      if (this.#output.restBytes === 0) return;
      const isStuck = this.#output.restBytes === restBytes && this.#lineCount === lineCount;
      if (!isStuck || this.#isPaused || !isJson(this.#output.rest)) this.#awaitNewline();
      else this.#violated(`wrote a message without a newline: ${excerpt(this.#output.rest)}`);
    });
  }

  #inputFailed(trouble: InputTrouble): void {
    if (trouble === "closed") {
      this.#expectExit(
        "closed its standard input but still runs. Now it cannot get messages: read standard " +
          "input to its end, then exit.",
      );
    } else {
      this.#violated(
        `reads its standard input too slowly, or not at all: ${WAITING_BYTES_AT_MOST >> 20} MiB are waiting`,
      );
    }
  }

  #expectExit(otherwise: string): void {
    this.#after(EXIT_AFTER_CLOSE_MS, () => {
      if (this.#isPaused) this.#expectExit(otherwise);
      else this.#violated(otherwise);
    });
  }

  async #exited(outputEnd: Promise<void>): Promise<void> {
    await Promise.race([outputEnd, Bun.sleep(REST_OF_OUTPUT_MS)]);
    if (this.#isOver) return;
    this.#finish();
    // What it started and left behind.
    this.#signal("SIGKILL");
    const { exitCode, signalCode } = this.#child;
    const signal = typeof signalCode === "number" ? `signal ${signalCode}` : signalCode;
    if (exitCode === 0 && this.#output.restBytes > 0) {
      const line = excerpt(this.#output.rest);
      const what = `Node ${this.#name} exited after a line without a newline: ${line}`;
      this.#observer.violated(this.#name, what);
    } else {
      const hasWritten = this.#lineCount > 0 || this.#output.restBytes > 0;
      const [path] = this.#options.command;
      const startError = hasWritten ? undefined : explainExitCode(path, exitCode);
      const details = this.#details();
      this.#observer.ended(this.#name, { exitCode, signal, hasWritten, startError, details });
    }
  }

  #violated(what: string): void {
    if (!this.#isOver) this.#observer.violated(this.#name, `Node ${this.#name} ${what}`);
  }

  #after(delayMs: number, callback: () => void): void {
    if (this.#isOver) return;
    const alarm = setTimeout(() => {
      this.#alarms.delete(alarm);
      callback();
    }, delayMs);
    this.#alarms.add(alarm);
  }

  #finish(): void {
    this.#isOver = true;
    this.#input.stop();
    this.#alarms.forEach((alarm) => clearTimeout(alarm));
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#isGone) return;
    try {
      process.kill(-this.group, signal);
    } catch {
      // The group is gone.
    }
  }

  /** The last lines that it wrote, for people. */
  describeOutput(): string {
    return describeOutput(this.#lastWritten());
  }

  /** What it wrote after its mistake, for people, once that had a moment to come. */
  async describeUnheard(): Promise<string> {
    await Promise.race([this.gone, Bun.sleep(REST_OF_OUTPUT_MS)]);
    if (this.#output.restBytes > 0) this.#unheard.keep(this.#output.rest);
    return this.#unheard.describe();
  }

  /** Whether it has written nothing to its standard output. */
  isSilent(): boolean {
    return this.#lineCount === 0 && this.#output.restBytes === 0;
  }

  #details(): string {
    return describeLastLines(this.#lastWritten(), this.#logPath);
  }

  #lastWritten(): string[] {
    const first = Math.max(0, this.#lineCount - LAST_LINES);
    const lines = Array.from(
      { length: this.#lineCount - first },
      (_, index) => this.#lastLines[(first + index) % LAST_LINES] ?? "",
    );
    if (this.#output.restBytes > 0) lines.push(`${this.#output.rest} (without a newline)`);
    return lines;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
