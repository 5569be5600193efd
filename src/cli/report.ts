/** `eddy report FOLDER`: a stored run as a page to look at. */

import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkFile, type Check } from "../bench/verdict/check.ts";
import { accountOf, accountWithoutVerdict } from "../bench/terminal/summary.ts";
import { challengeOf } from "../bench/verdict/challenge.ts";
import { type LimitsRecord } from "../view/model/record.ts";
import { type RecordInput } from "../view/record/record.ts";
import { ExitCode } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { number, optional, parseOptions, UsageError } from "./option-values.ts";
import { say } from "./terminal.ts";
import { writePictures, type PicturesWanted } from "./write-pictures.ts";
import { openPage, recordedIn, writeReport } from "./write-report.ts";

const OPTIONS = {
  output: { type: "string", short: "o" },
  open: { type: "boolean", default: false },
  svg: { type: "boolean", default: false },
  from: { type: "string" },
  to: { type: "string" },
  value: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `usage: eddy report [options] FOLDER

Makes report.html of a folder of the store, of eddy test or of a real Maelstrom:
one file that needs no network. A real Maelstrom writes no journal.jsonl; then
the page has the verdict and the latencies, but no diagram and no map.

  -o, --output FILE  the file to write (default: FOLDER/report.html)
  --open             open it in the browser

With --svg it makes two pictures instead: messages.svg, as Maelstrom draws it,
with the first 10,000 events but those of init; and latency.svg.

  --svg              make the pictures; --output is then a folder (default:
                     FOLDER)
  --from SECONDS     where messages.svg begins, from the first operation on
  --to SECONDS       where it ends
  --value VALUE      only the messages with this value, as JSON, and their
                     answers, as messages-VALUE.svg

exit codes: 0 done, 3 there is no history to show, 64 wrong usage
`;

const NO_MESSAGES = "no messages.svg: it is made from journal.jsonl, which only eddy test writes";

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
    const wanted = toWanted(values);
    const check = await checkFile(folder);
    const home = dirname(check.path);
    const recorded = recordedIn(home, toInput(folder, check));
    if (wanted !== undefined) {
      const made = writePictures(recorded, wanted, values.output ?? home);
      say(made.messages ?? NO_MESSAGES);
      say(made.latency ?? "no latency.svg: no value was broadcast");
      return ExitCode.valid;
    }
    const standard = statSync(folder).isDirectory()
      ? join(home, "report.html")
      : `${folder}.report.html`;
    const path = writeReport(recorded, values.output ?? standard);
    say(path);
    if (values.open) openPage(path);
    return ExitCode.valid;
  } catch (error) {
    return fail("report", error);
  }
}

interface Given {
  readonly svg: boolean;
  readonly open: boolean;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly value?: string | undefined;
}

/** What the pictures should show; undefined if the page is wanted. Throws a UsageError. */
function toWanted({ svg, open, ...given }: Given): PicturesWanted | undefined {
  if (svg && open) throw new UsageError("--open opens the page, but --svg makes only pictures");
  const stray = (["from", "to", "value"] as const).find((name) => given[name] !== undefined);
  if (!svg && stray !== undefined) throw new UsageError(`--${stray} needs --svg`);
  if (!svg) return undefined;
  const from = optional("from", given.from, number(0));
  const to = optional("to", given.to, number(0));
  if (from !== undefined && to !== undefined && to < from) {
    throw new UsageError(`--to ${to} lies before --from ${from}`);
  }
  return { fromMs: from && from * 1000, toMs: to && to * 1000, value: given.value };
}

function toInput(folder: string, check: Check): RecordInput {
  const { verdict, history, nodes, challenge, run, cutOff, recorded } = check;
  const shown =
    cutOff === undefined
      ? {
          verdict,
          account: accountOf({ verdict, nodeCount: nodes?.length, challenge, recorded }),
        }
      : { account: accountWithoutVerdict(cutOff.end) };
  return {
    ...shown,
    name: folder,
    settings: run?.settings,
    repeat: run?.repeat,
    history,
    nodes,
    concurrency: run?.concurrency,
    remarks: run?.remarks ?? [cutOff?.reason ?? []].flat(),
    challenge: challenge && limitsOf(challenge.name),
  };
}

/** What the page draws of a challenge's limits. */
export function limitsOf(name: string): LimitsRecord | undefined {
  const limits = challengeOf(name)?.limits;
  if (limits === undefined) return undefined;
  const { medianLatencyMs, maxLatencyMs } = limits;
  return { name, medianLatencyMs, maxLatencyMs };
}
