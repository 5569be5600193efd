/**
 * What the command line of a real Maelstrom has and eddy's has not (Maelstrom's core.clj, Jepsen's
 * cli.clj), or what eddy's had once: accepted where that is right, and else refused with a word of
 * what to do instead.
 */

import { UsageError } from "./option-values.ts";
import { row, type TestOption } from "./test-command.ts";

const NO_HICCUPS =
  "is gone: --nemesis pause lets nodes stand still, for how long is --nemesis-interval, how many " +
  'is --pause-groups; a single standstill is --scenario "3s pause n2; 3300ms resume n2"';

/**
 * The first say nothing about a test: there is no SSH, in Maelstrom either. The others ask for what
 * eddy does not do.
 */
export const MAELSTROM_OPTIONS: readonly TestOption[] = [
  ignored("--username NAME"),
  ignored("--password TEXT"),
  ignored("--ssh-private-key FILE"),
  ignored("--strict-host-key-checking"),
  ignored("--no-ssh"),
  refused(
    "--leave-db-running",
    "is Maelstrom's only: no node outlives its test; what each wrote on standard error lies in " +
      "node-logs/ of the results, and journal.jsonl has every message",
  ),
  refused(
    "--logging-json",
    "is Maelstrom's only: there is no log of the test itself; --json prints the results as JSON, and " +
      "journal.jsonl of the results has every message",
  ),
  refused("--hiccup-interval S", NO_HICCUPS),
  refused("--hiccup-length MS", NO_HICCUPS),
  refused("--hiccup-targets LIST", NO_HICCUPS),
];

/** No repetition is told it, above all no password. */
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
    "the results of each test are plain files in store/, with links to the latest; there is no " +
      "server to look at them with",
  ],
  [
    "analyze",
    "eddy check FILE judges a stored history again: eddy check store/latest, or a history.edn of " +
      "a real Maelstrom",
  ],
  [
    "demo",
    "eddy compare runs every strategy on the settings of Maelstrom's chapter on broadcast, and " +
      "eddy test --challenge 3d a challenge",
  ],
  [
    "doc",
    "eddy --help and eddy test --help have the options; the protocol is in doc/ of Maelstrom's " +
      "repository, https://github.com/jepsen-io/maelstrom",
  ],
]);

/** What to say to a command of Maelstrom's that eddy has not; undefined for anything else. */
export function explainMaelstromCommand(name: string): string | undefined {
  const instead = COMMANDS.get(name);
  return instead && `${name} is a command of Maelstrom's only: ${instead}`;
}
