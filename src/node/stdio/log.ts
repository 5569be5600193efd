/**
 * Writes to standard error. A log must not stop a node: where nobody reads a pipe, lines are dropped
 * instead of waiting for room in it.
 */

import { fstatSync, writeSync } from "node:fs";

const STANDARD_ERROR = 2;

/** Characters that may wait for a reader. A burst of bad input writes some hundred thousand. */
const WAITING_AT_MOST = 1024 * 1024;

/** How long the end of the process waits for a reader. */
const LAST_WAIT_MS = 200;

export class Log {
  /** Files and terminals are written at once, since they do not keep a writer waiting. */
  readonly #isPipe = isPipe();
  #waiting = 0;
  #dropped = 0;
  #emptied: (() => void) | undefined;

  write(line: string): void {
    try {
      if (this.#isPipe) this.#writeSoon(line);
      else writeSync(STANDARD_ERROR, `${line}\n`);
    } catch {
      // Nobody reads the log, so the error cannot be reported.
    }
  }

  /** Waits until all is written, but not for long. */
  flush(): Promise<void> {
    if (this.#waiting === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = resolve;
      setTimeout(resolve, LAST_WAIT_MS);
    });
  }

  #writeSoon(line: string): void {
    if (this.#waiting + line.length > WAITING_AT_MOST) {
      this.#dropped++;
      return;
    }
    const text = this.#dropped === 0 ? `${line}\n` : `${line}\n${droppedText(this.#dropped)}\n`;
    this.#dropped = 0;
    if (process.stderr.listenerCount("error") === 0) process.stderr.on("error", () => {});
    this.#waiting += text.length;
    process.stderr.write(text, () => {
      this.#waiting -= text.length;
      if (this.#waiting === 0) this.#emptied?.();
    });
  }
}

function isPipe(): boolean {
  try {
    const status = fstatSync(STANDARD_ERROR);
    return status.isFIFO() || status.isSocket();
  } catch {
    return false;
  }
}

function droppedText(count: number): string {
  return `(${count} log lines before this one were dropped, since nobody read the log)`;
}
