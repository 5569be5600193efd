/** Lets a command end in order when a signal asks it to; a second one ends it at once. */

import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class Signals {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#received);
  }

  /** Aborted at the first signal. */
  get abort(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code that the signal asks for; undefined if none came. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#received);
  }

  readonly #received = (signal: (typeof SIGNALS)[number]): void => {
    if (this.#exitCode !== undefined) process.exit(this.#exitCode);
    this.#exitCode = 128 + constants.signals[signal];
    this.#controller.abort();
  };
}
