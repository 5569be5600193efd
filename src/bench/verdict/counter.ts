/**
 * The verdict on g-counter and pn-counter: each final read must be the sum of all adds that were
 * acknowledged and of any of those in doubt. After maelstrom.workload.pn-counter.
 */

import { EdnList, EdnMap, ednMap, fromJson, keyOf, writeEdn, type Edn } from "../edn.ts";
import { HistoryError, isClient, toEdnLine, type History, type Operation } from "../history.ts";
import { type StaleRead } from "../services/stale-reads.ts";
import { toTaggedOperation } from "./operation.ts";
import { count } from "./texts.ts";
import { type Validity } from "./validity.ts";
import { anyOf, timesOf, type NameOfNode } from "./words.ts";

/** An add that has not failed. */
export interface Add {
  readonly delta: bigint;
  /** Else it is in doubt. */
  readonly isAcknowledged: boolean;
  readonly process: number;
  /** The place of the request in the history. */
  readonly invoked: number;
}

export interface FinalRead {
  /** An integer, unless a node made something else up. */
  readonly value: Edn;
  readonly process: number;
  /** The places of request and answer in the history. */
  readonly invoked: number;
  readonly completed: number;
}

/** All integers from the lowest to the highest. */
export type Range = readonly [low: bigint, high: bigint];

export interface CounterVerdict {
  readonly validity: Validity;
  /** Of all adds. */
  readonly adds: readonly Add[];
  /** The sums that are right, in order, without neighbours. */
  readonly acceptable: readonly Range[];
  readonly finalReads: readonly FinalRead[];
  /** Those of the final reads that are wrong. */
  readonly errors: readonly FinalRead[];
}

/** Throws HistoryError at an add of what is no integer. */
export function judgeCounter(history: History): CounterVerdict {
  const adds = addsIn(history);
  const finalReads = finalReadsIn(history);
  const acceptable = acceptableOf(adds);
  const errors = finalReads.filter(({ value }) => !contains(acceptable, integerOf(value)));
  return { validity: errors.length === 0, adds, acceptable, finalReads, errors };
}

/** Adds that never completed are left out, as Maelstrom does. */
function addsIn({ operations, counterparts }: History): Add[] {
  const adds: Add[] = [];
  for (const [place, operation] of operations.entries()) {
    const { f, process, type } = operation;
    if (f !== "add" || typeof process !== "number" || type === "invoke" || type === "fail")
      continue;
    const isAcknowledged = type === "ok";
    const invoked = counterparts[place] ?? place;
    adds.push({ delta: deltaOf(operation), isAcknowledged, process, invoked });
  }
  return adds;
}

function deltaOf(operation: Operation): bigint {
  const delta = integerOf(operation.value);
  if (delta !== undefined) return delta;
  throw new HistoryError(`The value of an add must be an integer: ${toEdnLine(operation)}`);
}

function integerOf(value: Edn): bigint | undefined {
  return typeof value === "number" || typeof value === "bigint" ? BigInt(value) : undefined;
}

function finalReadsIn({ operations, counterparts }: History): FinalRead[] {
  return operations.flatMap((operation, completed) => {
    const { process, type, isFinal, value } = operation;
    if (!isFinal || !isClient(operation) || typeof process !== "number" || type !== "ok") return [];
    return [{ value, process, invoked: counterparts[completed] ?? completed, completed }];
  });
}

/** With each add in doubt every sum may be larger by that, or not. */
function acceptableOf(adds: readonly Add[]): readonly Range[] {
  const sum = sumOf(adds.filter(({ isAcknowledged }) => isAcknowledged));
  let ranges: readonly Range[] = [[sum, sum]];
  for (const { delta, isAcknowledged } of adds) {
    if (isAcknowledged) continue;
    ranges = merged([
      ...ranges,
      ...ranges.map(([low, high]): Range => [low + delta, high + delta]),
    ]);
  }
  return ranges;
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted(([one], [other]) => Number(one - other))) {
    const last = result.at(-1);
    if (last === undefined || range[0] > last[1] + 1n) result.push(range);
    else if (range[1] > last[1]) result[result.length - 1] = [last[0], range[1]];
  }
  return result;
}

function contains(ranges: readonly Range[], integer: bigint | undefined): boolean {
  return integer !== undefined && ranges.some(([low, high]) => low <= integer && integer <= high);
}

