/**
 * What a node knows, in the order in which it learned it. A value is named by its origin (a node in
 * one incarnation) and its index there, as in Scuttlebutt (van Renesse et al., 2008), so a node's
 * state is one count per origin: its digest. A link is a position in the sender's journal.
 */

import { type Node } from "../../node/node.ts";
import { type Value, type Values } from "../values.ts";
import { type Count, type Run, runText, VALUES_AT_MOST } from "./wire.ts";

/** Incarnations of one node whose values are kept apart; beyond it values are stored, not passed on. */
const ORIGINS_PER_NODE_AT_MOST = 1000;

/** How far beyond a gap in an origin's log a value may lie; what is further comes by repair. */
const INDEXES_AHEAD_AT_MOST = 100_000;

/** Characters of values in a message, but for the last value. */
const TEXT_AT_MOST = 2 ** 20;

/** The source of what this node's own clients said. */
export const OWN = -1;

/** The number of an origin that is not kept. */
const UNKEPT = -1;

/** Numbers of an entry: origin, index, source. */
const STRIDE = 3;
const FIRST_CAPACITY = 16;

interface Origin {
  readonly number: number;
  readonly name: string;
  readonly incarnation: number;
  /** Values known without a gap from the first. */
  count: number;
  /** Indexes known beyond the gap. */
  ahead: Set<number> | undefined;
}

/** Which entries a slice leaves out. */
export interface Except {
  /** Entries that came from this node: they are never sent back. */
  readonly source: number;
  /** Everything that is not this node's own. */
  readonly others: boolean;
  /** What the other side has by its digest; then only that, for it may have lost its own values. */
  readonly known: ReadonlyMap<number, number> | undefined;
}

export class Journal {
  readonly #values: Value[] = [];
  #entries = new Int32Array(STRIDE * FIRST_CAPACITY);
  readonly #origins: Origin[] = [];
  readonly #byName = new Map<string, Origin[]>();
  readonly #store: Values;
  #own: Origin;
  #hasTexts = false;
  #kept: { from: number; to: number; pieces: Piece[] } = { from: 0, to: 0, pieces: [] };

  constructor(store: Values, name: string, incarnation: number) {
    this.#store = store;
    this.#own = this.#keep(name, incarnation);
  }

  /** The number that tells this journal from those of earlier incarnations of this node. */
  get incarnation(): number {
    return this.#own.incarnation;
  }

  /** The position behind the last entry. */
  get end(): number {
    return this.#values.length;
  }

  /** Goes on under a new incarnation: positions in this journal and the own log start again. */
  renew(incarnation: number): void {
    this.#own = this.#keep(this.#own.name, incarnation);
  }

  /** Notes a value that was born here; the store has it already. */
  add(value: Value): void {
    this.#append(this.#own, this.#own.count++, value, OWN);
  }

  /**
   * Merges a run of values from the node of rank `source`. Out of order is no matter: what lies beyond
   * a gap counts when the gap closes, and is passed on at once.
   */
  merge(run: Run, source: number): void {
    const origin = this.#find(run.name, run.incarnation) ?? this.#open(run.name, run.incarnation);
    for (let place = 0; place < run.values.length; place++) {
      const index = run.first + place;
      const value = run.values[place];
      if (index < origin.count || value === undefined || origin.ahead?.has(index)) continue;
      this.#store.add(value);
      if (origin.number === UNKEPT || index > origin.count + INDEXES_AHEAD_AT_MOST) continue;
      if (index > origin.count) (origin.ahead ??= new Set()).add(index);
      else advance(origin);
      this.#append(origin, index, value, source);
    }
  }

  valueAt(position: number): Value | undefined {
    return this.#values[position];
  }

  /** Whether a run goes on with this node's own log, in its present incarnation, beyond its end. */
  isFromAnotherSelf(run: Run): boolean {
    const { name, incarnation, count } = this.#own;
    return (
      run.name === name && run.incarnation === incarnation && run.first + run.values.length > count
    );
  }

  /** This node's digest: a count for each origin that has values. */
  counts(): Count[] {
    return this.#origins
      .filter((origin) => origin.count > 0)
      .map(({ name, incarnation, count }) => ({ name, incarnation, count }));
  }

