/**
 * What nemesis and scenario did, from what they wrote into the history: each fault comes with two entries
 * at its start and two at its end, first what was to be done, then what was done to whom.
 */

import { EdnMap, ednMap, isVector, itemsOf, Keyword, type Edn } from "../edn.ts";
import { DOUBLING, NOT_DOUBLING } from "../faults/duplicate.ts";
import { HEALED, ISOLATED } from "../faults/fault.ts";
import { FAULT_KINDS, FAULTS } from "../faults/index.ts";
import { LOSING } from "../faults/loss.ts";
import { SCENARIO_CUT } from "../faults/scenario-player.ts";
import { isClient, type History } from "../history.ts";
import { type FaultCounts } from "../network/counts.ts";

export interface FaultSums {
  /** Those that hit something, each kind once. */
  readonly faults: readonly FaultSum[];
  /** Undefined if unknown, as of a real Maelstrom. */
  readonly counts: FaultCounts | undefined;
  /** Whether the faults, as far as is known, did nothing to any message or node. */
  readonly isIdle: boolean;
}

export interface FaultSum {
  readonly name: string;
  /** How often it began. */
  readonly count: number;
  /** How long it lasted in all; for faults of nodes, how long at least one was hit. */
  readonly durationMs: number;
  /** Those that it hit, sorted; empty where it hits all messages. */
  readonly nodes: readonly string[];
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ...FAULTS.flatMap((name) => {
    const { startName, stopName } = FAULT_KINDS[name];
    return [startName, stopName].map((f) => [f, name] as const);
  }),
  [SCENARIO_CUT.startName, "cut"],
  [SCENARIO_CUT.stopName, "cut"],
]);

/** Undefined if no fault was asked for. */
export function faultSumsOf(
  { operations }: History,
  counts: FaultCounts | undefined,
): FaultSums | undefined {
  const tallies = new Map<string, Tally>();
  for (const operation of operations) {
    const name = NAMES.get(operation.f);
    if (isClient(operation) || name === undefined) continue;
    const tally = tallies.get(name) ?? new Tally();
    tallies.set(name, tally);
    tally.add(operation.value, operation.timeNs);
  }
  if (tallies.size === 0) return undefined;
  const endNs = operations.at(-1)?.timeNs ?? 0;
  const faults = [...tallies]
    .map(([name, tally]) => tally.sum(name, endNs))
    .filter(({ count }) => count > 0);
  const hasStopped = faults.some(({ name }) => name === "kill" || name === "pause");
  const isIdle = !hasStopped && counts?.dropped === 0 && counts.doubled === 0;
  return { faults, counts, isIdle };
}

/** As it stands in results.edn. */
export function faultSumsToEdn({ faults, counts }: FaultSums): EdnMap {
  const sums = faults.map(({ name, count, durationMs, nodes }) => [
    name,
    ednMap({
      count,
      "duration-ms": durationMs,
      "node-count": nodes.length > 0 ? nodes.length : undefined,
    }),
  ]);
  return ednMap({
    faults: ednMap(Object.fromEntries(sums)),
    "dropped-count": counts?.dropped,
    "doubled-count": counts?.doubled,
  });
}

/** The counts that `faultSumsToEdn` wrote; undefined if they are not there. */
export function faultCountsOf(nemesis: EdnMap): FaultCounts | undefined {
  const [dropped, doubled] = [nemesis.get("dropped-count"), nemesis.get("doubled-count")];
  if (typeof dropped !== "number" || typeof doubled !== "number") return undefined;
  return { dropped, doubled };
}

/** Stands for all messages where a fault hits no nodes. */
const EVERYBODY = "";

/** One kind of fault. */
class Tally {
  #count = 0;
  #durationNs = 0;
  #sinceNs = 0;
  readonly #hit = new Set<string>();
  readonly #everHit = new Set<string>();

  /** An entry; the first of two says nothing that happened. */
  add(value: Edn, timeNs: number): void {
    if (value === HEALED || value === NOT_DOUBLING) this.#release([...this.#hit], timeNs);
    else if (value === LOSING || value === DOUBLING) this.#strike([EVERYBODY], timeNs);
    else if (isVector(value) && value[0] === ISOLATED) this.#strike(isolatedIn(value[1]), timeNs);
    else if (value instanceof EdnMap) {
      this.#release(namesIn(value, RELEASED), timeNs);
      this.#strike(namesIn(value, STRUCK), timeNs);
    }
  }

  sum(name: string, endNs: number): FaultSum {
    this.#release([...this.#hit], endNs);
    const nodes = [...this.#everHit].filter((node) => node !== EVERYBODY);
    const durationMs = Math.round(this.#durationNs / 1e6);
    return { name, count: this.#count, durationMs, nodes: nodes.toSorted(inOrder) };
  }

  #strike(names: readonly string[], timeNs: number): void {
    if (names.length === 0) return;
    this.#count++;
    if (this.#hit.size === 0) this.#sinceNs = timeNs;
    for (const name of names) {
      this.#hit.add(name);
      this.#everHit.add(name);
    }
  }

  #release(names: readonly string[], timeNs: number): void {
    const wasOn = this.#hit.size > 0;
    for (const name of names) this.#hit.delete(name);
    if (wasOn && this.#hit.size === 0) this.#durationNs += timeNs - this.#sinceNs;
  }
}

const STRUCK: ReadonlySet<Edn> = new Set([Keyword.of("killed"), Keyword.of("paused")]);
const RELEASED: ReadonlySet<Edn> = new Set([Keyword.of("started"), Keyword.of("resumed")]);

/** The nodes of `{"n1" :killed}` that are in one of these states. */
function namesIn({ entries }: EdnMap, states: ReadonlySet<Edn>): string[] {
  return entries.flatMap(([name, state]) =>
    typeof name === "string" && states.has(state) ? [name] : [],
  );
}

/**
 * The nodes that a cut hit: those that lost more than half as many links as the one that lost most. So
 * it is only the one that is cut from all others, but both sides where a majority is cut from the rest.
 */
function isolatedIn(cuts: Edn | undefined): string[] {
  if (!(cuts instanceof EdnMap)) return [];
  const links = new Map<Edn, number>();
  const lose = (name: Edn): unknown => links.set(name, (links.get(name) ?? 0) + 1);
  for (const [receiver, sources] of cuts.entries) {
    for (const source of itemsOf(sources) ?? []) {
      lose(receiver);
      lose(source);
    }
  }
  const most = Math.max(...links.values());
  const hit = [...links].filter(([, lost]) => lost > most / 2);
  return hit.flatMap(([name]) => (typeof name === "string" ? [name] : []));
}

/** n2 before n10. */
function inOrder(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : 1);
}
