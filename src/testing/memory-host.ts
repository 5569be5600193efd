/** A Host that a test drives by hand: its own clock, and what was written and logged as lists. */

import { drainMicrotasks } from "bun:jsc";
import { type Host, type Keep, type LogLevel } from "../node/host.ts";
import { xorshift32 } from "./xorshift.ts";

export class MemoryHost implements Host {
  readonly logLevel: LogLevel;
  /** What was written, a message each; `take` empties it. */
  readonly lines: string[] = [];
  /** What was logged, each with its level in front. */
  readonly logged: string[] = [];
  nowMs = 0;
  isBacklog = false;
  /** The records of the node's disk: hand the list to the next life. Undefined: it has no disk. */
  disk: string[] | undefined;
  /** When the node asked to be woken; Infinity if it did not. */
  wakeMs: number = Infinity;
  #state = 1;

  constructor(logLevel: LogLevel = "warn") {
    this.logLevel = logLevel;
  }

  now(): number {
    return this.nowMs;
  }

  /** The same numbers in each test. */
  random(): number {
    return (this.#state = xorshift32(this.#state));
  }

  write(lines: string): void {
    this.lines.push(...lines.split("\n"));
  }

  writeAround(head: string, bytes: Uint8Array, tail: string): void {
    this.lines.push(head + new TextDecoder().decode(bytes) + tail);
  }

  wakeAt(timeMs: number): void {
    this.wakeMs = timeMs;
  }

  openDisk(
    _name: string,
    _nodeIds: readonly string[],
    restore: (record: string) => void,
  ): Keep | undefined {
    const { disk } = this;
    disk?.forEach((record) => restore(record));
    return disk && ((record) => void disk.push(record));
  }

  log(level: LogLevel, text: string): void {
    this.logged.push(`${level} ${text}`);
  }

  /** Lets time pass, waking `guest` at each time that it asked for. Its promises go on by then. */
  pass(ms: number, guest: { wake(): void }): void {
    const endMs = this.nowMs + ms;
    drainMicrotasks();
    while (this.wakeMs <= endMs) {
      this.nowMs = Math.max(this.nowMs, this.wakeMs);
      guest.wake();
      drainMicrotasks();
    }
    this.nowMs = endMs;
  }

  /** The messages that were written since the last call, parsed. */
  take(): unknown[] {
    return this.lines.splice(0).map((line): unknown => JSON.parse(line));
  }
}
