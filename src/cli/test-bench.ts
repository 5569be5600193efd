/** The two ways to run a test: processes in real time, or guests in virtual time. */

import { basename, dirname, resolve } from "node:path";
import { NodeLogs } from "../bench/cluster/node-logs.ts";
import { type TestOptions } from "../bench/options.ts";
import {
  CannotStart,
  ProcessCluster,
  SHELL,
  whyNoProcesses,
  whyNotExecutable,
} from "../bench/cluster/processes.ts";
import { WORKLOADS } from "../bench/workloads/index.ts";
import { RealClock } from "../bench/time/real-clock.ts";
import { runTest, type Outcome, type RunObserver } from "../bench/run.ts";
import { runVirtual } from "../bench/virtual.ts";
import { type MakeGuest } from "../bench/cluster/in-process.ts";
import { loadProgram, whyNotProgram } from "./load-program.ts";
import { describe } from "../node/errors.ts";
import { type LogLevel } from "../node/host.ts";
import { parseGuestArgs } from "./guest.ts";
import { quoted } from "../bench/terminal/quoted.ts";
import { nodeCommand, shellLine } from "./self.ts";
import { note } from "./terminal.ts";
import { type TestCommand } from "./test-command.ts";
import { UsageError } from "./option-values.ts";

export interface Bench {
  run(test: TestOptions, context: BenchContext): Promise<Outcome>;
  /** Hears uncaught errors if they come from nodes. Without it they come from the bench. */
  readonly uncaught?: ((error: unknown) => void) | undefined;
}

