/**
 * The verdicts of Elle, which Maelstrom asks: on the runs that it recorded, under two models each, and
 * on histories made by hand. `make soak` judges the runs under every model.
 */

import { describe, expect, test } from "bun:test";
import { EdnList, EdnMap, Tagged, isVector, keyOf, type Edn } from "../../../../src/bench/edn.ts";
import { isBroken, judge, pairsOf, TIMED_OUT, WORKLOADS } from "./elle.ts";
import { handmade, namesOf, recordedRuns } from "./recorded.ts";

const STRONGEST = "strict-serializable";

const RUNS = {
  "txn-list-append": await recordedRuns("txn-list-append"),
  "txn-rw-register": await recordedRuns("txn-rw-register"),
};

describe.each(WORKLOADS)("%s", (workload) => {
  test("recorded runs have Elle's verdict, and as many anomalies of each type", () => {
    // Under the strongest model, and for each run another one.
    const pairs = pairsOf(
      workload,
      RUNS[workload],
      (model, runPlace, modelPlace) => model === STRONGEST || modelPlace === runPlace,
    );
    expect(pairs.length).toBeGreaterThan(15);
    expect(pairs.map(({ ours }) => ours)).toEqual(pairs.map(({ elles }) => elles));
  });

  test("histories made by hand have Elle's verdict under every model", async () => {
    const pairs = pairsOf(workload, await handmade(workload), () => true);
    expect(pairs.length).toBeGreaterThan(100);
    expect(pairs.map(({ ours }) => ours)).toEqual(pairs.map(({ elles }) => elles));
  });

  test("histories made by hand have Elle's whole result, cycle for cycle", async () => {
    for (const { name, history, whole } of await handmade(workload)) {
      if (whole === undefined || isBroken(whole)) continue;
      const result = withoutTags(judge(workload, history, STRONGEST));
      expect(`${name} ${keyOf(result)}`).toBe(`${name} ${keyOf(whole)}`);
    }
  });
});

test("where Elle runs out of time, the weakest models that fall are the same", () => {
  const runs = RUNS["txn-list-append"];
  const givenUp: string[] = [];
  for (const { name, history, verdicts } of runs.filter(({ name }) => TIMED_OUT.has(name))) {
    const [, expected] = verdicts.find(([model]) => model === STRONGEST) ?? [];
    const result = judge("txn-list-append", history, STRONGEST);
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
  const cases = [...RUNS["txn-list-append"], ...(await handmade("txn-list-append"))];
  const broken = cases.filter(({ verdicts }) => verdicts.some(([, verdict]) => isBroken(verdict)));
  const types = broken.map(({ name, history }) => [
    name,
    namesOf(judge("txn-list-append", history, "read-committed").get("anomaly-types")),
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
