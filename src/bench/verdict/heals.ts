/**
 * How long after each heal of the network all nodes held every value that was known before it. A
 * read shows only a moment, so the answer is an interval: it took at least until the last read
 * began that lacks such a value, and at most until the first read without a lack was over, on the
 * slowest node.
 */

import { EdnMap, ednMap } from "../edn.ts";
import { HEALED } from "../faults/fault.ts";
import { isClient, type History, type Operation } from "../history.ts";
import { type Lives } from "./lives.ts";
import { ByNode, Shown, type Reading, type Readings } from "./readings.ts";
import { type Timelines } from "./timelines.ts";
import { type Assignment } from "./assignment.ts";

export interface Heal {
  /** The place of the nemesis' entry. */
  readonly place: number;
  readonly timeNs: number;
  /** How many values were known. */
  readonly knownCount: number;
  readonly atLeastMs: number;
  /** Undefined if the reads don't tell: some node was not read, or never showed all. */
  readonly atMostMs: number | undefined;
  /** Which nodes the reads show no end of, if there are some: only nodes that had been killed? */
  readonly lateNodes: "none" | "killed" | "any";
}

interface HealsInput {
  readonly history: History;
  readonly readings: Readings;
  readonly timelines: Timelines;
  readonly assignment: Assignment;
  readonly lives: Lives;
  /** Values that no node can show any more, so that nothing waits for them. */
  readonly isGone: (value: number) => boolean;
}

export function healsOf(input: HealsInput): Heal[] {
  const { history, readings, timelines, isGone } = input;
  const heals = healsIn(history);
  if (heals.length === 0) return [];
  const inOrder = inOrderOfKnowledge(timelines).filter((value) => !isGone(value));
  const prefixes = completePrefixes(readings, inOrder);
  return heals.map(([place, { timeNs }]) => {
    const firstUnknown = inOrder.findIndex((value) => (timelines.known[value] ?? -1) > place);
    const knownCount = firstUnknown < 0 ? inOrder.length : firstUnknown;
    if (knownCount === 0) {
      return { place, timeNs, knownCount, atLeastMs: 0, atMostMs: 0, lateNodes: "none" };
    }
    const bounds = boundsOf(
      place,
      timeNs,
      (reading) => (prefixes[reading] ?? 0) >= knownCount,
      input,
    );
    return { place, timeNs, knownCount, ...bounds };
  });
}

/** Where a fault ended that was on: at the end of the load the nemesis ends them all, on or not. */
function healsIn({ operations }: History): (readonly [place: number, operation: Operation])[] {
  const heals: (readonly [number, Operation])[] = [];
  const started = new Set<string>();
  for (const [place, operation] of operations.entries()) {
    if (isClient(operation)) continue;
    const { f, value } = operation;
    started.add(f);
    if (value === HEALED && started.delete(f.replace(/^stop/u, "start"))) {
      heals.push([place, operation]);
    }
  }
  return heals;
}

function inOrderOfKnowledge({ attempted, known }: Timelines): number[] {
  const isKnown = (value: number): boolean => (known[value] ?? -1) >= 0;
  const placeOf = (value: number): number => known[value] ?? -1;
  return attempted.filter(isKnown).toSorted((left, right) => placeOf(left) - placeOf(right));
}

/**
 * For each reading how many of these values it shows before the first that it lacks. As what was
 * known before a heal is a prefix of the order of knowledge, this answers for all heals at once.
 */
function completePrefixes({ readings, values }: Readings, inOrder: readonly number[]): Int32Array {
  const ranks = new Int32Array(values.length).fill(-1);
  for (const [rank, value] of inOrder.entries()) ranks[value] = rank;
  const nodes = new ByNode(() => ({ shown: new Shown(values.length), prefix: 0 }));
  return Int32Array.from(readings, (reading) => {
    const node = nodes.of(reading.node);
    node.shown.change(reading);
    for (let place = 0; place < reading.removed.length; place++) {
      const rank = ranks[reading.removed[place] ?? 0] ?? -1;
      if (rank >= 0) node.prefix = Math.min(node.prefix, rank);
    }
    while (node.prefix < inOrder.length && node.shown.has(inOrder[node.prefix] ?? 0)) node.prefix++;
    return node.prefix;
  });
}

type Bounds = Pick<Heal, "atLeastMs" | "atMostMs" | "lateNodes">;

function boundsOf(
  place: number,
  healTimeNs: number,
  isComplete: (reading: number) => boolean,
  input: HealsInput,
): Bounds {
  const lackedNs = new Map<number, number>();
  const completeNs = new Map<number, number>();
  for (const [number, reading] of input.readings.readings.entries()) {
    const { node } = reading;
    if (completeNs.has(node) || !isOfLifeAt(place, node, reading, input.lives)) continue;
    const { operations } = input.history;
    if (isComplete(number)) completeNs.set(node, operations[reading.completion]?.timeNs ?? 0);
    else lackedNs.set(node, operations[reading.invocation]?.timeNs ?? 0);
  }
  const atLeastMs = Math.floor(
    Math.max(0, ...lackedNs.values().map((timeNs) => timeNs - healTimeNs)) / 1e6,
  );
  const { nodeCount } = input.assignment;
  if (nodeCount === undefined) return { atLeastMs, atMostMs: undefined, lateNodes: "any" };
  const nodes = Array.from({ length: nodeCount }, (_, node) => node);
  const late = nodes.filter((node) => !completeNs.has(node));
  if (late.length > 0) {
    const isByKill = late.every((node) => input.lives.isInterrupted(node, 0, Infinity));
    return { atLeastMs, atMostMs: undefined, lateNodes: isByKill ? "killed" : "any" };
  }
  const slowestNs = Math.max(0, ...completeNs.values().map((timeNs) => timeNs - healTimeNs));
  return { atLeastMs, atMostMs: Math.ceil(slowestNs / 1e6), lateNodes: "none" };
}

/** What a node showed before it was last killed says nothing about what it held at the heal. */
function isOfLifeAt(place: number, node: number, reading: Reading, lives: Lives): boolean {
  const { invocation, completion } = reading;
  return (
    invocation > lives.startOf(node, place) && !lives.isInterrupted(node, invocation, completion)
  );
}

export function healToEdn(heal: Heal, { operations }: History): EdnMap {
  return ednMap({
    index: operations[heal.place]?.index ?? null,
    time: heal.timeNs,
    "known-count": heal.knownCount,
    "at-least-ms": heal.atLeastMs,
    "at-most-ms": heal.atMostMs ?? null,
  });
}
