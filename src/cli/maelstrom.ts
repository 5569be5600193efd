/**
 * What the command line of a real Maelstrom has and eddy's has not (Maelstrom's core.clj, Jepsen's
 * cli.clj), or what eddy's had once: accepted where that is right, and else refused with a word of
 * what to do instead.
 */

import { readInteger, UsageError } from "./option-values.ts";

/**
 * Options that say nothing about a test: there is no SSH, in Maelstrom either.
 */
export const IGNORED_OPTIONS = {
  username: { type: "string" },
  password: { type: "string" },
  "ssh-private-key": { type: "string" },
  "strict-host-key-checking": { type: "boolean" },
  "no-ssh": { type: "boolean" },
} as const;

/** Options that ask for what eddy does not do. */
export const REFUSED_OPTIONS = {
  "leave-db-running": { type: "boolean" },
  "logging-json": { type: "boolean" },
  "hiccup-interval": { type: "string" },
  "hiccup-length": { type: "string" },
  "hiccup-targets": { type: "string" },
} as const;

const NO_HICCUPS =
  "is gone: --nemesis pause lets nodes stand still, for how long is --nemesis-interval, how many " +
  'is --pause-groups; a single standstill is --scenario "3s pause n2; 3300ms resume n2"';

const REFUSALS: Readonly<Record<keyof typeof REFUSED_OPTIONS, string>> = {
  "leave-db-running":
    "is Maelstrom's only: no node outlives its test; what each wrote on standard error lies in node-logs/ of the " +
    "results, and journal.jsonl has every message",
  "logging-json":
    "is Maelstrom's only: there is no log of the test itself; --json prints the results as JSON, and journal.jsonl of " +
    "the results has every message",
  "hiccup-interval": NO_HICCUPS,
  "hiccup-length": NO_HICCUPS,
  "hiccup-targets": NO_HICCUPS,
};

interface MaelstromValues {
  readonly "key-count"?: string | undefined;
  readonly "max-txn-length"?: string | undefined;
  readonly "max-writes-per-key"?: string | undefined;
}

/** Throws a UsageError if an option is one to refuse, or wrong for Maelstrom too. */
export function checkMaelstromOptions(values: MaelstromValues): void {
  const refused = Object.entries(REFUSALS).find(([name]) => Object.hasOwn(values, name));
  if (refused !== undefined) throw new UsageError(`--${refused[0]} ${refused[1]}`);
  for (const name of ["key-count", "max-txn-length", "max-writes-per-key"] as const) {
    readInteger(name, values[name], 1);
  }
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
