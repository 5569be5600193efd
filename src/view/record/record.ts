/** Makes the record of a run from its history and its verdict. */

import { type Extras } from "../../bench/verdict/extras.ts";
import { elementsOf, type ElementOutcome } from "../../bench/verdict/set-full.ts";
import { type Verdict } from "../../bench/verdict/verdict.ts";
import { type ValuesVerdict } from "../../bench/verdict/workload-verdict.ts";
import { assignmentOf } from "../../bench/verdict/assignment.ts";
import { keyOf, toJson, type Edn } from "../../bench/edn.ts";
import { isClient, type History } from "../../bench/history.ts";
import { ADD_NAMES } from "../../bench/workloads/index.ts";
import { type Account } from "../../bench/terminal/summary.ts";
import {
  type LimitsRecord,
  type RunRecord,
  type Suspects,
  type ValueFate,
  type ValuesRecord,
} from "../model/record.ts";
import { faultsIn } from "./faults.ts";
import { shownIn } from "./shown.ts";

export interface RecordInput {
  readonly name: string;
  readonly settings?: RunRecord["settings"] | undefined;
  readonly repeat?: string | undefined;
  readonly history: History;
  /** In the order of the test; undefined if unknown. */
  readonly nodes?: readonly string[] | undefined;
  /** Inferred from the history where it is not given. */
  readonly concurrency?: number | undefined;
  /** Undefined if the test was stopped before there was one. */
  readonly verdict?: Verdict | undefined;
  /** What the verdict says, as on the terminal; or why there is none. */
  readonly account: Account;
  readonly remarks?: readonly string[] | undefined;
  readonly challenge?: LimitsRecord | undefined;
}

export function recordOf(input: RecordInput): RunRecord {
  const {
    name,
    settings = [],
    repeat,
    history,
    nodes,
    verdict,
    account,
    remarks = [],
    challenge,
  } = input;
  const faults = faultsIn(history.operations);
  const assignment = assignmentOf(history, nodes, input.concurrency);
  const { nodeOf } = assignment;
  const first = history.operations.find(isClient);
  const values = valuesIn(history, verdict);
  // Of another workload a read shows something else than a set of values.
  const shown =
    values.texts.length === 0
      ? NOTHING_SHOWN
      : shownIn({ history, faults, nodes: assignment.nodes, nodeOf });
  return {
    name,
    settings,
    repeat,
    nodes,
    verdict: {
      validity: VALIDITIES[`${account.validity}`],
      ...shownOf(account),
      remarks: [...account.doubts, ...remarks],
      suspects: verdict?.values ? suspectsIn(verdict.values) : [],
    },
    values,
    faults,
    shown,
    firstOperationMs: first && first.timeNs / 1e6,
    lastOperationMs: (history.operations.at(-1)?.timeNs ?? 0) / 1e6,
    challenge,
  };
}

const NOTHING_SHOWN: RunRecord["shown"] = { timeMs: [], node: [], value: [], isCutOff: false };

const VALIDITIES = { true: "valid", false: "invalid", unknown: "unknown", none: "none" } as const;

function shownOf({ headline, faults, rows }: Account): Omit<Account, "doubts" | "validity"> {
  return { headline, faults, rows };
}

/** Each value that was broadcast, in the order of its first broadcast. */
function valuesIn({ operations }: History, verdict: Verdict | undefined): ValuesRecord {
  const outcomes = new Map(
    verdict?.values?.elements.outcomes.map((outcome) => [keyOf(outcome.element), outcome]),
  );
  const gone = new Set(verdict?.values?.extras.lostWithNode.map(keyOf));
  const seen = new Set<number | string>();
  const columns = {
    texts: [] as string[],
    broadcastMs: [] as number[],
    knownMs: [] as (number | null)[],
    latencyMs: [] as (number | null)[],
    fates: [] as ValueFate[],
  };
  for (const operation of operations) {
    if (!ADD_NAMES.has(operation.f) || operation.type !== "invoke") continue;
    const key = keyOf(operation.value);
    if (seen.has(key)) continue;
    seen.add(key);
    const outcome = outcomes.get(key);
    columns.texts.push(jsonText(operation.value));
    columns.broadcastMs.push(operation.timeNs / 1e6);
    columns.knownMs.push(outcome?.known ? outcome.known.timeNs / 1e6 : null);
    columns.latencyMs.push(outcome?.kind === "stable" ? outcome.latencyMs : null);
    columns.fates.push(gone.has(key) ? "gone" : fateOf(outcome));
  }
  return columns;
}

function fateOf(outcome: ElementOutcome | undefined): ValueFate {
  return outcome === undefined || outcome.kind === "never-read" ? "unread" : outcome.kind;
}

/** The groups that have a value in them, the worst first. */
function suspectsIn({ elements, extras }: ValuesVerdict): Suspects[] {
  const slowest = elements.stale.toSorted((one, other) => other.latencyMs - one.latencyMs);
  const lost = elementsOf(elements.unexcused);
  const missing = new Map<number | string, Edn>();
  for (const { values } of extras.missing) {
    for (const value of values) missing.set(keyOf(value), value);
  }
  for (const value of lost) missing.delete(keyOf(value));
  const groups: readonly (readonly [string, string, readonly Edn[]])[] = [
    ["lost", "acknowledged or seen, but missing in the last reads", lost],
    [
      "missing",
      "in the last read of some node, though stable by Maelstrom's rules",
      [...missing.values()],
    ],
    ["gone", "died with the only nodes that had them", extras.lostWithNode],
    ["phantom", "read, but nobody had broadcast them", extras.phantoms],
    ["duplicate", "more than once within one read", extras.duplicates.map(([value]) => value)],
    ["vanished", "missing on a node that had shown them", vanishedIn(extras)],
    ["stale", "missing in some read after they were known, the slowest first", elementsOf(slowest)],
    ["never read", "neither lost nor stable", elementsOf(elements.neverRead)],
  ];
  return groups
    .filter(([, , values]) => values.length > 0)
    .map(([name, explanation, values]) => ({ name, explanation, values: values.map(jsonText) }));
}

/** Each value once, although it may have vanished from several nodes. */
function vanishedIn({ vanished }: Extras): readonly Edn[] {
  const values = new Map(vanished.map(({ element }) => [keyOf(element), element]));
  return [...values.values()];
}

function jsonText(value: Edn): string {
  return JSON.stringify(toJson(value));
}
