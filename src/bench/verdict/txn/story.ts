/**
 * An anomaly as a short story: which transactions there were, and for a cycle why each one comes
 * before the next, and so before itself.
 */

import { writeEdn, type Edn } from "../../edn.ts";
import { type Anomaly, type CycleAnomaly, type CycleStep, type DataStep } from "./anomalies.ts";
import { type MicroOperation, type Transaction } from "./transactions.ts";
import { timesBetween } from "../words.ts";

/** The lines of the story; the first one begins with the anomaly's type. */
export function storyOf(anomaly: Anomaly): string[] {
  if ("steps" in anomaly) return cycleStory(anomaly);
  const [first, ...more] = sentencesOf(anomaly);
  return [`${anomaly.type}: ${first}`, ...more.map((line) => `  ${line}`)];
}

function cycleStory({ type, steps }: CycleAnomaly): string[] {
  const names = new Map(steps.map(({ source }, place) => [source, `T${place + 1}`]));
  const nameOf = (transaction: Transaction): string => names.get(transaction) ?? "T?";
  const who = steps.map(({ source }) => `  ${nameOf(source)} = ${describe(source)}`);
  const why = steps.map((step, place) => {
    const [source, target] = [nameOf(step.source), nameOf(step.target)];
    const begin = place > 0 && place === steps.length - 1 ? "But" : "Then";
    const because = reasonOf(step, source, target);
    return `  ${begin} ${source} comes before ${target}, because ${because}.`;
  });
  const what = steps.length === 1 ? "a transaction" : `${steps.length} transactions`;
  return [`${type}: ${what} of which each comes before itself`, ...who, ...why];
}

/** `append 5 to key 3, read key 8 = [1 2] (process 0, 1.204 to 1.310 s)` */
function describe({ invocation, operation, microOperations, type }: Transaction): string {
  const steps = microOperations.map(({ f, key, value }) => {
    if (f === "r") return `read ${keyText(key)} = ${writeEdn(value)}`;
    return f === "append"
      ? `append ${writeEdn(value)} to ${keyText(key)}`
      : `write ${keyText(key)} = ${writeEdn(value)}`;
  });
  const fate = { ok: "", fail: ", failed", info: ", outcome unknown" }[type];
  return `${steps.join(", ")} (${timesBetween(invocation, operation)}${fate})`;
}

function keyText(key: Edn): string {
  return `key ${writeEdn(key)}`;
}

function reasonOf(step: CycleStep, source: string, target: string): string {
  switch (step.kind) {
    case "process":
      return `process ${step.source.operation.process} ran it first`;
    case "realtime": {
      const ns = step.target.invocation.timeNs - step.source.operation.timeNs;
      const ago = ns > 0 ? `${(ns / 1e6).toFixed(1)} ms ` : "";
      return `it had ended ${ago}before ${target} began`;
    }
    case "ww":
      return `${source} ${wrote(step)}, and ${target} ${wroteLater(step)}`;
    case "wr":
      return `${source} ${wrote(step)}, and ${target} read it`;
    case "rw":
      return `${source} read ${readState(step)}, and ${target} ${wroteLater(step)}`;
  }
}

function isList({ target, targetPlace, source, sourcePlace }: DataStep): boolean {
  const places = [source.microOperations[sourcePlace], target.microOperations[targetPlace]];
  return places.some((microOperation) => microOperation?.f === "append");
}

function wrote(step: DataStep): string {
  const value = writeEdn(step.value ?? null);
  const key = keyText(step.key);
  return isList(step) ? `appended ${value} to ${key}` : `wrote ${key} = ${value}`;
}

function wroteLater(step: DataStep): string {
  const value = writeEdn(step.nextValue ?? null);
  return isList(step) ? `appended ${value} after that` : `wrote the later version ${value}`;
}

function readState({ source, sourcePlace, key, value }: DataStep): string {
  if (value === undefined) return `${keyText(key)} when it was empty`;
  return `${keyText(key)} = ${writeEdn(source.microOperations[sourcePlace]?.value ?? null)}`;
}

type Sentences = readonly [string, ...string[]];

function sentencesOf(anomaly: Exclude<Anomaly, CycleAnomaly>): Sentences {
  if ("place" in anomaly) return sentencesOfRead(anomaly);
  switch (anomaly.type) {
    case "incompatible-order": {
      const [left, right] = anomaly.values.map((value) => writeEdn(value));
      const key = keyText(anomaly.key);
      return [`${key} was read as ${left} and as ${right}: neither begins with the other`];
    }
    case "dirty-update": {
      const [first, last] = [anomaly.values[0] ?? null, anomaly.values.at(-1) ?? null];
      const committed = `in ${keyText(anomaly.key)}, ${writeEdn(last)} was committed`;
      const text = `${committed} on top of ${writeEdn(first)}, which failed`;
      return [text, ...anomaly.transactions.map(describe)];
    }
    case "lost-update": {
      const { transactions, key, values } = anomaly;
      const version = `${keyText(key)} = ${writeEdn(values[0] ?? null)}`;
      const text = `${transactions.length} transactions read ${version}, and each wrote the next version`;
      return [text, ...transactions.map(describe)];
    }
    case "cyclic-versions": {
      const versions = anomaly.versions.map((version) => writeEdn(version)).join(", ");
      const key = keyText(anomaly.key);
      return [
        `transactions read and overwrote ${key} so that each of its versions ${versions} ` +
          "comes before itself, and no order of versions is used",
      ];
    }
    case "cycle-search-timeout": {
      const { searched, componentSize } = anomaly;
      return [`the search for ${searched} among ${componentSize} transactions was given up`];
    }
    case "empty-transaction-graph":
      return ["no transaction depends on another, so there is nothing to judge"];
    default: {
      const { transactions, test } = anomaly;
      return [
        `some order of ${transactions.length} transactions runs in a circle, ` +
          `so ${test.model} does not hold`,
      ];
    }
  }
}

function sentencesOfRead(anomaly: Extract<Anomaly, Place>): Sentences {
  const { key, value } = microOperationOf(anomaly);
  const read = "element" in anomaly && anomaly.element !== undefined ? anomaly.element : value;
  const text = `a transaction read ${writeEdn(read)} in ${keyText(key)}`;
  const reader = describe(anomaly.transaction);
  switch (anomaly.type) {
    case "internal": {
      const expected = writeEdn(anomaly.expected);
      return [`${text}, but by what it did before it must be ${expected}`, reader];
    }
    case "G1a":
    case "G1b": {
      const isFailed = anomaly.type === "G1a";
      const why = isFailed ? "which a failed one wrote" : "after which its writer wrote once more";
      const writer = `writer: ${describe(anomaly.writer)}`;
      return [`${text}, ${why}`, `reader: ${reader}`, writer];
    }
    case "future-read":
      return [`${text} before it wrote that itself`, reader];
    case "garbage-read":
      return [`${text}, which nobody wrote`, reader];
    case "duplicate-elements": {
      const counts = anomaly.counts.map(
        ([element, count]) => `${writeEdn(element)} (${count} times)`,
      );
      return [`a transaction read ${keyText(key)} with ${counts.join(", ")} in it`, reader];
    }
  }
}

interface Place {
  readonly transaction: Transaction;
  readonly place: number;
}

function microOperationOf({ transaction, place }: Place): MicroOperation {
  const microOperation = transaction.microOperations[place];
  if (microOperation === undefined) throw new Error(`There is no micro-operation ${place}`);
  return microOperation;
}
