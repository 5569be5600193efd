/**
 * The verdicts of Elle (0.2.2), which Maelstrom asks: on the runs that it recorded and on histories
 * made by hand, each under many models.
 */

import { describe, expect, test } from "bun:test";
import { EdnList, EdnMap, Tagged, isVector, keyOf, type Edn } from "../../../../src/bench/edn.ts";
import { judgeListAppend, judgeRwRegister } from "../../../../src/bench/verdict/txn/judge.ts";
import { parseModels } from "../../../../src/bench/verdict/txn/models.ts";
import { handmade, namesOf, recordedRuns, type Judged } from "./recorded.ts";

const JUDGES = { "txn-list-append": judgeListAppend, "txn-rw-register": judgeRwRegister } as const;
const WORKLOADS = ["txn-list-append", "txn-rw-register"] as const;

/** Elle's second was over here, so its lists of cycles depend on the machine. */
const TIMED_OUT: ReadonlySet<string> = new Set(["la-local", "la-lost", "la-overwrite"]);

/** Elle's checker broke, at an element that nobody appended or at keys of several types. */
function isBroken(verdict: EdnMap): boolean {
  return (verdict.get("error") ?? null) !== null;
}

interface Compared {
  readonly valid: Edn | undefined;
  readonly types: readonly string[];
  /** How often each type was found, where that is recorded. */
  readonly counts: Readonly<Record<string, number>>;
  readonly not: readonly string[];
  readonly alsoNot: readonly string[];
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

describe.each(WORKLOADS)("%s", (workload) => {
  const judge = (history: Judged["history"], model: string): EdnMap =>
    JUDGES[workload](history, parseModels(model)).result;

  test("recorded runs have Elle's verdict under every model, and as many anomalies of each type", async () => {
    for (const { name, history, verdicts } of await recordedRuns(workload)) {
      if (TIMED_OUT.has(name)) continue;
      for (const [model, expected] of verdicts) {
        if (isBroken(expected)) continue;
        const label = `${name} ${model}`;
        const verdict = compared(judge(history, model), ownCounts);
        expect({ label, ...verdict }).toEqual({ label, ...compared(expected, recordedCounts) });
      }
    }
  });

  test("histories made by hand have Elle's verdict under every model", async () => {
    for (const { name, history, verdicts } of await handmade(workload)) {
      for (const [model, expected] of verdicts) {
        if (isBroken(expected)) continue;
        const label = `${name} ${model}`;
        const verdict = compared(judge(history, model), () => ({}));
        expect({ label, ...verdict }).toEqual({ label, ...compared(expected, () => ({})) });
      }
    }
  });

  test("histories made by hand have Elle's whole result, cycle for cycle", async () => {
    for (const { name, history, whole } of await handmade(workload)) {
      if (whole === undefined || isBroken(whole)) continue;
      const result = withoutTags(judge(history, "strict-serializable"));
      expect(`${name} ${keyOf(result)}`).toBe(`${name} ${keyOf(whole)}`);
    }
  });
});

test("where Elle runs out of time, the weakest models that fall are the same", async () => {
  const runs = await recordedRuns("txn-list-append");
  const givenUp: string[] = [];
  for (const { name, history, verdicts } of runs.filter(({ name }) => TIMED_OUT.has(name))) {
    const [, expected] = verdicts.find(([model]) => model === "strict-serializable") ?? [];
    const result = judgeListAppend(history, parseModels("strict-serializable")).result;
    expect([name, namesOf(result.get("not")), namesOf(result.get("also-not"))]).toEqual([
      name,
      namesOf(expected?.get("not")),
      namesOf(expected?.get("also-not")),
    ]);
    if (namesOf(result.get("anomaly-types")).includes("cycle-search-timeout")) givenUp.push(name);
  }
  expect(givenUp).toEqual([...TIMED_OUT]);
});

test("where Elle breaks at an element that nobody appended, it is named", async () => {
  const cases = [
    ...(await recordedRuns("txn-list-append")),
    ...(await handmade("txn-list-append")),
  ];
  const broken = cases.filter(({ verdicts }) => verdicts.some(([, verdict]) => isBroken(verdict)));
  const types = broken.map(({ name, history }) => [
    name,
    namesOf(judgeListAppend(history, parseModels("read-committed")).result.get("anomaly-types")),
  ]);
  expect(types).toEqual([
    ["la-garbage", ["garbage-read", "incompatible-order"]],
    // The append never completed, so it may have happened.
    ["unfinished", []],
    ["unknown-element", ["empty-transaction-graph", "garbage-read"]],
  ]);
});

/** Operations without the tag of their Java class: the handmade results were printed so. */
function withoutTags(form: Edn): Edn {
  if (form instanceof Tagged) return withoutTags(form.value);
  if (form instanceof EdnList) return new EdnList(form.items.map(withoutTags));
  if (isVector(form)) return form.map(withoutTags);
  if (!(form instanceof EdnMap)) return form;
  return new EdnMap(form.entries.map(([key, value]) => [withoutTags(key), withoutTags(value)]));
}
