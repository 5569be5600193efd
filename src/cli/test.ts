/** `eddy test`: a Maelstrom test of any node, or of eddy's own in virtual time. */

import { type Outcome } from "../bench/run.ts";
import { noteOnSize } from "../bench/store/history-files.ts";
import { Store } from "../bench/store/store.ts";
import { Progress } from "../bench/terminal/progress.ts";
import { ExitCode } from "./exit-codes.ts";
import { describe, fail } from "./failure.ts";
import { Signals } from "./signals.ts";
import { draw, isTerminal, note, say } from "./terminal.ts";
import { conclude } from "./test/conclude.ts";
import { endTest, type TestEnd } from "./test/end.ts";
import { oneTest, type OneTest } from "./test/one-test.ts";
import { makeBench, type Bench } from "./test-bench.ts";
import { type TestCommand } from "./test-command.ts";
import { testHelp } from "./test-help.ts";
import { parseTestArgs } from "./test-options.ts";

/** Runs `eddy test` with these arguments and returns its exit code. */
export async function testCommand(args: readonly string[]): Promise<number> {
  try {
    const command = parseTestArgs(args);
    if (command !== undefined) return await runAll(command);
    say(testHelp());
    return ExitCode.valid;
  } catch (error) {
    return fail("test", error);
  }
}

/** Runs one test after the other, and stops at the first that is not valid. */
async function runAll(command: TestCommand): Promise<number> {
  const bench = await makeBench(command);
  const signals = new Signals();
  try {
    for (let count = 1; count <= command.testCount; count++) {
      const exitCode = await runOne(oneTest(command, count), bench, signals);
      if (exitCode !== ExitCode.valid) return exitCode;
    }
    return ExitCode.valid;
  } finally {
    signals.close();
  }
}

/** Runs one test, tells what happened, stores the results, and returns the exit code. */
async function runOne(one: OneTest, bench: Bench, signals: Signals): Promise<number> {
  one.tell(`Seed ${one.test.seed}`);
  let store: Store | undefined;
  const abandon = (error: unknown): number => endTest(one, store, abandoned(one, store, error));
  // Ends the process, and so the nodes, instead of going on with half a bench.
  const crash = (error: unknown): never => process.exit(abandon(error));
  const uncaught = bench.uncaught ?? crash;
  process.on("uncaughtException", uncaught);
  process.on("unhandledRejection", uncaught);
  let outcome: Outcome;
  try {
    const { storeFolder, historyForm } = one.command;
    store = new Store(storeFolder, one.test.workload, new Date(), historyForm);
    const notes = [...store.notes, ...noteOnSize(historyForm, one.test)];
    for (const text of notes) note(`eddy test: ${text}`);
    outcome = await watch(one, store, bench, signals);
  } catch (error) {
    return abandon(error);
  } finally {
    process.off("uncaughtException", uncaught);
    process.off("unhandledRejection", uncaught);
  }
  try {
    return endTest(one, store, conclude(one, store, outcome, signals));
  } catch (error) {
    const exitCode = fail("test", error);
    return endTest(one, store, { end: "failed", exitCode, outcome, error: describe(error) });
  }
}

/** Runs the nodes and the load, and shows and notes what happens. */
async function watch(
  { command, test }: OneTest,
  { history, journal, logFolder, dataFolder }: Store,
  bench: Bench,
  signals: Signals,
): Promise<Outcome> {
  const { isVerbose, logsStderr } = command;
  const progress = new Progress(
    { ...command, isTerminal: isTerminal("errors") && !isVerbose },
    { note, draw },
  );
  try {
    return await bench.run(test, {
      logFolder,
      dataFolder,
      logged: logsStderr ? (name, line) => progress.log(`${name}\t${line}`) : undefined,
      signal: signals.abort,
      observer: {
        phase: (phase, timeMs) => progress.phase(phase, timeMs),
        operation(operation, kept) {
          history.note(operation, kept);
          progress.operation(operation);
        },
        network(event, packet, timeMs) {
          journal.note(event, packet, timeMs);
          progress.network(event, packet, timeMs);
        },
      },
    });
  } finally {
    progress.close();
  }
}

/** The bench itself failed: keeps what is left, if the store is still there to take it. */
function abandoned({ tell }: OneTest, store: Store | undefined, error: unknown): TestEnd {
  const exitCode = fail("test", error);
  try {
    if (store !== undefined) {
      store.history.close();
      store.journal.close();
      tell(`The test failed, so there is no verdict. Logs and history so far: ${store.path}`);
    }
  } catch (error) {
    fail("test", error);
  }
  return { end: "failed", exitCode, error: describe(error) };
}
