/** `eddy test`: a Maelstrom test of any node, or of eddy's own in virtual time. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { judgeChallenge } from "../bench/verdict/challenge.ts";
import { picturesAmong } from "../bench/verdict/pictures.ts";
import { judge, type Verdict } from "../bench/verdict/verdict.ts";
import { prettyEdn, toJson } from "../bench/edn.ts";
import { formatScenario } from "../bench/faults/scenario.ts";
import { toHistory, type Operation } from "../bench/history.ts";
import { type TestOptions } from "../bench/options.ts";
import { describeLog } from "../bench/cluster/processes.ts";
import { Progress } from "../bench/terminal/progress.ts";
import { remarksOn } from "../bench/terminal/remarks.ts";
import {
  accountOf,
  accountWithoutVerdict,
  NODE_EXITED,
  report,
  type Paint,
} from "../bench/terminal/report.ts";
import { type Outcome } from "../bench/run.ts";
import { wrap } from "../bench/terminal/wrap.ts";
import { type StoredRun } from "../bench/store/stored-run.ts";
import { resultsOf } from "../bench/store/results.ts";
import { Store } from "../bench/store/store.ts";
import { type RecordInput } from "../view/record/record.ts";
import { ExitCode, exitCodeOf } from "./exit-codes.ts";
import { describe, fail } from "./failure.ts";
import { runJson, type RunEnd } from "./run-json.ts";
import { limitsOf } from "./report.ts";
import { shellLine } from "./self.ts";
import { Signals } from "./signals.ts";
import { draw, isTerminal, note, painter, say } from "./terminal.ts";
import { makeBench, type Bench } from "./test-bench.ts";
import { testHelp } from "./test-help.ts";
import { type TestCommand } from "./test-command.ts";
import { parseTestArgs } from "./test-options.ts";
import { writeStandardPictures } from "./write-pictures.ts";
import { openPage, recordedIn, writeReport } from "./write-report.ts";

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
      const run = new Run(command, count, bench, signals);
      const exitCode = await run.perform();
      if (exitCode !== ExitCode.valid) return exitCode;
    }
    return ExitCode.valid;
  } finally {
    signals.close();
  }
}

/** One test: runs it, prints what happened, and stores the results. */
class Run {
  readonly #command: TestCommand;
  /** From 1. */
  readonly #count: number;
  readonly #bench: Bench;
  readonly #signals: Signals;
  readonly #test: TestOptions;
  readonly #paint: Paint;
  /** Grows while the test runs. */
  readonly #history: Operation[] = [];
  #store: Store | undefined;

  constructor(command: TestCommand, count: number, bench: Bench, signals: Signals) {
    this.#command = command;
    this.#count = count;
    this.#bench = bench;
    this.#signals = signals;
    this.#paint = painter(command.isJson ? "errors" : "output");
    this.#test = { ...command.test, seed: command.test.seed + count - 1 };
  }

