/** `eddy report FOLDER`: a stored run as a page to look at. */

import { statSync } from "node:fs";
import { dirname } from "node:path";
import { checkFile } from "../bench/verdict/check.ts";
import { accountOf } from "../bench/terminal/report.ts";
import { challengeOf } from "../bench/verdict/challenge.ts";
import { type LimitsRecord } from "../view/model/record.ts";
import { ExitCode } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { parseOptions, UsageError } from "./option-values.ts";
import { say } from "./terminal.ts";
import { openPage, writeReport } from "./write-report.ts";

const OPTIONS = {
  output: { type: "string", short: "o" },
  open: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `usage: eddy report [options] FOLDER

Makes report.html of a folder of the store, of eddy test or of a real Maelstrom: one file that needs no
network. Without a journal.jsonl, which a real Maelstrom does not write, it has the verdict and the
latencies, but neither the diagram nor the map.

  -o, --output FILE  where to (default: FOLDER/report.html)
  --open             open it in the browser

exit codes: 0 done, 3 there is no history to show, 64 wrong usage
`;

/** Runs `eddy report` with these arguments and returns its exit code. */
export async function reportCommand(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseOptions({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    if (values.help) {
      say(HELP);
      return ExitCode.valid;
    }
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageError("it takes one FOLDER of the store");
    }
    const check = await checkFile(folder);
    const challenge = check.challenge;
    const path = writeReport(
      dirname(check.path),
      {
        name: folder,
        history: check.history,
        nodes: check.nodes,
        verdict: check,
        account: accountOf({ verdict: check, nodeCount: check.nodes?.length, challenge }),
        challenge: challenge && limitsOf(challenge.name),
      },
      values.output ?? (statSync(folder).isDirectory() ? undefined : `${folder}.report.html`),
    );
    say(path);
    if (values.open) openPage(path);
    return ExitCode.valid;
  } catch (error) {
    return fail("report", error);
  }
}

/** What the page draws of a challenge's limits. */
export function limitsOf(name: string): LimitsRecord | undefined {
  const limits = challengeOf(name)?.limits;
  if (limits === undefined) return undefined;
  const { medianLatencyMs, maxLatencyMs } = limits;
  return { name, medianLatencyMs, maxLatencyMs };
}
