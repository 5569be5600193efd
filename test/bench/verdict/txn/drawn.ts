/**
 * Properties of the checkers on drawn histories: they forbid a level nothing that it allows, they
 * agree with a search of all orders on small histories, and they find what is planted.
 */

import { Keyword, isEqual, isVector, keyOf, readEdn, type Edn } from "../../../../src/bench/edn.ts";
import { toHistory, type Operation } from "../../../../src/bench/history.ts";
import { Random } from "../../../../src/bench/random.ts";
import {
  judgeListAppend,
  judgeRwRegister,
  type TransactionVerdict,
} from "../../../../src/bench/verdict/txn/judge.ts";
import { UNKNOWN_TYPES } from "../../../../src/bench/verdict/txn/anomalies.ts";
import { parseModels } from "../../../../src/bench/verdict/txn/models.ts";
import { LEVELS, drawHistory, type Level } from "./database.ts";
import { PLANTS, type Plant } from "./plants.ts";

const MODELS: Readonly<Record<Level, string>> = {
  "read-uncommitted": "read-uncommitted",
  "read-committed": "read-committed",
  "snapshot-isolation": "strong-snapshot-isolation",
  "strict-serializable": "strong-serializable",
};

function judge(
  operations: readonly Operation[],
  write: "append" | "w",
  model: string,
): TransactionVerdict {
  const history = toHistory(operations);
  return (write === "append" ? judgeListAppend : judgeRwRegister)(history, parseModels(model))
    .verdict;
}

/** Whether anything forbidden is told. */
function isRefuted(verdict: TransactionVerdict): boolean {
  return verdict.anomalies.some(({ type }) => !UNKNOWN_TYPES.has(type));
}

/** What is wrong with the verdicts of that seed, empty if nothing is. */
export function failuresOf(seed: number): string[] {
  return [...levelFailures(seed), ...orderFailures(seed), ...plantFailures(seed)];
}

export function levelFailures(seed: number): string[] {
  const random = new Random(seed, "levels");
  const write = random.pick(["append", "w"] as const);
  const level = random.pick(LEVELS);
  const [transactionCount, processCount] = [10 + random.below(30), 2 + random.below(6)];
  const drawing = { level, write, transactionCount, processCount, keyCount: 1 + random.below(5) };
  const operations = drawHistory(random, { ...drawing, mayLose: true });
  const allowed = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  return allowed.flatMap((weaker) => {
    const verdict = judge(operations, write, MODELS[weaker]);
    const types = verdict.anomalies.map(({ type }) => type).join(", ");
    return isRefuted(verdict) ? [`${write} on ${level} is told to break ${weaker}: ${types}`] : [];
  });
}

/**
 * With a last read of all lists, the order of their versions is known, and a history is serializable
 * exactly if some order of its transactions explains it. Of registers less is known: there, no order
 * may explain what is refuted.
 */
export function orderFailures(seed: number): string[] {
  const random = new Random(seed, "orders");
  const write = random.pick(["append", "w"] as const);
  const level = random.pick(LEVELS);
  const drawing = { level, write, transactionCount: 2 + random.below(4), processCount: 3 };
  const drawn = drawHistory(random, { ...drawing, keyCount: 2, mayLose: false });
  const operations = [...drawn, ...readOfAll(drawn)];
  return ["serializable", "strong-serializable"].flatMap((model) => {
    const verdict = judge(operations, write, model);
    const isPossible = someOrderExplains(operations, model === "strong-serializable");
    const isRight = isPossible ? !isRefuted(verdict) : write === "w" || isRefuted(verdict);
    const types = verdict.anomalies.map(({ type }) => type).join(", ");
    const text = isPossible ? "is explained by an order" : "is explained by no order";
    return isRight ? [] : [`${write} on ${level} ${text}, but not ${model} by [${types}]`];
  });
}

function readOfAll(operations: readonly Operation[]): Operation[] {
  const state = new Map<number | string, Edn>();
  const keys = [0, 1];
  // What committed stands in the order in which it committed: writes lock their keys to the end.
  for (const { type, value } of operations) if (type === "ok") apply(state, value);
  const read = (isKnown: boolean): Edn =>
    keys.map((key) => [Keyword.of("r"), key, isKnown ? (state.get(key) ?? null) : null]);
  const index = operations.length;
  const common = { timeNs: 1e6 * index, process: 99, f: "txn" };
  return [
    { ...common, index, type: "invoke", value: read(false) },
    { ...common, index: index + 1, type: "ok", value: read(true) },
  ];
}

/** Runs a transaction, and tells whether it reads what it says. */
function apply(state: Map<number | string, Edn>, transaction: Edn): boolean {
  if (!isVector(transaction)) return false;
  return transaction.every((step) => {
    if (!isVector(step)) return false;
    const [f = null, key = null, value = null] = step;
    const before = state.get(keyOf(key)) ?? null;
    if (f === Keyword.of("r")) return isEqual(before, value);
    const isList = f === Keyword.of("append");
    state.set(keyOf(key), isList ? [...(isVector(before) ? before : []), value] : value);
    return true;
  });
}

/** Tries all orders of the committed transactions; `isStrict` keeps that of real time. */
function someOrderExplains(operations: readonly Operation[], isStrict: boolean): boolean {
  const began = new Map<number | string, number>();
  const committed: { value: Edn; from: number; to: number }[] = [];
  for (const { type, process, value, index } of operations) {
    if (type === "invoke") began.set(process, index);
    if (type === "ok") committed.push({ value, from: began.get(process) ?? 0, to: index });
  }
  const explains = (state: ReadonlyMap<number | string, Edn>, left: typeof committed): boolean =>
    left.length === 0 ||
    left.some((next) => {
      if (isStrict && left.some((other) => other.to < next.from)) return false;
      const after = new Map(state);
      return (
        apply(after, next.value) &&
        explains(
          after,
          left.filter((other) => other !== next),
        )
      );
    });
  return explains(new Map(), committed);
}

export function plantFailures(seed: number): string[] {
  const random = new Random(seed, "plants");
  const plant = random.pick(PLANTS);
  const drawing = {
    level: "strict-serializable",
    write: plant.write,
    transactionCount: 30,
  } as const;
  const drawn = drawHistory(random, { ...drawing, processCount: 4, keyCount: 3, mayLose: true });
  const place = random.below(drawn.length + 1);
  const planted = [...drawn.slice(0, place), ...operationsOf(plant), ...drawn.slice(place)];
  const operations = planted.map((operation, index) => ({ ...operation, index }));
  const verdict = judge(operations, plant.write, plant.model);
  const types = verdict.anomalies.map(({ type }) => type);
  // Transactions in between make the component of an order in time larger, and its name another one.
  const isNamed = plant.type.endsWith("-realtime") || types.some((type) => type === plant.type);
  if (verdict.validity === false && isNamed) return [];
  return [`${plant.write}: ${plant.type} was planted at ${place}, found was [${types.join(", ")}]`];
}

/** Of processes and keys that the rest of the history doesn't have. */
function operationsOf({ lines }: Plant): Operation[] {
  return lines.map((line) => {
    const [, process = "", type = "", value = ""] = /^(\d) (\w+) (.*)$/.exec(line) ?? [];
    const known = (["invoke", "ok", "fail", "info"] as const).find((other) => other === type);
    if (known === undefined) throw new Error(`No operation: ${line}`);
    const operation = { timeNs: 0, type: known, process: 1000 + Number(process), f: "txn" };
    return { ...operation, index: 0, value: readEdn(value) };
  });
}
