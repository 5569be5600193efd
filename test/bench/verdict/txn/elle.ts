/**
 * The runs that Maelstrom recorded, judged as Elle (0.2.2) judged them:
 *
 *     bun test/bench/verdict/txn/elle.ts     every run under every model
 *
 * Exits with 1 if a verdict is another.
 */

import { EdnMap, isVector, type Edn } from "../../../../src/bench/edn.ts";
import { judgeListAppend, judgeRwRegister } from "../../../../src/bench/verdict/txn/judge.ts";
import { parseModels } from "../../../../src/bench/verdict/txn/models.ts";
import { namesOf, recordedRuns, type Judged, type TransactionWorkload } from "./recorded.ts";

export const WORKLOADS = ["txn-list-append", "txn-rw-register"] as const;

const JUDGES = { "txn-list-append": judgeListAppend, "txn-rw-register": judgeRwRegister } as const;

/** Elle's second was over here, so its lists of cycles depend on the machine. */
export const TIMED_OUT: ReadonlySet<string> = new Set(["la-local", "la-lost", "la-overwrite"]);

/** Elle's checker broke, at an element that nobody appended or at keys of several types. */
export function isBroken(verdict: EdnMap): boolean {
  return (verdict.get("error") ?? null) !== null;
}

export interface Compared {
  readonly valid: Edn | undefined;
  readonly types: readonly string[];
  /** How often each type was found, where that is recorded. */
  readonly counts: Readonly<Record<string, number>>;
  readonly not: readonly string[];
  readonly alsoNot: readonly string[];
}

/** A verdict of this bench beside Elle's, each with the name of the history and the model. */
export interface Pair {
  readonly ours: Compared & { readonly label: string };
  readonly elles: Compared & { readonly label: string };
}

export function judge(
  workload: TransactionWorkload,
  history: Judged["history"],
  model: string,
): EdnMap {
  return JUDGES[workload](history, parseModels(model)).result;
}

/** Both verdicts on runs that Elle judged to the end, under those of its models that are chosen. */
export function pairsOf(
  workload: TransactionWorkload,
  runs: readonly Judged[],
  isChosen: (model: string, runPlace: number, modelPlace: number) => boolean,
): Pair[] {
  const whole = runs.filter(({ name }) => !TIMED_OUT.has(name));
  return whole.flatMap(({ name, history, verdicts }, runPlace) =>
    verdicts
      .filter(([model], place) => isChosen(model, runPlace, place))
      .filter(([, expected]) => !isBroken(expected))
      .map(([model, expected]) => {
        const label = `${name} ${model}`;
        const isCounted = expected.mapAt("counts") !== undefined;
        const ours = compared(judge(workload, history, model), isCounted ? ownCounts : () => ({}));
        return {
          ours: { label, ...ours },
          elles: { label, ...compared(expected, recordedCounts) },
        };
      }),
  );
}

function compared(
  verdict: EdnMap,
  countsOf: (verdict: EdnMap) => Record<string, number>,
): Compared {
  return {
    valid: verdict.get("valid?"),
    types: namesOf(verdict.get("anomaly-types")),
    counts: countsOf(verdict),
    not: namesOf(verdict.get("not")),
    alsoNot: namesOf(verdict.get("also-not")),
  };
}

function recordedCounts(verdict: EdnMap): Record<string, number> {
  const counts = verdict.mapAt("counts")?.entries ?? [];
  return Object.fromEntries(counts.map(([type, count]) => [namesOf([type]).join(), Number(count)]));
}

function ownCounts(verdict: EdnMap): Record<string, number> {
  const groups = verdict.mapAt("anomalies")?.entries ?? [];
  return Object.fromEntries(
    groups.map(([type, group]) => [namesOf([type]).join(), isVector(group) ? group.length : 1]),
  );
}

async function main(): Promise<void> {
  const pairs: Pair[] = [];
  for (const workload of WORKLOADS) {
    pairs.push(...pairsOf(workload, await recordedRuns(workload), () => true));
  }
  const others = pairs.filter(({ ours, elles }) => !Bun.deepEquals(ours, elles));
  for (const pair of others) console.log("FAIL", pair);
  console.log(`count: ${pairs.length} verdicts of Elle's`);
  process.exit(others.length > 0 ? 1 : 0);
}

if (import.meta.main) await main();
