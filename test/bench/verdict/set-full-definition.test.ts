import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { judge } from "../../../src/bench/verdict/verdict.ts";
import { readHistory, toHistory, type History } from "../../../src/bench/history.ts";
import { at } from "./histories.ts";

/** Set-full for one value from its definition, by searching the whole history for each answer. */
function outcomeByDefinition(value: number, { operations, counterparts }: History): string {
  const attempt = operations.findLastIndex(
    ({ type, f, value: sent }) => type === "invoke" && f === "broadcast" && sent === value,
  );
  const reads = operations.flatMap(({ type, f, value: shown }, completion) => {
    if (f !== "read" || type !== "ok" || completion < attempt || !Array.isArray(shown)) return [];
    return [
      { completion, invocation: counterparts[completion] ?? -1, shows: shown.includes(value) },
    ];
  });
  const proofs = [
    ...reads.filter(({ shows }) => shows).map(({ completion }) => completion),
    ...[...operations.keys()].filter((place) => {
      const { type, f, value: sent } = operations[place] ?? {};
      return place > attempt && type === "ok" && f === "broadcast" && sent === value;
    }),
  ];
  const known = Math.min(...proofs);
  const present = Math.max(
    -1,
    ...reads.filter(({ shows }) => shows).map((read) => read.invocation),
  );
  const absent = Math.max(
    -1,
    ...reads.filter(({ shows }) => !shows).map((read) => read.invocation),
  );
  const timeOf = (place: number): number => (operations[place]?.timeNs ?? -1) + 1;
  const latencyMs = (settled: number): number =>
    Math.trunc(Math.max(0, timeOf(settled) - (operations[known]?.timeNs ?? 0)) / 1e6);
  if (present !== -1 && absent < present) return `stable ${latencyMs(absent)}`;
  if (known < Infinity && absent !== -1 && present < absent && known < absent) {
    return `lost ${latencyMs(present)}`;
  }
  return "never-read";
}

const VALUE_COUNT = 6;
const WORKER_COUNT = 4;

interface Step {
  readonly worker: number;
  readonly isRead: boolean;
  readonly value: number;
  readonly completion: "ok" | "fail" | "info";
  readonly shown: readonly number[];
  readonly afterNs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  worker: fc.nat(WORKER_COUNT - 1),
  isRead: fc.boolean(),
  value: fc.nat(VALUE_COUNT - 1),
  completion: fc.constantFrom("ok", "ok", "fail", "info"),
  shown: fc.array(fc.nat(VALUE_COUNT), { maxLength: 9 }),
  afterNs: fc.oneof(fc.constantFrom(0, 999_999, 1_000_000), fc.nat(3_000_000)),
});

/** Each step begins an operation if its worker is free, else ends the one that it is busy with. */
function historyOfSteps(steps: readonly Step[]): History {
  const processes = Array.from({ length: WORKER_COUNT }, (_, worker) => worker);
  const busy = new Map<number, { f: string; value: string }>();
  let timeNs = 0;
  const lines = steps.map(({ worker, isRead, value, completion, shown, afterNs }, index) => {
    timeNs += afterNs;
    const begun = busy.get(worker);
    const process = processes[worker] ?? 0;
    const line = (type: string, f: string, text: string): string =>
      `{:index ${index} :time ${timeNs} :process ${process} :type :${type} :f :${f} :value ${text}}`;
    if (begun === undefined) {
      const operation = isRead
        ? { f: "read", value: "nil" }
        : { f: "broadcast", value: `${value}` };
      busy.set(worker, operation);
      return line("invoke", operation.f, operation.value);
    }
    busy.delete(worker);
    if (completion === "info") processes[worker] = process + WORKER_COUNT;
    const isShown = begun.f === "read" && completion === "ok";
    return line(completion, begun.f, isShown ? `[${shown.join(" ")}]` : begun.value);
  });
  return toHistory(readHistory(lines.join("\n")));
}

function attemptedIn({ operations }: History): number[] {
  const attempts = operations.flatMap(({ type, f, value }) =>
    type === "invoke" && f === "broadcast" && typeof value === "number" ? [value] : [],
  );
  return [...new Set(attempts)].toSorted((left, right) => left - right);
}

function quantilesOf(outcomes: readonly string[]): string {
  if (outcomes.length === 0) return "nil";
  const latencies = outcomes.map((outcome) => Number(outcome.split(" ")[1]));
  const sorted = latencies.toSorted((left, right) => left - right);
  const points = ["0", "0.5", "0.95", "0.99", "1"].map((point) => {
    const index = Math.min(sorted.length - 1, Math.floor(sorted.length * Number(point)));
    return `${point} ${sorted[index]}`;
  });
  return `{${points.join(", ")}}`;
}

/** The keys of `:workload`, as EDN text. */
function workloadByDefinition(history: History): Record<string, string> {
  const outcomes = new Map(
    attemptedIn(history).map((value) => [value, outcomeByDefinition(value, history)] as const),
  );
  const valuesOf = (pattern: RegExp): number[] =>
    [...outcomes].flatMap(([value, outcome]) => (pattern.test(outcome) ? [value] : []));
  const latenciesOf = (kind: string): string =>
    quantilesOf([...outcomes.values()].filter((outcome) => outcome.startsWith(kind)));
  const [stable, stale] = [valuesOf(/^stable/u), valuesOf(/^stable [1-9]/u)];
  const [lost, neverRead] = [valuesOf(/^lost/u), valuesOf(/^never-read/u)];
  return {
    "valid?": lost.length > 0 ? "false" : stable.length > 0 ? "true" : ":unknown",
    "attempt-count": `${outcomes.size}`,
    "stable-count": `${stable.length}`,
    "stale-count": `${stale.length}`,
    stale: `(${stale.join(" ")})`,
    "lost-count": `${lost.length}`,
    lost: `(${lost.join(" ")})`,
    "never-read-count": `${neverRead.length}`,
    "never-read": `(${neverRead.join(" ")})`,
    "stable-latencies": latenciesOf("stable"),
    "lost-latencies": latenciesOf("lost"),
  };
}

test("set-full agrees with its definition, searched anew for each value", () => {
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const history = historyOfSteps(steps);
      const verdict = judge(history, { workload: "broadcast" });
      const expected = workloadByDefinition(history);
      const actual = Object.keys(expected).map((key) => [key, at(verdict, "workload", key)]);
      expect(Object.fromEntries(actual)).toEqual(expected);
      verdicts.add(expected["valid?"] ?? "");
    }),
    { numRuns: 500 },
  );
  expect([...verdicts].toSorted()).toEqual([":unknown", "false", "true"]);
});
