/** `eddy check FILE`: the verdict on a stored history, of a real Maelstrom or of our own. */

import { BrokenInput, checkFile, type Check } from "../bench/verdict/check.ts";
import { type AvailabilityGoal } from "../bench/verdict/availability.ts";
import { prettyEdn, toJsonObject } from "../bench/edn.ts";
import { printable } from "../bench/network/violations.ts";
import { accountWithoutVerdict, NODE_EXITED, summary } from "../bench/terminal/summary.ts";
import { CLEAR_LINE } from "../bench/terminal/progress.ts";
import { type ReadingProgress } from "../bench/store/history-reader.ts";
import { resultsOf } from "../bench/store/results.ts";
import { WORKLOAD_NAMES, type WorkloadName } from "../bench/workloads/index.ts";
import { ExitCode, exitCodeOf } from "./exit-codes.ts";
import { describe, fail } from "./failure.ts";
import { draw, isTerminal, note, painter, say } from "./terminal.ts";
import {
  availability,
  challenge,
  integer,
  models,
  oneOf,
  optional,
  parseOptions,
  UsageError,
} from "./option-values.ts";

const OPTIONS = {
  workload: { type: "string", short: "w" },
  "consistency-models": { type: "string" },
  availability: { type: "string" },
  challenge: { type: "string" },
  concurrency: { type: "string" },
  edn: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `usage: eddy check [options] FILE

Judges a history.edn of a real Maelstrom or of eddy test, or the folder that
has one, and says the same as the test itself. A run is invalid if a read shows
a value twice or a value that nobody broadcast, or if a value vanishes. A real
Maelstrom accepts most of these runs; the first line says so.

  -w, --workload NAME  the workload (default: what the operations and the folder
                       show)
  --consistency-models LIST
                       what transactions must satisfy, by Elle's names (default:
                       what the test asked for, or strict-serializable)
  --availability GOAL  the part of the operations that must be ok, such as
                       0.99; or total
  --challenge NAME     the limits of this Gossip Glomers challenge, 3d or 3e
  --concurrency N      the number of clients (default: what the history shows)
  --edn                print the results as EDN before the summary
  --json               print one JSON object on standard output, all else on
                       standard error

exit codes: 0 valid, 1 invalid, 2 unknown, 3 there is no history to judge, or
            the test failed, 64 wrong usage
`;

/** Runs `eddy check` with these arguments and returns its exit code. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  let command: CheckCommand | undefined;
  try {
    command = parse(args);
  } catch (error) {
    return fail("check", error);
  }
  if (command === undefined) {
    say(HELP);
    return ExitCode.valid;
  }
  try {
    const check = await checkFile(command.path, { ...command, progress: readingProgress() });
    const exitCode = conclude(command, check);
    if (command.isJson) say(checkJson({ path: check.path, exitCode, check }));
    return exitCode;
  } catch (error) {
    const exitCode = fail("check", error);
    if (command.isJson) say(checkJson({ path: command.path, exitCode, error: describe(error) }));
    return exitCode;
  }
}

const REDRAW_MS = 200;

/** On a terminal one line that says how far a long history was read; undefined elsewhere. */
function readingProgress(): ReadingProgress | undefined {
  if (!isTerminal("errors")) return undefined;
  let drawnMs = performance.now();
  return (doneBytes, allBytes) => {
    const isEnd = doneBytes === allBytes;
    const nowMs = performance.now();
    if (nowMs - drawnMs < REDRAW_MS && !isEnd) return;
    drawnMs = nowMs;
    const [done, all] = [doneBytes, allBytes].map((bytes) => Math.round(bytes / 1e6));
    draw(isEnd ? CLEAR_LINE : `${CLEAR_LINE}read ${done} of ${all} MB`);
  };
}

interface CheckCommand {
  readonly path: string;
  readonly workload: WorkloadName | undefined;
  readonly consistencyModels: readonly string[] | undefined;
  readonly availability: AvailabilityGoal | undefined;
  readonly challenge: string | undefined;
  readonly concurrency: number | undefined;
  readonly isJson: boolean;
  readonly printsEdn: boolean;
}

/** Undefined if the command line asks for help. */
function parse(args: readonly string[]): CheckCommand | undefined {
  const { values, positionals } = parseOptions({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  if (values.help) return undefined;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new UsageError("it takes one FILE, a history.edn or a folder of the store");
  }
  return {
    path,
    workload: optional("workload", values.workload, oneOf(WORKLOAD_NAMES)),
    consistencyModels: optional("consistency-models", values["consistency-models"], models),
    availability: optional("availability", values.availability, availability),
    challenge: optional("challenge", values.challenge, challenge)?.name,
    concurrency: optional("concurrency", values.concurrency, integer(1)),
    isJson: values.json,
    printsEdn: values.edn,
  };
}

/** Tells the verdict and returns the exit code. */
function conclude({ path, isJson, printsEdn }: CheckCommand, check: Check): number {
  const { cutOff, run, verdict, validity, challenge, recorded } = check;
  if (cutOff !== undefined) throw new BrokenInput(whyNone(path, cutOff));
  const tell = isJson ? note : say;
  if (printsEdn) tell(`${prettyEdn(resultsOf(verdict, check))}\n`);
  const paint = painter(isJson ? "errors" : "output");
  tell(summary({ verdict, challenge, recorded }, paint));
  if (run?.exitCode !== ExitCode.failed) return exitCodeOf(validity);
  tell(`\n${NODE_EXITED}`);
  return ExitCode.failed;
}

function whyNone(path: string, { end, reason }: NonNullable<Check["cutOff"]>): string {
  const { headline } = accountWithoutVerdict(end);
  return `Cannot check ${path}: ${headline}${reason === undefined ? "" : `\n${printable(reason)}`}`;
}

/** What --json prints: as in results.json, if there is a verdict, and what a script wants to know. */
function checkJson(checked: {
  readonly path: string;
  readonly exitCode: number;
  readonly check?: Check;
  /** Why there is no verdict. */
  readonly error?: string;
}): string {
  const { path, exitCode, check, error } = checked;
  const run = {
    "exit-code": exitCode,
    history: path,
    "recorded-valid?": check?.recorded ?? null,
    error: error ?? null,
  };
  return JSON.stringify({
    "valid?": null,
    run,
    ...(check && toJsonObject(resultsOf(check.verdict, check))),
  });
}
