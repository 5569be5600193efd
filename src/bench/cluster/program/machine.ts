/**
 * What a node's program has for a machine, from one start to the next: the process around it, as far
 * as its host in virtual time can be one. It does what StdioHost does for a process.
 */

import { describe } from "../../../node/errors.ts";
import { type Guest, type Host, isLogged, type LogLevel } from "../../../node/host.ts";
import { type Timer, Timers } from "../../../node/timers.ts";
import { type GuestHost } from "../in-process.ts";

export class Machine implements Guest {
  readonly #host: GuestHost;
  readonly #locate: (text: string) => string;
  /** Those of the program. The guest has its own behind `wakeGuestAt`. */
  readonly #timers = new Timers();
  #guest: Guest | undefined;
  #guestWakeMs = Infinity;

  /** `locate` finds the places of the program in the text of an error. */
  constructor(host: GuestHost, locate: (text: string) => string) {
    this.#host = host;
    this.#locate = locate;
  }

  get isRunning(): boolean {
    return this.#guest !== undefined;
  }

  /** Serves `guest` from now on. */
  run(guest: Guest): void {
    if (this.#guest !== undefined) throw new Error("Cannot run two nodes in one process");
    this.#guest = guest;
  }

  /** The end of the process. */
  end(exitCode: number, error?: unknown): void {
    const details = error === undefined ? "" : this.#locate(describe(error));
    this.#host.end({ exitCode, startError: undefined, details });
  }

  /** It never came to `run`. */
  neverRan(why: string, details: string): void {
    this.#host.end({ exitCode: 1, startError: why, details: this.#locate(details) });
  }

  receive(line: string): void {
    this.#serve((guest) => guest.receive(line));
  }

  wake(): void {
    this.#timers.run(this.now(), (error) => this.log("error", describe(error)));
    if (this.now() >= this.#guestWakeMs) {
      this.#guestWakeMs = Infinity;
      this.#serve((guest) => guest.wake());
    }
    this.#askToWake();
  }

  now(): number {
    return this.#host.now();
  }

  random(): number {
    return this.#host.random();
  }

  write(lines: string): void {
    this.#host.write(lines);
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    this.#host.writeAround(head, bytes, tail);
  }

  log(level: LogLevel, text: string): void {
    this.#host.log(level, this.#locate(text));
  }

  get isBacklog(): boolean {
    return this.#host.isBacklog;
  }

  wakeGuestAt(timeMs: number): void {
    this.#guestWakeMs = timeMs;
    this.#askToWake();
  }

  /** A timer of the program's own, which repeats unless `periodMs` is 0. */
  setTimer(delayMs: number, periodMs: number, callback: () => void): Timer {
    const timer = this.#timers.set(this.now() + delayMs, periodMs, callback);
    this.#askToWake();
    return timer;
  }

  /** A guest that throws here ends its process, as it ends StdioHost's. */
  #serve(work: (guest: Guest) => void): void {
    if (this.#guest === undefined) return;
    try {
      work(this.#guest);
    } catch (error) {
      this.end(1, error);
    }
  }

  #askToWake(): void {
    this.#host.wakeAt(Math.min(this.#timers.next, this.#guestWakeMs));
  }
}

/** What `new StdioHost()` makes in a program. */
interface SimulatedHost extends Host {
  run(guest: Guest): Promise<never>;
}

/** The class of that name, for the one process that `machine` is. */
export function stdioHostOf(machine: Machine): new (logLevel?: LogLevel) => SimulatedHost {
  return class StdioHost implements SimulatedHost {
    readonly logLevel: LogLevel;

    constructor(logLevel: LogLevel = "warn") {
      this.logLevel = logLevel;
    }

    /** For as long as the node lives, and it never hears of its end. */
    run(guest: Guest): Promise<never> {
      machine.run(guest);
      return new Promise(() => {});
    }

    now(): number {
      return machine.now();
    }

    random(): number {
      return machine.random();
    }

    write(lines: string): void {
      machine.write(lines);
    }

    writeAround(head: string, bytes: Uint8Array, tail: string): void {
      machine.writeAround(head, bytes, tail);
    }

    wakeAt(timeMs: number): void {
      machine.wakeGuestAt(timeMs);
    }

    get isBacklog(): boolean {
      return machine.isBacklog;
    }

    log(level: LogLevel, text: string): void {
      if (isLogged(level, this.logLevel)) machine.log(level, text);
    }
  };
}
