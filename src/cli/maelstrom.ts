/**
 * What the command line of a real Maelstrom has and eddy's has not (Maelstrom's core.clj, Jepsen's
 * cli.clj): accepted where that is right, and else refused with a word of what to do instead.
 */

import { readInteger, UsageError } from "./option-values.ts";

/**
 * Options that say nothing about a test of broadcast, g-set or echo. There is no SSH, in Maelstrom
 * either, and only its other workloads look at the rest.
 */
export const IGNORED_OPTIONS = {
  username: { type: "string" },
  password: { type: "string" },
  "ssh-private-key": { type: "string" },
  "strict-host-key-checking": { type: "boolean" },
  "no-ssh": { type: "boolean" },
  "consistency-models": { type: "string" },
  "key-count": { type: "string" },
  "max-txn-length": { type: "string" },
  "max-writes-per-key": { type: "string" },
} as const;

/** Options that ask for what eddy does not do. */
export const REFUSED_OPTIONS = {
  "leave-db-running": { type: "boolean" },
  "logging-json": { type: "boolean" },
} as const;

const REFUSALS: Readonly<Record<keyof typeof REFUSED_OPTIONS, string>> = {
  "leave-db-running":
    "no node outlives its test; what each wrote on standard error lies in node-logs/ of the " +
    "results, and journal.jsonl has every message",
  "logging-json":
    "there is no log of the test itself; --json prints the results as JSON, and journal.jsonl of " +
    "the results has every message",
};

interface MaelstromValues {
  readonly "key-count"?: string | undefined;
  readonly "max-txn-length"?: string | undefined;
  readonly "max-writes-per-key"?: string | undefined;
  readonly "leave-db-running"?: boolean | undefined;
  readonly "logging-json"?: boolean | undefined;
}

/** Throws a UsageError if an option of Maelstrom's is one to refuse, or wrong for Maelstrom too. */
export function checkMaelstromOptions(values: MaelstromValues): void {
  for (const name of ["leave-db-running", "logging-json"] as const) {
    if (values[name]) throw new UsageError(`--${name} is Maelstrom's only: ${REFUSALS[name]}`);
  }
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
