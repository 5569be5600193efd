/** What a test tells when it is over: its verdict, or why it has none. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describeLog } from "../../bench/cluster/processes.ts";
import { prettyEdn, toJson } from "../../bench/edn.ts";
import { toHistory } from "../../bench/history.ts";
import { type Outcome } from "../../bench/run.ts";
import { resultsOf } from "../../bench/store/results.ts";
import { type Store } from "../../bench/store/store.ts";
import { remarksOn } from "../../bench/terminal/remarks.ts";
import {
  accountOf,
  accountWithoutVerdict,
  NODE_EXITED,
  summary,
} from "../../bench/terminal/summary.ts";
import { wrap } from "../../bench/terminal/wrap.ts";
import { judgeChallenge } from "../../bench/verdict/challenge.ts";
import { picturesAmong } from "../../bench/verdict/pictures.ts";
import { judge, type Verdict } from "../../bench/verdict/verdict.ts";
import { ExitCode, exitCodeOf } from "../exit-codes.ts";
import { shellLine } from "../self.ts";
import { type Signals } from "../signals.ts";
import { drawRun } from "./draw.ts";
import { type TestEnd } from "./end.ts";
import { type OneTest } from "./one-test.ts";

/** Less is not worth the time that it takes to free it. */
const LARGE_BYTES = 200e6;

/** Stores what is left, draws it, and tells what happened. */
export function conclude(
  one: OneTest,
  store: Store,
  outcome: Outcome,
  { exitCode }: Signals,
): TestEnd {
  store.journal.close();
  store.history.close();
  // The nodes of a run in virtual time are gone: after a long one their memory is free for the page.
  if (process.memoryUsage.rss() > LARGE_BYTES) Bun.gc(true);
  const { end } = outcome;
  if (end === "complete") return concludeVerdict(one, store, outcome);
  if (end === "violation") return concludeViolation(one, store, outcome);
  one.tell(`Interrupted, so there is no verdict. Logs and history so far: ${store.path}`);
  drawRun(one, store.path, outcome, { account: accountWithoutVerdict(end) });
  return { end, exitCode: exitCode ?? ExitCode.failed, outcome };
}

/** Tells the verdict, and what it means. */
function concludeVerdict(one: OneTest, store: Store, outcome: Outcome): TestEnd {
  const { command, test, paint, tell } = one;
  const verdict = judgeOutcome(one, outcome);
  const challenge = judgeChallenge(command.challenge?.name, verdict);
  const { latencyMs } = test;
  const input = { verdict, nodeCount: test.nodes.length, latencyMs, challenge };
  const account = accountOf(input);
  drawRun(one, store.path, outcome, { verdict, account });
  const pictures = picturesAmong(readdirSync(store.path));
  const results = resultsOf(verdict, { challenge, pictures });
  store.writeResults(results);
  if (command.printsEdn) tell(`${prettyEdn(results)}\n`);
  tellRemarks(one, outcome);
  tell(summary(input, paint));
  tell(`\nResults: ${store.path}`);
  const isDoubtful = account.doubts.length > 0;
  if (account.validity === false || isDoubtful) tell(hintAt(store.path, verdict));
  // A real Maelstrom has no results at all then; here they are shown, but they are not the end.
  const isExited = outcome.violations.some(({ kind }) => kind === "early-exit");
  if (isExited) tell(NODE_EXITED);
  const judged = exitCodeOf(account.validity === "none" ? "unknown" : account.validity);
  const exitCode = isExited ? ExitCode.failed : judged;
  return { end: "complete", exitCode, outcome, results };
}

function judgeOutcome({ command, test }: OneTest, outcome: Outcome): Verdict {
  return judge(toHistory(outcome.history), {
    workload: test.workload,
    availability: command.availability,
    net: outcome.net,
    faultCounts: outcome.faultCounts,
    nodes: test.nodes,
    concurrency: test.concurrency,
    lostWithNode: outcome.lostWithNode,
    isDurable: command.isDurable,
    pace: outcome.pace,
    consistencyModels: test.consistencyModels,
    staleReads: outcome.staleReads,
  });
}

/** Tells what a node did wrong and what it logged. */
function concludeViolation(one: OneTest, store: Store, outcome: Outcome): TestEnd {
  const { path, logFolder } = store;
  tellRemarks(one, outcome);
  for (const { kind, node } of outcome.violations) {
    const isShown = kind === "early-exit" || kind === "no-start";
    const log = isShown ? "" : describeLog(join(logFolder, `${node}.log`));
    if (log !== "") one.tell(`${log}\n`);
  }
  one.tell(`The test was stopped there, so there is no verdict. Logs and history: ${path}`);
  drawRun(one, path, outcome, { account: accountWithoutVerdict("violation") });
  return { end: "violation", exitCode: ExitCode.failed, outcome };
}

function tellRemarks({ paint, tell }: OneTest, outcome: Outcome): void {
  for (const text of remarksOn(outcome)) {
    const [, warning = "", rest = ""] = /^(Warning\b.*?:)?([^]*)$/u.exec(wrap(text)) ?? [];
    tell(`${warning && paint("doubtful", warning)}${rest}\n`);
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