/** As in results.edn. */
export function counterToEdn(verdict: CounterVerdict, { operations }: History): EdnMap {
  const { acceptable, finalReads, errors } = verdict;
  const wrong = errors.flatMap(({ completed }) => operations[completed] ?? []);
  return ednMap({
    "valid?": errors.length === 0,
    errors: wrong.length === 0 ? null : new EdnList(wrong.map(toTaggedOperation)),
    "final-reads": new EdnList(finalReads.map(({ value }) => value)),
    acceptable: new EdnList(acceptable.map((range) => range.map(fromJson))),
  });
}

/** The wrong final reads, and what would explain them, in words. */
export function counterMessages(
  { adds, acceptable, finalReads, errors }: CounterVerdict,
  history: History,
  nameOfNode: NameOfNode,
  /** The last read of each node from a service, where that was stale. */
  staleReads: readonly StaleRead[] = [],
): string[] {
  if (errors.length === 0) return [];
  const reads = finalReads.map(
    ({ process, value }) => `${nameOfNode(process)} read ${writeEdn(value)}`,
  );
  const expected = anyOf(acceptable.map(rangeText));
  const told = [...new Set(reads)].join(", ");
  const messages = [`the counter should be ${expected} at the end: ${told}`];
  const explainer = new Explainer(adds, acceptable, history, nameOfNode);
  for (const same of Map.groupBy(errors, ({ value }) => keyOf(value)).values()) {
    const nodes = [...new Set(same.map(({ process }) => nameOfNode(process)))];
    messages.push(...same.slice(0, 1).map(({ value }) => explainer.explain(nodes, value)));
    for (const { service, node, key, writesBehind } of staleReads) {
      if (!nodes.includes(node)) continue;
      messages.push(
        `${node}'s last read of key ${writeEdn(key)} was answered from a state ` +
          `${count(writesBehind, "write")} old: ${service} may do that`,
      );
    }
  }
  return messages;
}

function rangeText([low, high]: Range): string {
  return low === high ? `${low}` : `${low} to ${high}`;
}

/** More adds than these explain nothing: some number of them always fits. */
const EXPLAINING_AT_MOST = 5;

/** Finds adds that would explain a wrong sum. */
class Explainer {
  readonly #acceptable: readonly Range[];
  readonly #history: History;
  readonly #nameOfNode: NameOfNode;
  /** All acknowledged adds, and those of each node. */
  readonly #all: readonly Add[];
  readonly #byNode: ReadonlyMap<string, readonly Add[]>;

  constructor(
    adds: readonly Add[],
    acceptable: readonly Range[],
    history: History,
    nameOfNode: NameOfNode,
  ) {
    this.#all = adds.filter(({ delta, isAcknowledged }) => isAcknowledged && delta !== 0n);
    this.#byNode = Map.groupBy(this.#all, ({ process }) => nameOfNode(process));
    this.#acceptable = acceptable;
    this.#history = history;
    this.#nameOfNode = nameOfNode;
  }

  explain(nodes: readonly string[], value: Edn): string {
    const told = `${nodes.join(", ")} read ${writeEdn(value)}`;
    const read = integerOf(value);
    if (read === undefined) return `${told}, which is not an integer`;
    return `${told}, ${this.#distanceText(read)}, ${this.#because(read)}`;
  }

  #because(read: bigint): string {
    for (let count = 1; count <= EXPLAINING_AT_MOST; count++) {
      for (const adds of [this.#all, ...this.#byNode.values()]) {
        const latest = adds.slice(-count);
        if (latest.length < count) continue;
        if (contains(this.#acceptable, read + sumOf(latest))) {
          return `as if without ${this.#addsText(latest)}`;
        }
        if (contains(this.#acceptable, read - sumOf(latest))) {
          return `as if it had counted twice ${this.#addsText(latest)}`;
        }
      }
    }
    for (const [node, adds] of this.#byNode) {
      if (read === sumOf(adds)) return `as if it had counted only the adds at ${node}`;
      if (contains(this.#acceptable, read + sumOf(adds))) {
        return `as if without the adds at ${node}`;
      }
    }
    return "and the latest adds do not explain why";
  }

  /** How far it is from the nearest sum that is right. */
  #distanceText(read: bigint): string {
    const ends = this.#acceptable.flat().map((end) => end - read);
    const nearest = ends.toSorted((one, other) => Number(size(one) - size(other)))[0] ?? 0n;
    return nearest > 0n ? `${nearest} too little` : `${-nearest} too much`;
  }

  #addsText(adds: readonly Add[]): string {
    const texts = adds.map(({ delta, process, invoked }) => {
      return `add ${delta} at ${this.#nameOfNode(process)} (${timesOf(this.#history, invoked)})`;
    });
    return texts.join(" and ");
  }
}

function sumOf(adds: readonly Add[]): bigint {
  return adds.reduce((total, { delta }) => total + delta, 0n);
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
