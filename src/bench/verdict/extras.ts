/**
 * What Maelstrom misses, under a key of our own, `:eddy`: values that nobody broadcast, duplicates
 * within a read and values that vanished make a run invalid; server messages per broadcast, the time
 * that each heal took and what the last reads lack are figures.
 */

import { EdnList, EdnMap, compare, ednMap, singleFloat, type Edn } from "../edn.ts";
import { type History, type Operation } from "../history.ts";
import { healToEdn, healsOf, type Heal } from "./heals.ts";
import { Lives } from "./lives.ts";
import { missingAtEnd } from "./missing.ts";
import { type NetCounts } from "../network/counts.ts";
import { type Readings } from "./readings.ts";
import { type Timelines } from "./timelines.ts";
import { vanishedFrom, type Vanished } from "./vanished.ts";
import { type Assignment } from "./assignment.ts";

interface ExtrasInput {
  readonly history: History;
  readonly readings: Readings;
  readonly timelines: Timelines;
  readonly assignment: Assignment;
  readonly net: NetCounts | undefined;
  /** Lost values whose only holders were killed before they passed them on. */
  readonly lostWithNode: readonly Edn[];
  /** Whether the nodes promised that nothing is lost with a node. */
  readonly isDurable: boolean;
}

export interface Extras {
  readonly validity: boolean;
  /** Sorted: what a read showed before anybody had broadcast it. */
  readonly phantoms: readonly Edn[];
  /** Each value that some read showed more than once, with the highest count. */
  readonly duplicates: readonly (readonly [value: Edn, count: number])[];
  readonly vanished: readonly Vanishing[];
  readonly lostWithNode: readonly Edn[];
  readonly isDurable: boolean;
  readonly heals: readonly Heal[];
  /** What the last read of a node lacks, by its name, or by the number of the worker. */
  readonly missing: readonly { readonly node: Edn; readonly values: readonly Edn[] }[];
  /** Undefined without counts, or without a broadcast. */
  readonly serverMessagesPerBroadcast: number | undefined;
}

/** A value that was missing on a node that had shown it. */
export interface Vanishing {
  readonly element: Edn;
  /** The name of the node, or the number of the worker. */
  readonly node: Edn;
  /** Those of the two reads. */
  readonly shownAt: Operation;
  readonly missingAt: Operation;
}

// The first few show what happened; a node that forgets everything, or makes things up, would fill the
// file and the terminal.
const VANISHED_EXAMPLES = 8;
const VALUE_EXAMPLES = 1000;

export function judgeExtras(input: ExtrasInput): Extras {
  const { history, readings, timelines, assignment, lostWithNode, isDurable } = input;
  const phantoms = phantomsIn(readings, timelines);
  const duplicates = duplicatesIn(readings);
  const lives = new Lives(history, assignment);
  const vanished = vanishedFrom(readings, lives);
  const gone = new Set(lostWithNode);
  const isGone = (value: number): boolean => gone.has(readings.values[value] ?? null);
  const heals = healsOf({ history, readings, timelines, assignment, lives, isGone });
  const missing = missingAtEnd(history, readings, timelines, isGone).map(({ node, values }) => ({
    node: assignment.nameOf(node),
    values: values.map((value) => readings.values[value] ?? null).toSorted(compare),
  }));
  const broadcastCount = countBroadcasts(input);
  const perBroadcast =
    input.net && broadcastCount > 0 ? input.net.servers.messages / broadcastCount : undefined;
  const validity = phantoms.length + duplicates.length + vanished.length === 0;
  return {
    validity,
    phantoms,
    duplicates,
    vanished: vanished.map((each) => toVanishing(each, input)),
    lostWithNode,
    isDurable,
    heals,
    missing,
    serverMessagesPerBroadcast: perBroadcast,
  };
}

/** As under `:eddy` in results.edn. */
export function extrasToEdn(extras: Extras, history: History, hasNames: boolean): EdnMap {
  const { validity, phantoms, duplicates, vanished, missing, heals } = extras;
  const { serverMessagesPerBroadcast: perBroadcast } = extras;
  return ednMap({
    "valid?": validity,
    "phantom-count": phantoms.length,
    phantoms: new EdnList(phantoms.slice(0, VALUE_EXAMPLES)),
    "duplicate-count": duplicates.length,
    duplicates: new EdnMap(duplicates.slice(0, VALUE_EXAMPLES)),
    "vanished-count": vanished.length,
    vanished: new EdnList(
      vanished.slice(0, VANISHED_EXAMPLES).map(({ element, node, shownAt, missingAt }) =>
        ednMap({
          element,
          [hasNames ? "node" : "worker"]: node,
          "shown-at": shownAt.index,
          "missing-at": missingAt.index,
        }),
      ),
    ),
    "missing-at-end":
      missing.length === 0
        ? undefined
        : new EdnMap(missing.map(({ node, values }) => [node, values.length])),
    "lost-with-node": new EdnList(extras.lostWithNode),
    "durable?": extras.isDurable,
    "server-msgs-per-broadcast": perBroadcast === undefined ? undefined : singleFloat(perBroadcast),
    heals: new EdnList(heals.map((heal) => healToEdn(heal, history))),
  });
}

/** Sorted: what a read showed before anybody had broadcast it. */
function phantomsIn({ readings, values }: Readings, { attempts }: Timelines): Edn[] {
  const phantoms = new Set<number>();
  for (const { added, completion } of readings) {
    for (let place = 0; place < added.length; place++) {
      const value = added[place] ?? 0;
      const attempt = attempts[value] ?? -1;
      if (attempt < 0 || attempt > completion) phantoms.add(value);
    }
  }
  return [...phantoms].map((value) => values[value] ?? null).toSorted(compare);
}

/** Each value that some read showed more than once, with the highest count. */
function duplicatesIn({ duplicates, values }: Readings): (readonly [Edn, number])[] {
  const entries = [...duplicates].map(([value, count]) => [values[value] ?? null, count] as const);
  return entries.toSorted(([left], [right]) => compare(left, right));
}

/** Invocations, those that failed or timed out included. */
function countBroadcasts({ history, readings }: ExtrasInput): number {
  const { operations } = history;
  let count = 0;
  for (const [place, value] of readings.broadcasts.entries()) {
    if (value >= 0 && operations[place]?.type === "invoke") count++;
  }
  return count;
}

function toVanishing(
  { value, node, shownAt, missingAt }: Vanished,
  { history: { operations }, readings, assignment }: ExtrasInput,
): Vanishing {
  const [shown, missing] = [operations[shownAt], operations[missingAt]];
  if (shown === undefined || missing === undefined) {
    throw new Error(`There is no operation ${shownAt} or ${missingAt}`);
  }
  const element = readings.values[value] ?? null;
  return { element, node: assignment.nameOf(node), shownAt: shown, missingAt: missing };
}
