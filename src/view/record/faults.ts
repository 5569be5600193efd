/**
 * The faults of a history: nemesis and scenario note the start and the end of each with two
 * entries. The first says what is to be done, the second what was done.
 */

import { EdnMap, Float, Keyword, isVector, itemsOf, writeEdn, type Edn } from "../../bench/edn.ts";
import { IDLE_STATES } from "../../bench/faults/fault.ts";
import { FAULT_KINDS, FAULTS, type FaultName } from "../../bench/faults/index.ts";
import { SCENARIO_CUT } from "../../bench/faults/scenario-player.ts";
import { type Operation } from "../../bench/history.ts";
import { type FaultRecord } from "../model/record.ts";

/** A name that begins or ends faults in a history, and their kind. */
interface Entries {
  readonly startName: string;
  readonly stopName: string;
  readonly kind: FaultName;
}

const ENTRIES: readonly Entries[] = [
  ...FAULTS.map((kind) => ({ ...FAULT_KINDS[kind], kind })),
  { ...SCENARIO_CUT, kind: "partition" },
];
const BY_START = new Map(ENTRIES.map((entries) => [entries.startName, entries]));
const BY_END = new Map(ENTRIES.map((entries) => [entries.stopName, entries]));

const IDLE: ReadonlySet<string> = new Set(IDLE_STATES);

type Open = { -readonly [Key in keyof FaultRecord]: FaultRecord[Key] };

/** In the order of their start. One that did nothing, as a kill of nobody, is none. */
export function faultsIn(operations: readonly Operation[]): FaultRecord[] {
  const book = new Book();
  for (const { process, f, value, timeNs } of operations) {
    if (process !== "nemesis") continue;
    const [started, ended] = [BY_START.get(f), BY_END.get(f)];
    if (started !== undefined) book.starts(started, value, timeNs / 1e6);
    else if (ended !== undefined) book.ends(ended, value, timeNs / 1e6);
  }
  return book.faults.filter(hasEffect).toSorted((one, other) => one.startMs - other.startMs);
}

class Book {
  readonly faults: Open[] = [];
  /** By the name of the start: what was noted to be done, but not to have been done. */
  readonly #begun = new Map<string, Open>();
  /** By the name of the start: what is on. */
  readonly #open = new Map<string, Open[]>();
  /** By kind and node: since when it is being started or resumed. */
  readonly #endsMs = new Map<string, number>();

  starts({ startName, kind }: Entries, value: Edn, timeMs: number): void {
    const begun = this.#begun.get(startName);
    if (begun === undefined) {
      const fault = begin(kind, value, timeMs);
      this.#begun.set(startName, fault);
      this.faults.push(fault);
      this.#openOf(startName).push(fault);
      return;
    }
    this.#begun.delete(startName);
    complete(begun, value, timeMs);
    // What a killed node was held by has no hold on the one that takes its place.
    if (kind === "kill") this.#endAt(FAULT_KINDS.pause.startName, begun.nodes, timeMs);
  }

  ends({ startName, kind }: Entries, value: Edn, timeMs: number): void {
    if (kind !== "kill" && kind !== "pause") {
      for (const fault of this.#openOf(startName)) fault.endMs ??= timeMs;
      this.#open.delete(startName);
      return;
    }
    if (value instanceof EdnMap) {
      const together = Map.groupBy(
        actedOn(value),
        (name) => this.#endsMs.get(`${kind} ${name}`) ?? timeMs,
      );
      for (const [endMs, names] of together) this.#endAt(startName, names, endMs);
      for (const name of together.values().toArray().flat()) this.#endsMs.delete(`${kind} ${name}`);
      return;
    }
    const names =
      itemsOf(value)?.map(nameOf) ?? this.#openOf(startName).flatMap((one) => one.nodes);
    for (const name of names) this.#endsMs.set(`${kind} ${name}`, timeMs);
  }

  /** Ends what these nodes suffer since before then; the others of a group suffer it further. */
  #endAt(startName: string, names: readonly string[], endMs: number): void {
    const ended = new Set(names);
    const stillOpen: Open[] = [];
    for (const fault of this.#openOf(startName)) {
      const free = fault.startMs <= endMs ? fault.nodes.filter((name) => ended.has(name)) : [];
      const held = fault.nodes.filter((name) => !free.includes(name));
      if (held.length === 0) {
        fault.endMs = endMs;
        continue;
      }
      stillOpen.push(fault);
      fault.nodes = held;
      if (free.length > 0) this.faults.push({ ...fault, nodes: free, endMs });
    }
    this.#open.set(startName, stillOpen);
  }

  #openOf(startName: string): Open[] {
    const known = this.#open.get(startName);
    if (known !== undefined) return known;
    const faults: Open[] = [];
    this.#open.set(startName, faults);
    return faults;
  }
}

/** The first entry says what is to be done. */
function begin(kind: FaultName, value: Edn, startMs: number): Open {
  return { kind, detail: wordsOf(value), startMs, endMs: null, nodes: [], cuts: [] };
}

/** The second says what was done, and that it is done now. */
function complete(fault: Open, value: Edn, timeMs: number): void {
  fault.startMs = timeMs;
  if (value instanceof EdnMap) fault.nodes = actedOn(value);
  const map = isVector(value) ? value[1] : undefined;
  if (!(map instanceof EdnMap)) return;
  fault.cuts = map.entries.map(([receiver, sources]) => [
    nameOf(receiver),
    (itemsOf(sources) ?? []).map(nameOf),
  ]);
}

/** Of `{"n1" :killed, "n2" :already-down}` those to whom something was done. */
function actedOn({ entries }: EdnMap): readonly string[] {
  return entries.filter(([, state]) => !IDLE.has(nameOf(state))).map(([node]) => nameOf(node));
}

function hasEffect({ kind, nodes, cuts }: FaultRecord): boolean {
  if (kind === "kill" || kind === "pause") return nodes.length > 0;
  return kind === "loss" || kind === "duplicate" || cuts.length > 0;
}

/** `[:deaf :one]` becomes "deaf, one", 0.2 becomes "20 %". */
function wordsOf(value: Edn): string {
  if (value instanceof Keyword) return value.name;
  if (typeof value === "string") return value;
  if (value instanceof Float) return `${Math.round(value.value * 100)} %`;
  if (isVector(value)) return value.map(wordsOf).join(", ");
  return value === null ? "" : writeEdn(value);
}

function nameOf(value: Edn): string {
  if (typeof value === "string") return value;
  return value instanceof Keyword ? value.name : writeEdn(value);
}
