/** What a Node needs from its surroundings: a process, a simulator or a test. */

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Host {
  /**
   * Milliseconds, possibly fractional, on a clock that never goes back; its origin is arbitrary.
   */
  now(): number;

  /** The next of a sequence of uniform unsigned 32-bit integers. */
  random(): number;

  /** Sends messages: a line each, with a line feed between lines and none after the last. */
  write(lines: string): void;

  /**
   * Sends one message whose line is `head`, `bytes` (UTF-8) and `tail`. The bytes are read before
   * this returns and may change afterwards.
   */
  writeAround(head: string, bytes: Uint8Array, tail: string): void;

  /**
   * Asks for a call of `Node.wake` at `timeMs` or soon after. Replaces the time asked for before.
   */
  wakeAt(timeMs: number): void;

  /**
   * Whether the process stood still for as long as clients wait for an answer, and the input that
   * is handed over now may have come before or during that time.
   */
  readonly isBacklog: boolean;

  /** The most detailed level that is logged. */
  readonly logLevel: LogLevel;

  /** Logs something for a person to read. The log is not part of the protocol. */
  log(level: LogLevel, text: string): void;

  /**
   * Opens what outlives the process, under the name of a node of these: hands each record that was
   * kept before to `restore`, in order, and returns what takes further ones. Undefined, or not there
   * at all, where a restart forgets everything.
   */
  openDisk?(
    name: string,
    nodeIds: readonly string[],
    restore: (record: string) => void,
  ): Keep | undefined;
}

/**
 * Takes a record, a text without control characters. What is written to the host after that is sent
 * only once the record is on disk.
 */
export type Keep = (record: string) => void;

/** What a host runs, such as a Node. */
export interface Guest {
  /** Takes one line of input, without its line feed. */
  receive(line: string): void;
  /** The time that `wakeAt` asked for has come. */
  wake(): void;
}

/** Whether a host that logs up to `limit` logs at `level`. */
export function isLogged(level: LogLevel, limit: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(limit);
}
