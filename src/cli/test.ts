/** `eddy test`: a Maelstrom test of any node, or of eddy's own in virtual time. */

import { join } from "node:path";
import { judgeLimits, withLimits } from "../bench/challenge.ts";
import { judge } from "../bench/checker/verdict.ts";
import { prettyEdn } from "../bench/edn.ts";
import { toHistory, type Operation } from "../bench/history.ts";
import { type TestOptions } from "../bench/options.ts";
import { describeLog } from "../bench/processes.ts";
import { Progress } from "../bench/progress.ts";
import { report } from "../bench/report.ts";
import { type Outcome } from "../bench/run.ts";
import { Store } from "../bench/store.ts";
import { ExitCode } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { shellLine } from "./self.ts";
import { Signals } from "./signals.ts";
import { draw, isTerminal, note, say } from "./terminal.ts";
import { makeBench, type Bench } from "./test-bench.ts";
import { testHelp } from "./test-help.ts";
import { parseTestArgs, type TestCommand } from "./test-options.ts";

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

/** One test after the other, up to the first that is not valid. */
async function runAll(command: TestCommand): Promise<number> {
  const bench = makeBench(command);
  const signals = new Signals();
  try {
    for (let count = 0; count < command.testCount; count++) {
      const test = { ...command.test, seed: command.test.seed + count };
      const exitCode = await runOne(test, command, bench, signals);
      if (exitCode !== ExitCode.valid) return exitCode;
    }
    return ExitCode.valid;
  } finally {
    signals.close();
  }
}

async function runOne(
  test: TestOptions,
  command: TestCommand,
  bench: Bench,
  signals: Signals,
): Promise<number> {
  say(`Seed ${test.seed}`);
  const store = new Store(command.storeFolder, test.workload, new Date());
  const history: Operation[] = [];
  const abandon = (error: unknown): number => {
    const exitCode = fail("test", error);
    keep(store, history);
    say(`Repeat: ${repetition(command, test.seed)}`);
    return exitCode;
  };
  // Ends the process, and so the nodes, instead of going on with half a bench.
  const crash = (error: unknown): never => process.exit(abandon(error));
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  let outcome: Outcome;
  try {
    outcome = await perform(test, command, bench, { store, history, signal: signals.abort });
  } catch (error) {
    return abandon(error);
  } finally {
    process.off("uncaughtException", crash);
    process.off("unhandledRejection", crash);
  }
  store.journal.close();
  store.writeHistory(outcome.history);
  if (outcome.end === "aborted") {
    say(`Interrupted, so there is no verdict. Logs and history so far: ${store.path}`);
    return signals.exitCode ?? ExitCode.failed;
  }
  const exitCode =
    outcome.end === "violation"
      ? concludeViolation(outcome, store)
      : conclude(outcome, test, command, store);
  if (exitCode !== ExitCode.valid) say(`Repeat: ${repetition(command, test.seed)}`);
  return exitCode;
}

interface RunSite {
  readonly store: Store;
  /** Takes the history as it grows. */
  readonly history: Operation[];
  readonly signal: AbortSignal;
}

/** Runs the test, and shows and notes what happens. */
async function perform(
  test: TestOptions,
  command: TestCommand,
  bench: Bench,
  { store, history, signal }: RunSite,
): Promise<Outcome> {
  const progress = new Progress(
    { ...command, isTerminal: isTerminal && !command.isVerbose },
    { note, draw },
  );
  const { journal, logFolder } = store;
  try {
    return await bench.run(test, {
      logFolder,
      logged: command.logsStderr ? (name, line) => progress.log(`${name}\t${line}`) : undefined,
      signal,
      observer: {
        phase: (phase, timeMs) => progress.phase(phase, timeMs),
        operation(operation) {
          history.push(operation);
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

/** Keeps what is left of a test when the bench fails, if the store is still there to take it. */
function keep(store: Store, history: readonly Operation[]): void {
  try {
    store.writeHistory(history);
    store.journal.close();
    say(`The test failed, so there is no verdict. Logs and history so far: ${store.path}`);
  } catch (error) {
    fail("test", error);
  }
}

/** Prints the verdict, and what it means. Returns the exit code. */
function conclude(outcome: Outcome, test: TestOptions, command: TestCommand, store: Store): number {
  const { challenge } = command;
  const verdict = judge(toHistory(outcome.history), {
    workload: test.workload,
    availability: command.availability,
    net: outcome.net,
    nodes: test.nodes,
    concurrency: test.concurrency,
    lostWithNode: outcome.lostWithNode,
    isDurable: command.isDurable,
  });
  const limits = challenge?.limits && judgeLimits(challenge.limits, verdict.summary);
  const results =
    challenge && limits ? withLimits(verdict.results, challenge.name, limits) : verdict.results;
  store.writeResults(results);
  const isMet = limits?.every((limit) => limit.isMet) ?? true;
  // A real Maelstrom has no results at all then; here they are shown, but they are not the end.
  const isExited = outcome.violations.some(({ kind }) => kind === "early-exit");
  // Of several runs only the one that fails is worth a page.
  const isBrief = command.testCount > 1 && verdict.validity === true && isMet && !isExited;
  if (!isBrief) say(`${prettyEdn(results)}\n`);
  for (const text of remarks(outcome)) say(`${text}\n`);
  say(
    report({
      verdict,
      nodeCount: test.nodes.length,
      latencyMs: test.latencyMs,
      challenge: challenge && limits && { name: challenge.name, limits },
    }),
  );
  say(`\nResults: ${store.path}`);
  if (isExited) {
    say("A node exited before the end, so the test failed, whatever the verdict.");
    return ExitCode.failed;
  }
  if (verdict.validity === false || !isMet) return ExitCode.invalid;
  return verdict.validity === "unknown" ? ExitCode.unknown : ExitCode.valid;
}

/** Prints what a node did wrong and what it logged. Returns the exit code. */
function concludeViolation(outcome: Outcome, store: Store): number {
  for (const text of remarks(outcome)) say(`${text}\n`);
  for (const { kind, node } of outcome.violations) {
    const isShown = kind === "early-exit" || kind === "no-start";
    const log = isShown ? "" : describeLog(join(store.logFolder, `${node}.log`));
    if (log !== "") say(`${log}\n`);
  }
  say(`The test was stopped there, so there is no verdict. Logs and history: ${store.path}`);
  return ExitCode.failed;
}

/** What nodes did wrong: all violations, and of each kind of warning the first. */
function remarks({ violations, warnings, warningCounts }: Outcome): string[] {
  const texts = violations.map(({ message }) => message);
  for (const [kind, count] of warningCounts) {
    const first = warnings.find((warning) => warning.kind === kind);
    const more = count > 1 ? ` (the first of ${count} such)` : "";
    texts.push(`Warning${more}: ${first?.message}`);
  }
  return texts;
}

/** The command that runs this one test again. */
function repetition({ repeatArgs, nodeArgs, isVirtual }: TestCommand, seed: number): string {
  const own = nodeArgs.length > 0 ? ["--", ...nodeArgs] : [];
  const line = shellLine(["test", ...repeatArgs, "--seed", `${seed}`, ...own]);
  return isVirtual
    ? line
    : `${line}\n  (the same load and faults; only --virtual repeats the timing as well)`;
}
