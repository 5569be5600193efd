/**
 * Options and commands of a real Maelstrom, or of an earlier eddy, that eddy does not have
 * (Maelstrom's core.clj, Jepsen's cli.clj). Some are ignored; for others eddy says what to do.
 */

import { UsageError } from "./option-values.ts";
import { row, type TestOption } from "./test-command.ts";

const NO_HICCUPS =
  "is gone: use --nemesis pause, with --nemesis-interval for how long and --pause-groups for how many; " +
  'or, for a single pause, --scenario "3s pause n2; 3300ms resume n2"';

/** The first mean nothing: Maelstrom does not use SSH either. eddy cannot do the others. */
export const MAELSTROM_OPTIONS: readonly TestOption[] = [
  ignored("--username NAME"),
  ignored("--password TEXT"),
  ignored("--ssh-private-key FILE"),
  ignored("--strict-host-key-checking"),
  ignored("--no-ssh"),
  refused(
    "--leave-db-running",
    "exists in Maelstrom only: eddy stops all nodes with the test. The results have their standard " +
      "error in node-logs/ and every message in journal.jsonl",
  ),
  refused(
    "--logging-json",
    "exists in Maelstrom only: eddy writes no log of the test itself. --json prints the results as " +
      "JSON, and journal.jsonl in the results has every message",
  ),
  refused("--hiccup-interval S", NO_HICCUPS),
  refused("--hiccup-length MS", NO_HICCUPS),
  refused("--hiccup-targets LIST", NO_HICCUPS),
];

/** Left out of the command that repeats a test: it may be a password. */
function ignored(heading: string): TestOption {
  return row(heading, "", { isNotRepeated: true });
}

function refused(heading: string, why: string): TestOption {
  const set: TestOption["set"] = (_, _given, name) => {
    throw new UsageError(`--${name} ${why}`);
  };
  return row(heading, "", { set });
}

/** Maelstrom's commands other than `test`. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  [
    "serve",
    "open report.html of a test instead. Results are plain files in store/, with links to the " +
      "latest",
  ],
  ["analyze", "use eddy check store/latest, or eddy check with a history.edn of a real Maelstrom"],
  [
    "demo",
    "use eddy compare, which runs every strategy on the settings of Maelstrom's chapter on " +
      "broadcast, or eddy test --challenge 3d",
  ],
  [
    "doc",
    "see eddy --help and eddy test --help for the options, and doc/ in " +
      "https://github.com/jepsen-io/maelstrom for the protocol",
  ],
]);

/** What to say if somebody tries a command of Maelstrom; undefined for any other. */
export function explainMaelstromCommand(name: string): string | undefined {
  const instead = COMMANDS.get(name);
  return instead && `${name} is a command of Maelstrom, not of eddy: ${instead}`;
}
