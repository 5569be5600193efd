/**
 * Breaks the protocol on purpose, in one place at a time, and shows that the explorer finds it:
 *
 *     bun test/explore/mutations.ts            all of them
 *     bun test/explore/mutations.ts gap        those with this in their name
 *
 * A mutation is a piece of a source and what stands there instead. The source itself is not touched:
 * the explorer runs in a process that loads it with the replacement.
 */

import { join } from "node:path";

export interface Mutation {
  readonly name: string;
  /** Below `src/broadcast`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Whether no schedule with one deviation shows it. */
  readonly needsTwo?: true;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "an acknowledgement counts one value too many",
    file: "replication/link.ts",
    from: "const { position } = this.incoming;",
    to: "const position = this.incoming.position + 1;",
  },
  {
    name: "positions stay when the other side restarts",
    file: "replication/link.ts",
    from: "if (hasRestarted) this.outgoing.forget(nowMs);",
    to: "",
    needsTwo: true,
  },
  {
    name: "a gap is not noticed",
    file: "replication/incoming.ts",
    from: "if (from > this.#position) {",
    to: "if (from > to) {",
  },
  {
    name: "a gap is not reported",
    file: "replication/exchange.ts",
    from: "if (now >= link.incoming.reportAtMs) this.#reportGap(link, now);",
    to: "",
  },
  {
    name: "an overdue acknowledgement is not asked for",
    file: "replication/exchange.ts",
    from: "if (now >= link.outgoing.retryAtMs) this.sender.retry(link);",
    to: "if (now >= link.outgoing.retryAtMs) link.outgoing.cancelRetry();",
  },
  {
    name: "a digest that covers less moves the position to the end",
    file: "replication/outgoing.ts",
    from: "this.#acked = covered;",
    to: "this.#acked = end;",
  },
  {
    name: "what came from a link is left out although the other side restarted",
    file: "replication/journal.ts",
    from: "return known === undefined && (from === source || (others && from !== OWN));",
    to: "return from === source || (others && from !== OWN);",
  },
  {
    name: "an index beyond a gap counts as if there were none",
    file: "replication/origin.ts",
    from: "return this.#count;",
    to: "return this.#count + this.#ahead.size;",
  },
  {
    name: "a parent is never given up",
    file: "tree/standing.ts",
    from: "if (triesLeft === 1 || now >= latestMs || this.#isProven(state.parent, now)) return false;",
    to: "",
  },
  {
    name: "a search that found nobody is not repeated",
    file: "tree/move.ts",
    from: "if (now >= this.#schedule.dueMs) this.search(now);",
    to: "",
  },
  {
    name: "a parent sends no beats",
    file: "tree/children.ts",
    from: "if (nowMs >= this.#beatAtMs) this.#beat(nowMs);",
    to: "if (nowMs >= this.#beatAtMs) this.#schedule(nowMs);",
  },
  {
    name: "what the other side says that it has is not looked at",
    file: "replication/exchange.ts",
    from: "if (counts === undefined || !link.hearCounts(now)) return false;",
    to: "if (counts !== link) return false;",
    needsTwo: true,
  },
  {
    name: "direct does not compare with others what it has",
    file: "strategies/direct.ts",
    from: "sender.digest(sender.links.to(name), sender.journal.end);",
    to: "",
  },
];

/** For one mutation. */
const SECONDS_AT_MOST = 300;

const ROOT = join(import.meta.dir, "../..");

export function pathOf({ file }: Mutation): string {
  return join(ROOT, "src/broadcast", file);
}

/** A source with the mutation. Throws an Error if what it replaces is not there exactly once. */
export function mutate(source: string, { name, from, to }: Mutation): string {
  const pieces = source.split(from);
  if (pieces.length !== 2) {
    throw new Error(`Cannot mutate so that ${name}: ${from} is there ${pieces.length - 1} times`);
  }
  return pieces.join(to);
}

/** What the explorer says of a mutation: its first failure, or that there is none. */
export function runExplorer(mutation: Mutation, deviations = 2): string {
  const preload = ["--preload", join(import.meta.dir, "mutated.ts")];
  const args = ["test/explore.ts", "--first", "--deviations", String(deviations)];
  const { stdout, stderr } = Bun.spawnSync([process.execPath, ...preload, ...args], {
    cwd: ROOT,
    env: { ...process.env, MUTATION: mutation.name },
    timeout: SECONDS_AT_MOST * 1000,
  });
  const said = stdout.toString().trim();
  const found = said.split("\n").findLast((line) => line.includes("--repeat"));
  return found ?? (stderr.toString() || "not found");
}

function main(): void {
  const chosen = MUTATIONS.filter(({ name }) => name.includes(process.argv[2] ?? ""));
  let missed = 0;
  for (const mutation of chosen) {
    const startMs = performance.now();
    const found = runExplorer(mutation);
    if (!found.includes("--repeat")) missed++;
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    console.log(`${mutation.name}\n    ${found} (${seconds} s)`);
  }
  console.log(`${chosen.length - missed} of ${chosen.length} were found`);
  process.exit(missed > 0 ? 1 : 0);
}

if (import.meta.main) main();
