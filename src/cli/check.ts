/** `eddy check FILE`: the verdict on a stored history, of a real Maelstrom or of our own. */

import { BrokenInput, checkFile } from "../bench/verdict/check.ts";
import { type AvailabilityGoal } from "../bench/verdict/availability.ts";
import { prettyEdn } from "../bench/edn.ts";
import { printable } from "../bench/network/violations.ts";
import { accountWithoutVerdict, NODE_EXITED, report } from "../bench/terminal/report.ts";
import { ExitCode, exitCodeOf } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { isTerminal, painter, say } from "./terminal.ts";
import { readAvailability, readInteger, parseOptions, UsageError } from "./option-values.ts";

const OPTIONS = {
  availability: { type: "string" },
  concurrency: { type: "string" },
  edn: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `usage: eddy check [options] FILE

Judges a history.edn, or a folder of the store that holds one, of a real
Maelstrom or of eddy test, and says the same as the test itself.

  --availability GOAL  the part of the operations that must be ok, or total
  --concurrency N      the number of clients (default: what the history shows)
  --edn                print the results as EDN before the summary, as is done
                       where standard output is no terminal

exit codes: 0 valid, 1 invalid, 2 unknown, 3 there is no history to judge, or
            the test that left it failed, 64 wrong usage
`;

/** Runs `eddy check` with these arguments and returns its exit code. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  try {
    const command = parse(args);
    if (command === undefined) {
      say(HELP);
      return ExitCode.valid;
    }
    const verdict = await checkFile(command.path, command);
    const { run } = verdict;
    if (run !== undefined && run.end !== "complete") {
      const { headline } = accountWithoutVerdict(run.end);
      const reason = run.reason === undefined ? "" : `\n${printable(run.reason)}`;
      throw new BrokenInput(`Cannot check ${command.path}: ${headline}${reason}`);
    }
    if (command.printsEdn) say(`${prettyEdn(verdict.results)}\n`);
    say(report({ verdict, challenge: verdict.challenge }, painter("output")));
    if (run?.exitCode !== ExitCode.failed) return exitCodeOf(verdict.validity);
    say(`\n${NODE_EXITED}`);
    return ExitCode.failed;
  } catch (error) {
    return fail("check", error);
  }
}

interface CheckCommand {
  readonly path: string;
  readonly availability: AvailabilityGoal | undefined;
  readonly concurrency: number | undefined;
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
    availability: readAvailability(values.availability),
    concurrency: readInteger("concurrency", values.concurrency, 1),
    printsEdn: values.edn || !isTerminal("output"),
  };
}