interface BenchContext {
  /** Takes the log of each node as NAME.log. */
  readonly logFolder: string;
  /** Takes what eddy's own nodes keep if the test is durable. */
  readonly dataFolder: string;
  /** Hears each line of them, if given. */
  readonly logged: ((name: string, line: string) => void) | undefined;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

/** Rejects with a UsageError if the nodes cannot be run as the command says. */
export async function makeBench(command: TestCommand): Promise<Bench> {
  refuseOwnNode(command);
  if (!command.isVirtual) return realBench(command);
  return virtualBench(command.bin === undefined ? ownGuests(command) : await guestsOf(command));
}

/** eddy's own node is gossip; for the other workloads there are examples. */
function refuseOwnNode({ test: { workload }, bin, shellCommand }: TestCommand): void {
  const { example } = WORKLOADS[workload];
  if (example === undefined || bin !== undefined || shellCommand !== undefined) return;
  throw new UsageError(
    `eddy's own node does not serve ${workload}: name a node with --bin or --command. This one ` +
      "comes with eddy and passes:\n" +
      `    ${shellLine(["test", "-w", workload, "--virtual", "--bin", `examples/${example}`])}`,
  );
}

function realBench(command: TestCommand): Bench {
  const refusal = whyNoProcesses(process.platform);
  if (refusal !== undefined) throw new UsageError(refusal);
  const processCommand = processCommandOf(command);
  return {
    async run(test, { logFolder, dataFolder, logged, observer, signal }) {
      const clock = new RealClock();
      const options = {
        command: [...processCommand, ...dataArgs(command, resolve(dataFolder))] as const,
        logFolder: resolve(logFolder),
        ...(logged && { logged }),
      };
      try {
        return await runTest(test, {
          clock,
          makeCluster: (gate) => new ProcessCluster(options, gate),
          observer,
          signal,
        });
      } finally {
        clock.stop();
      }
    },
  };
}

/** The executable of a node by its absolute path, and its arguments. */
function processCommandOf(command: TestCommand): readonly [string, ...string[]] {
  const { bin, shellCommand, nodeArgs } = command;
  if (shellCommand !== undefined) return [...inShell(shellCommand), ...nodeArgs];
  if (bin === undefined) return [...nodeCommand(), ...ownNodeArgs(command)];
  const path = resolve(bin);
  const problem = whyNotExecutable(path);
  if (problem !== undefined) {
    throw new UsageError(`--bin: ${problem}${hintOfCommand(bin)}${hintOfVirtual(path)}`);
  }
  return [path, ...nodeArgs];
}

/** For a `--bin` that may be a program with arguments. */
function hintOfCommand(bin: string): string {
  return /\s/u.test(bin) ? `\nIf it is a program with arguments: --command ${quoted(bin)}` : "";
}

/** With these eddy's own node is durable. The folder is new for each run. */
function dataArgs(command: TestCommand, folder: string): readonly string[] {
  const { bin, shellCommand, nodeArgs, isDurable } = command;
  const isGiven = nodeArgs.some((arg) => arg.startsWith("--data-dir"));
  if (!isDurable || isGiven || bin !== undefined || shellCommand !== undefined) return [];
  return ["--data-dir", folder, "--run-id", basename(dirname(folder))];
}

/** A node runs in the system's temporary folder, but a line such as `go run .` means this one. */
function inShell(line: string): readonly [string, ...string[]] {
  return [SHELL, "-c", `cd "$0" && ${line} "$@"`, process.cwd()];
}

/** For TypeScript or JavaScript that is not executable: with --virtual it need not be. */
function hintOfVirtual(path: string): string {
  return whyNotProgram(path) === undefined
    ? "\nIf it exports makeNode, --virtual runs it as it is"
    : "";
}

/** What runs in virtual time, and how much of its log is kept. */
interface Guests {
  readonly makeGuest: MakeGuest;
  readonly logLevel: LogLevel;
  readonly hasDisks?: boolean;
  readonly uncaught?: (error: unknown) => void;
}

function ownGuests(command: TestCommand): Guests {
  return { ...parseGuestArgs(ownNodeArgs(command)), hasDisks: command.isDurable };
}

/** Somebody's own program. */
async function guestsOf({ bin = "", nodeArgs }: TestCommand): Promise<Guests> {
  const path = resolve(bin);
  const problem = whyNotProgram(path);
  if (problem !== undefined) throw new UsageError(`--bin: ${problem}`);
  // What it finds as its arguments when it is a process.
  process.argv.splice(1, Infinity, path, ...nodeArgs);
  try {
    const makeGuest = await loadProgram(path);
    let count = 0;
    const uncaught = (error: unknown): void => {
      if (++count <= UNCAUGHT_AT_MOST) note(UNCAUGHT + describe(error));
    };
    return { makeGuest, logLevel: "info", uncaught };
  } catch (error) {
    if (error instanceof CannotStart) throw new UsageError(`--bin: ${error.message}`);
    throw error;
  }
}

/** A process would log it, but here it is not known which node it was. */
const UNCAUGHT = "A node did not catch this error. It goes on, as a process would.\n";

/** Each message may cause the same one again. */
const UNCAUGHT_AT_MOST = 3;

function virtualBench({ makeGuest, logLevel, hasDisks, uncaught }: Guests): Bench {
  return {
    uncaught,
    async run(test, { logFolder, logged, observer, signal }) {
      const logs = new NodeLogs(logFolder, test.nodes);
      try {
        return await runVirtual(test, makeGuest, {
          observer,
          signal,
          logLevel,
          hasDisks,
          log(name, level, text, timeMs) {
            const line = `${timeMs.toFixed(3)} ms ${level} ${text}`;
            logs.log(name, line);
            logged?.(name, line);
          },
        });
      } finally {
        // By then Bun has told of the last promises that nobody handled.
        await new Promise((resolve) => setImmediate(resolve));
        logs.flush();
      }
    },
  };
}

/** The arguments of eddy's own node, which must be told if it serves g-set. */
function ownNodeArgs({ test, nodeArgs }: TestCommand): readonly string[] {
  return test.workload === "g-set" ? ["--workload", test.workload, ...nodeArgs] : nodeArgs;
}
