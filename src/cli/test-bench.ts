/** The two ways to run a test: processes in real time, or guests in virtual time. */

import { resolve } from "node:path";
import { NodeLogs } from "../bench/cluster/node-logs.ts";
import { type TestOptions } from "../bench/options.ts";
import { ProcessCluster, whyNotExecutable } from "../bench/cluster/processes.ts";
import { RealClock } from "../bench/time/real-clock.ts";
import { runTest, type Outcome, type RunObserver } from "../bench/run.ts";
import { runVirtual } from "../bench/virtual.ts";
import { parseGuestArgs } from "./guest.ts";
import { nodeCommand } from "./self.ts";
import { type TestCommand } from "./test-options.ts";
import { UsageError } from "./option-values.ts";

export interface Bench {
  run(test: TestOptions, context: BenchContext): Promise<Outcome>;
}

interface BenchContext {
  /** Takes the log of each node as NAME.log. */
  readonly logFolder: string;
  /** Hears each line of them, if given. */
  readonly logged: ((name: string, line: string) => void) | undefined;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

/** Throws a UsageError if the nodes cannot be run as the command says. */
export function makeBench(command: TestCommand): Bench {
  return command.isVirtual ? virtualBench(command) : realBench(command);
}

function realBench(command: TestCommand): Bench {
  const { bin } = command;
  const path = bin === undefined ? undefined : resolve(bin);
  const problem = path === undefined ? undefined : whyNotExecutable(path);
  if (problem !== undefined) throw new UsageError(`--bin: ${problem}`);
  const [first, ...rest] =
    path === undefined
      ? ([...nodeCommand(), ...ownNodeArgs(command)] as const)
      : ([path, ...command.nodeArgs] as const);
  return {
    async run(test, { logFolder, logged, observer, signal }) {
      const clock = new RealClock();
      const options = {
        command: [first, ...rest] as const,
        logFolder: resolve(logFolder),
        ...(logged && { logged }),
      };
      try {
        return await runTest(test, {
          clock,
          stall: (durationMs) => clock.stall(durationMs),
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

function virtualBench(command: TestCommand): Bench {
  const { makeGuest, logLevel } = parseGuestArgs(ownNodeArgs(command));
  return {
    async run(test, { logFolder, logged, observer, signal }) {
      const logs = new NodeLogs(logFolder, test.nodes);
      try {
        return await runVirtual(test, makeGuest, {
          observer,
          signal,
          logLevel,
          log(name, level, text, timeMs) {
            const line = `${timeMs.toFixed(3)} ms ${level} ${text}`;
            logs.log(name, line);
            logged?.(name, line);
          },
        });
      } finally {
        logs.flush();
      }
    },
  };
}

/** The arguments of eddy's own node, which cannot know by itself that it serves g-set. */
function ownNodeArgs({ test, nodeArgs }: TestCommand): readonly string[] {
  return test.workload === "g-set" ? ["--workload", test.workload, ...nodeArgs] : nodeArgs;
}
