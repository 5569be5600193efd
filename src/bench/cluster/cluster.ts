/**
 * The nodes of a test, as the rest of the bench sees them: lines go in and come out. Real
 * processes and in-process Nodes are two implementations (processes.ts, in-process.ts).
 */

/** How a node ended that was not killed. */
export interface Ending {
  /** Its exit code; null if a signal ended it. */
  readonly exitCode: number | null;
  /** For example "SIGSEGV"; null if it exited. */
  readonly signal: string | null;
  /** Whether it had written anything. */
  readonly hasWritten: boolean;
  /** Why it never started, where that was seen. */
  readonly startError: string | undefined;
  /** What a person needs to find the cause: the last lines of stderr and stdout, the log's path. */
  readonly details: string;
}

/** Hears what the nodes do. */
export interface ClusterObserver {
  /**
   * A node wrote a line on its standard output; here it is without its line feed. Returns whether the
   * node is heard: not any more from the line on in which it broke a rule.
   */
  wrote(name: string, line: string): boolean;

  /** A node ended although nobody killed it. */
  ended(name: string, ending: Ending): void;

  /** A node broke a rule of the wire below the level of lines, such as a last line without an end. */
  violated(name: string, what: string): void;
}

export interface Cluster {
  /** Starts a node, or restarts it with the same arguments and an empty memory. */
  start(name: string): void;

  /** Hands a node one line of input, without its line feed. Lines to a dead node are lost. */
  write(name: string, line: string): void;

  /** Ends a node at once, as SIGKILL does; `ended` is not called. */
  kill(name: string): void;

  /** Stops a node from running; what is written to it waits (SIGSTOP). */
  pause(name: string): void;

  /** Lets a paused node go on (SIGCONT). */
  resume(name: string): void;

  /** Ends all nodes and returns when none is left. */
  close(): Promise<void>;
}
