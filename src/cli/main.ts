/** The command line: a command by its name, or a node with options. */

import { ExitCode } from "./exit-codes.ts";
import { help } from "./help.ts";
import { explainMaelstromCommand } from "./maelstrom.ts";
import { parseNodeArgs } from "./node-options.ts";
import { UsageError } from "./option-values.ts";
import { serve } from "./serve.ts";
import { note, say } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** Does what `args`, the arguments after the executable's name, ask for, and ends the process. */
export async function main(args: readonly string[]): Promise<never> {
  const [command = "", ...rest] = args;
  if (command === "test") process.exit(await (await import("./test.ts")).testCommand(rest));
  if (command === "check") process.exit(await (await import("./check.ts")).checkCommand(rest));
  if (command === "report") process.exit(await (await import("./report.ts")).reportCommand(rest));
  if (command === "play") process.exit(await (await import("./play.ts")).playCommand(rest));
  if (command === "compare") {
    process.exit(await (await import("./compare.ts")).compareCommand(rest));
  }
  try {
    const refusal = explainMaelstromCommand(command);
    if (refusal !== undefined) throw new UsageError(refusal);
    const { node, logLevel, data, isHelp, isVersion } = parseNodeArgs(args);
    if (!isHelp && !isVersion) return await serve(node, logLevel, data);
    say(isHelp ? help() : VERSION);
    process.exit(ExitCode.valid);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    note(`eddy: ${error.message}\nTry: eddy --help`);
    process.exit(ExitCode.usage);
  }
}