  /** Returns the exit code. */
  async perform(): Promise<number> {
    this.#tell(`Seed ${this.#test.seed}`);
    // Ends the process, and so the nodes, instead of going on with half a bench.
    const crash = (error: unknown): never => process.exit(this.#abandon(error));
    const uncaught = this.#bench.uncaught ?? crash;
    process.on("uncaughtException", uncaught);
    process.on("unhandledRejection", uncaught);
    let outcome: Outcome;
    let store: Store;
    try {
      store = new Store(this.#command.storeFolder, this.#test.workload, new Date());
      this.#store = store;
      for (const text of store.notes) note(`eddy test: ${text}`);
      outcome = await this.#run(store);
    } catch (error) {
      return this.#abandon(error);
    } finally {
      process.off("uncaughtException", uncaught);
      process.off("unhandledRejection", uncaught);
    }
    try {
      return this.#conclude(outcome, store);
    } catch (error) {
      return this.#end(fail("test", error), { end: "failed", outcome, error: describe(error) });
    }
  }

  /** Runs the test, and shows and notes what happens. */
  async #run({ journal, logFolder, dataFolder }: Store): Promise<Outcome> {
    const { isVerbose, logsStderr } = this.#command;
    const progress = new Progress(
      { ...this.#command, isTerminal: isTerminal("errors") && !isVerbose },
      { note, draw },
    );
    const history = this.#history;
    try {
      return await this.#bench.run(this.#test, {
        logFolder,
        dataFolder,
        logged: logsStderr ? (name, line) => progress.log(`${name}\t${line}`) : undefined,
        signal: this.#signals.abort,
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

  #conclude(outcome: Outcome, store: Store): number {
    store.journal.close();
    store.writeHistory(outcome.history);
    const { end } = outcome;
    if (end === "complete") return this.#concludeVerdict(outcome, store);
    if (end === "violation") return this.#concludeViolation(outcome, store);
    this.#tell(`Interrupted, so there is no verdict. Logs and history so far: ${store.path}`);
    this.#draw(store, outcome, { account: accountWithoutVerdict(end) });
    return this.#end(this.#signals.exitCode ?? ExitCode.failed, { end, outcome });
  }

  /** Tells the verdict, and what it means. */
  #concludeVerdict(outcome: Outcome, store: Store): number {
    const { isDurable, printsEdn } = this.#command;
    const { nodes, latencyMs } = this.#test;
    const verdict = judge(toHistory(outcome.history), {
      workload: this.#test.workload,
      availability: this.#command.availability,
      net: outcome.net,
      faultCounts: outcome.faultCounts,
      nodes,
      concurrency: this.#test.concurrency,
      lostWithNode: outcome.lostWithNode,
      isDurable,
      pace: outcome.pace,
      consistencyModels: this.#test.consistencyModels,
      staleReads: outcome.staleReads,
    });
    const challenge = judgeChallenge(this.#command.challenge?.name, verdict);
    const input = { verdict, nodeCount: nodes.length, latencyMs, challenge };
    const account = accountOf(input);
    this.#draw(store, outcome, { verdict, account });
    const pictures = picturesAmong(readdirSync(store.path));
    const results = resultsOf(verdict, { challenge, pictures });
    store.writeResults(results);
    // A real Maelstrom has no results at all then; here they are shown, but they are not the end.
    const isExited = outcome.violations.some(({ kind }) => kind === "early-exit");
    if (printsEdn) this.#tell(`${prettyEdn(results)}\n`);
    this.#tellRemarks(outcome);
    this.#tell(report(input, this.#paint));
    this.#tell(`\nResults: ${store.path}`);
    const isDoubtful = account.doubts.length > 0;
    if (account.validity === false || isDoubtful) this.#tell(hintAt(store.path, verdict));
    if (isExited) {
      this.#tell(NODE_EXITED);
    }
    const exitCode = isExited
      ? ExitCode.failed
      : exitCodeOf(account.validity === "none" ? "unknown" : account.validity);
    return this.#end(exitCode, { end: "complete", outcome, results });
  }

  /** Tells what a node did wrong and what it logged. */
  #concludeViolation(outcome: Outcome, store: Store): number {
    const { path, logFolder } = store;
    this.#tellRemarks(outcome);
    for (const { kind, node } of outcome.violations) {
      const isShown = kind === "early-exit" || kind === "no-start";
      const log = isShown ? "" : describeLog(join(logFolder, `${node}.log`));
      if (log !== "") this.#tell(`${log}\n`);
    }
    this.#tell(`The test was stopped there, so there is no verdict. Logs and history: ${path}`);
    this.#draw(store, outcome, { account: accountWithoutVerdict("violation") });
    return this.#end(ExitCode.failed, { end: "violation", outcome });
  }

  /** Leaves the run as a page to look at, and as two pictures. */
  #draw(
    { path }: Store,
    outcome: Outcome,
    shown: Pick<RecordInput, "account"> & Partial<Pick<RecordInput, "verdict">>,
  ): void {
    const { nodes, concurrency } = this.#test;
    const { challenge, opensReport } = this.#command;
    const input = {
      ...shown,
      name: path,
      settings: settingsOf(this.#test, this.#command),
      repeat: repetition(this.#command, this.#test.seed),
      history: toHistory(outcome.history),
      nodes,
      concurrency,
      remarks: remarksOn(outcome),
      challenge: challenge && limitsOf(challenge.name),
    };
    try {
      const recorded = recordedIn(path, input);
      const page = writeReport(recorded, join(path, "report.html"));
      writeStandardPictures(recorded, path);
      if (opensReport) openPage(page);
    } catch (error) {
      // The verdict stands without the page and the pictures.
      fail("test", error);
    }
  }

  /** The bench itself failed: keeps what is left, if the store is still there to take it. */
  #abandon(error: unknown): number {
    const exitCode = fail("test", error);
    try {
      this.#keep();
    } catch (error) {
      fail("test", error);
    }
    return this.#end(exitCode, { end: "failed", error: describe(error) });
  }

  #keep(): void {
    if (this.#store === undefined) return;
    this.#store.writeHistory(this.#history);
    this.#store.journal.close();
    const { path } = this.#store;
    this.#tell(`The test failed, so there is no verdict. Logs and history so far: ${path}`);
  }

  /** Tells how to repeat a test that is not valid, and prints what --json asks for. */
  #end(exitCode: number, how: Pick<RunEnd, "end" | "outcome" | "results" | "error">): number {
    const { isJson, isVirtual, testCount } = this.#command;
    const { seed } = this.#test;
    const isOver = exitCode !== ExitCode.valid;
    const repeat = repetition(this.#command, seed);
    this.#keepRun({ ...how, exitCode, repeat });
    if (isOver && how.end !== "aborted") {
      this.#tell(`Repeat: ${repeat}${isVirtual ? "" : NOT_THE_TIMING}`);
    }
    if (isJson && (isOver || this.#count === testCount)) {
      const storePath = this.#store?.path;
      say(runJson({ ...how, exitCode, seed, testCount: this.#count, storePath, repeat }));
    }
    return exitCode;
  }

  /** Leaves what eddy check and eddy report could not know. */
  #keepRun(how: Pick<RunEnd, "end" | "outcome" | "error" | "exitCode" | "repeat">): void {
    const { end, exitCode, outcome, error, repeat } = how;
    const { nodes, concurrency } = this.#test;
    const remarks = outcome === undefined ? [] : remarksOn(outcome);
    try {
      this.#store?.writeRun({
        end,
        exitCode,
        reason: error ?? outcome?.violations[0]?.message,
        nodes,
        concurrency,
        settings: settingsOf(this.#test, this.#command),
        remarks: error === undefined ? remarks : [error, ...remarks],
        repeat,
        consistencyModels: this.#test.consistencyModels,
      });
    } catch (error) {
      // The exit code stands without it.
      fail("test", error);
    }
  }

  #tellRemarks(outcome: Outcome): void {
    for (const text of remarksOn(outcome)) {
      const [, warning = "", rest = ""] = /^(Warning\b.*?:)?([^]*)$/u.exec(wrap(text)) ?? [];
      this.#tell(`${warning && this.#paint("doubtful", warning)}${rest}\n`);
    }
  }

  /** For people; with --json standard output is not for them. */
  #tell(text: string): void {
    if (this.#command.isJson) note(text);
    else say(text);
  }
}

/** How to find out what went wrong. */
function hintAt(path: string, { values }: Verdict): string {
  const lost = values?.elements.lost[0] ?? values?.extras.missing[0]?.values[0];
  const page = `Look at: ${join(path, "report.html")}`;
  if (lost === undefined) return page;
  // In one argument, since what begins with a minus sign would be taken for another option.
  const value = `--value=${JSON.stringify(toJson(lost))}`;
  return `${page}\nIts way: ${shellLine(["report", path, "--svg", value])}`;
}

/** What the test was asked to do, for the page. */
function settingsOf(test: TestOptions, command: TestCommand): StoredRun["settings"] {
  const { nodes, rate, timeLimitSeconds, latencyMs, latencyDistribution, faults, scenario, seed } =
    test;
  return [
    ["node", command.bin ?? command.shellCommand ?? ["eddy", ...command.nodeArgs].join(" ")],
    ["nodes", `${nodes.length}, topology ${test.topology}`],
    ["load", `${rate} operations a second for ${timeLimitSeconds} s`],
    ["latency", `${latencyMs} ms, ${latencyDistribution}`],
    ["nemesis", faults.length === 0 ? "none" : faults.join(", ")],
    ["scenario", scenario.length === 0 ? "none" : formatScenario(scenario)],
    ["time", command.isVirtual ? "virtual" : "real"],
    ["seed", `${seed}`],
  ];
}

const NOT_THE_TIMING = "\n  (the same load and faults, but for the timing of the nodes)";

/** The command that runs this one test again. */
function repetition({ repeatArgs, nodeArgs }: TestCommand, seed: number): string {
  const own = nodeArgs.length > 0 ? ["--", ...nodeArgs] : [];
  return shellLine(["test", ...repeatArgs, "--seed", `${seed}`, ...own]);
}