  /** Whether a digest counts something that is not here. */
  lacks(counts: readonly Count[]): boolean {
    return counts.some(
      ({ name, incarnation, count }) => count > (this.#find(name, incarnation)?.count ?? 0),
    );
  }

  /** A digest by this journal's numbers of the origins. */
  known(counts: readonly Count[]): ReadonlyMap<number, number> {
    const known = new Map<number, number>();
    for (const { name, incarnation, count } of counts) {
      const origin = this.#find(name, incarnation);
      if (origin !== undefined) known.set(origin.number, count);
    }
    return known;
  }

  /** The position up to which a digest has everything. */
  covered(known: ReadonlyMap<number, number>): number {
    let missing = 0;
    for (const { number, count, ahead } of this.#origins) {
      missing += Math.max(0, count - (known.get(number) ?? 0)) + (ahead?.size ?? 0);
    }
    let position = this.end;
    while (missing > 0 && position > 0) {
      position--;
      if (this.#index(position) >= (known.get(this.#origin(position)) ?? 0)) missing--;
    }
    return position;
  }

  /** The position up to which this node's own digest has everything: what lies beyond a gap is not counted. */
  get counted(): number {
    return this.covered(new Map(this.#origins.map(({ number, count }) => [number, count])));
  }

  /** How far a message that begins at a position may go. */
  reach(from: number): number {
    const end = Math.min(this.end, from + VALUES_AT_MOST);
    if (!this.#hasTexts) return end;
    let room = TEXT_AT_MOST;
    let position = from;
    for (; position < end && room > 0; position++) room -= `${this.#values[position]}`.length;
    return position;
  }

  /** Whether a slice holds anything but what it leaves out. */
  hasNews(from: number, to: number, except: Except): boolean {
    for (let position = from; position < to; position++) {
      const { known } = except;
      const count = known?.get(this.#origin(position)) ?? 0;
      if (this.#index(position) >= count && !isLeftOut(this.#source(position), except)) return true;
    }
    return false;
  }

  /**
   * A slice as the texts of its runs, each of one origin and from one source, in the order in which
   * they first appear. The slice of the last call is kept: a flush sends the same one to every child.
   */
  texts(from: number, to: number, except: Except): string[] {
    const { known } = except;
    let pieces = this.#kept.pieces;
    if (known !== undefined || this.#kept.from !== from || this.#kept.to !== to) {
      pieces = this.#pieces(from, to, known);
      if (known === undefined) this.#kept = { from, to, pieces };
    }
    const texts: string[] = [];
    for (const piece of pieces) {
      if (!isLeftOut(piece.source, except)) texts.push(piece.text);
    }
    return texts;
  }

  #pieces(from: number, to: number, known: ReadonlyMap<number, number> | undefined): Piece[] {
    const runs: OpenRun[] = [];
    const open = new Map<number, OpenRun>();
    for (let position = from; position < to; position++) {
      const value = this.#values[position];
      const number = this.#origin(position);
      const index = this.#index(position);
      if (value === undefined || index < (known?.get(number) ?? 0)) continue;
      const source = this.#source(position);
      let run = open.get(number);
      if (run === undefined || index !== run.first + run.values.length || source !== run.source) {
        const { name, incarnation } = this.#originAt(number);
        run = { name, incarnation, first: index, values: [], source };
        open.set(number, run);
        runs.push(run);
      }
      run.values.push(value);
    }
    return runs.map((run) => ({ source: run.source, text: runText(run) }));
  }

  #origin(position: number): number {
    return this.#entry(position, 0);
  }

  #index(position: number): number {
    return this.#entry(position, 1);
  }

  #source(position: number): number {
    return this.#entry(position, 2);
  }

  #entry(position: number, field: number): number {
    const part = this.#entries[STRIDE * position + field];
    if (part === undefined) throw new Error(`The journal has no entry at ${position}`);
    return part;
  }

  #originAt(number: number): Origin {
    const origin = this.#origins[number];
    if (origin === undefined) throw new Error(`The journal has no origin ${number}`);
    return origin;
  }

  #append(origin: Origin, index: number, value: Value, source: number): void {
    const at = STRIDE * this.#values.length;
    if (at === this.#entries.length) {
      const larger = new Int32Array(2 * at);
      larger.set(this.#entries);
      this.#entries = larger;
    }
    this.#entries[at] = origin.number;
    this.#entries[at + 1] = index;
    this.#entries[at + 2] = source;
    this.#values.push(value);
    if (typeof value === "string") this.#hasTexts = true;
  }

  #find(name: string, incarnation: number): Origin | undefined {
    return this.#byName.get(name)?.find((origin) => origin.incarnation === incarnation);
  }

  /** A new origin. Beyond the limit its values are stored, but it is not kept: it has no number. */
  #open(name: string, incarnation: number): Origin {
    const siblings = this.#byName.get(name);
    if (siblings === undefined || siblings.length < ORIGINS_PER_NODE_AT_MOST) {
      return this.#keep(name, incarnation);
    }
    return { number: UNKEPT, name, incarnation, count: 0, ahead: undefined };
  }

  /** A new origin that has a number. */
  #keep(name: string, incarnation: number): Origin {
    const number = this.#origins.length;
    const origin: Origin = { number, name, incarnation, count: 0, ahead: undefined };
    this.#origins.push(origin);
    const siblings = this.#byName.get(name);
    if (siblings === undefined) this.#byName.set(name, [origin]);
    else siblings.push(origin);
    return origin;
  }
}

interface OpenRun extends Run {
  readonly values: Value[];
  readonly source: number;
}

interface Piece {
  readonly source: number;
  readonly text: string;
}

function isLeftOut(from: number, { source, others, known }: Except): boolean {
  return known === undefined && (from === source || (others && from !== OWN));
}

/** Counts the next index, and those behind it that are there already. */
function advance(origin: Origin): void {
  origin.count++;
  while (origin.ahead?.delete(origin.count) === true) origin.count++;
  if (origin.ahead?.size === 0) origin.ahead = undefined;
}

/** 48 random bits: two incarnations of a node, or two nodes of one name, do not meet in them. */
export function drawIncarnation(node: Node): number {
  return node.random() * 2 ** 16 + (node.random() >>> 16);
}
