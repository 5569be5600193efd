/** `eddy test`: a Maelstrom test of any node, or of eddy's own in virtual time. */

import { join } from "node:path";
import { judgeLimits, withLimits } from "../bench/challenge.ts";
import { judge } from "../bench/checker/verdict.ts";
import { prettyEdn } from "../bench/edn.ts";
import { toHistory } from "../bench/history.ts";
import { type TestOptions } from "../bench/options.ts";
import { CannotStart, describeLog } from "../bench/processes.ts";
import { Progress } from "../bench/progress.ts";
import { report } from "../bench/report.ts";
import { type Outcome } from "../bench/run.ts";
import { Store } from "../bench/store.ts";
import { ExitCode } from "./exit-codes.ts";
import { shellLine } from "./self.ts";
import { Signals } from "./signals.ts";
import { draw, isTerminal, note, say } from "./terminal.ts";
import { makeBench, type Bench } from "./test-bench.ts";
import { testHelp } from "./test-help.ts";
import { parseTestArgs, type TestCommand } from "./test-options.ts";
import { UsageError } from "./option-values.ts";

/** Runs `eddy test` with these arguments and returns its exit code. */
export async function testCommand(args: readonly string[]): Promise<number> {
  try {
    const command = parseTestArgs(args);
    if (command !== undefined) return await runAll(command);
    say(testHelp());
    return ExitCode.valid;
  } catch (error) {
    if (error instanceof UsageError) {
      note(`eddy test: ${error.message}\nTry: eddy test --help`);
      return ExitCode.usage;
    }
    note(`eddy test: ${describe(error)}`);
    return ExitCode.failed;
  }
}

/** One test after the other, up to the first that is not valid. */
async function runAll(command: TestCommand): Promise<number> {
  const bench = makeBench(command);
  const signals = new Signals();
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  try {
    for (let count = 0; count < command.testCount; count++) {
      const test = { ...command.test, seed: command.test.seed + count };
      const exitCode = await runOne(test, command, bench, signals);
      if (exitCode !== ExitCode.valid) return exitCode;
    }
    return ExitCode.valid;
  } finally {
    signals.close();
    process.off("uncaughtException", crash);
    process.off("unhandledRejection", crash);
  }
}

/** Ends the process, and so the nodes, instead of going on with half a bench. */
function crash(error: unknown): never {
  note(`eddy test: ${describe(error)}`);
  process.exit(ExitCode.failed);
}

/** What the system refuses is told in a sentence; anything else is a mistake of ours. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isRefusal = error instanceof CannotStart || "syscall" in error;
  return isRefusal ? error.message : (error.stack ?? error.message);
}

async function runOne(
  test: TestOptions,
  command: TestCommand,
  bench: Bench,
  signals: Signals,
): Promise<number> {
  say(`Seed ${test.seed}`);
  const store = new Store(command.storeFolder, test.workload, new Date());
  const progress = new Progress(
    { ...command, isTerminal: isTerminal && !command.isVerbose },
    { note, draw },
  );
  const { journal } = store;
  let outcome: Outcome;
  try {
    outcome = await bench.run(test, {
      logFolder: store.logFolder,
      logged: command.logsStderr ? (name, line) => progress.log(`${name}\t${line}`) : undefined,
      signal: signals.abort,
      observer: {
        phase: (phase, timeMs) => progress.phase(phase, timeMs),
        operation: (operation) => progress.operation(operation),
        network(event, packet, timeMs) {
          journal.note(event, packet, timeMs);
          progress.network(event, packet, timeMs);
        },
      },
    });
  } finally {
    progress.close();
    journal.close();
  }
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
  // Of several runs only the one that fails is worth a page.
  const isBrief = command.testCount > 1 && verdict.validity === true && isMet;
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
  if (verdict.validity === false || !isMet) return ExitCode.invalid;
  return verdict.validity === "unknown" ? ExitCode.unknown : ExitCode.valid;
}

/** Prints what a node did wrong and what it logged. Returns the exit code. */
function concludeViolation(outcome: Outcome, store: Store): number {
  for (const text of remarks(outcome)) say(`${text}\n`);
  for (const { kind, node } of outcome.violations) {
    const log = kind === "early-exit" ? "" : describeLog(join(store.logFolder, `${node}.log`));
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
