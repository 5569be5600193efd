/**
 * Every value that a node knows, in the order in which it learned them. A value has a name: its
 * origin (the node and incarnation whose client sent it) and its index there, as in Scuttlebutt
 * (van Renesse et al., 2008). So one count per origin, a digest, says what a node has. How far
 * another node has this journal is a position in it.
 */

import { type Node } from "../../node/node.ts";
import { type Value, type Values } from "../values.ts";
import { type Count, type Run, runText, VALUES_AT_MOST } from "./wire.ts";

/** Origins of one name that are kept; values of more are stored, but not passed on. */
const ORIGINS_PER_NODE_AT_MOST = 1000;

/**
 * How far beyond a gap in the values of an origin an index may lie. What lies further is stored,
 * and passed on when it comes again. More than VALUES_AT_MOST: a whole message may be early.
 */
export const INDEXES_AHEAD_AT_MOST = 100_000;

/** Characters of values in a message, without its last value. */
const TEXT_AT_MOST = 2 ** 20;

/** The source of values of this node's own clients. */
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
  /** How many values are known from the first without a gap. */
  count: number;
  /** Indexes that are known beyond the gap. */
  ahead: Set<number> | undefined;
}

/** Which entries a slice leaves out. */
export interface Except {
  /** Entries that came from this link: they are not sent back. */
  readonly source: number;
  /** Whether to leave out every entry of another source than this node's own clients. */
  readonly others: boolean;
  /**
   * What the other side has by its digest. If given, only that is left out: it may have restarted.
   */
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

  /** Goes on under a new incarnation: the indexes of this node's own values start again at 0. */
  renew(incarnation: number): void {
    this.#own = this.#keep(this.#own.name, incarnation);
  }

  /** Adds a value of this node's own client; the store has it already. */
  add(value: Value): void {
    this.#append(this.#own, this.#own.count++, value, OWN);
  }

  /**
   * Merges a run of values that came on the link with the number `source`. They may come out of
   * order: values beyond a gap are passed on at once, and counted when the gap closes.
   */
  merge(run: Run, source: number): void {
    const origin = this.#find(run.name, run.incarnation) ?? this.#open(run.name, run.incarnation);
    let index = run.first - 1;
    for (const value of run.values) {
      index++;
      if (index < origin.count || origin.ahead?.has(index)) continue;
      this.#store.add(value);
      if (origin.number === UNKEPT || index > origin.count + INDEXES_AHEAD_AT_MOST) continue;
      if (index > origin.count) (origin.ahead ??= new Set()).add(index);
      else advance(origin);
      this.#append(origin, index, value, source);
    }
  }

  /** The value of an entry. Throws if there is none at this position. */
  valueAt(position: number): Value {
    const value = this.#values[position];
    if (value === undefined) throw new Error(`Cannot read entry ${position} of ${this.end}`);
    return value;
  }

  /** Whether a run has values of this node's present incarnation that this node has not sent. */
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

  /** The counts of a digest by the numbers that this journal gives to the origins. */
  known(counts: readonly Count[]): ReadonlyMap<number, number> {
    const known = new Map<number, number>();
    for (const { name, incarnation, count } of counts) {
      const origin = this.#find(name, incarnation);
      if (origin !== undefined) known.set(origin.number, count);
    }
    return known;
  }

  /** The position up to which the counts of a digest include everything. */
  covered(known: ReadonlyMap<number, number>): number {
    let missing = 0;
    for (const { number, count, ahead } of this.#origins) {
      missing += Math.max(0, count - (known.get(number) ?? 0)) + (ahead?.size ?? 0);
    }
    let position = this.end;
    while (missing > 0 && position > 0) {
      position--;
      if (this.#indexAt(position) >= (known.get(this.#numberAt(position)) ?? 0)) missing--;
    }
    return position;
  }

  /** The same for this node's own digest, which does not count what lies beyond a gap. */
  get counted(): number {
    return this.covered(new Map(this.#origins.map(({ number, count }) => [number, count])));
  }

  /** Where a message that begins at a position has to end. */
  reach(from: number): number {
    const end = Math.min(this.end, from + VALUES_AT_MOST);
    if (!this.#hasTexts) return end;
    let room = TEXT_AT_MOST;
    let position = from;
    for (; position < end && room > 0; position++) room -= `${this.valueAt(position)}`.length;
    return position;
  }

  /** Whether a slice holds anything but what it leaves out. */
  hasNews(from: number, to: number, except: Except): boolean {
    for (let position = from; position < to; position++) {
      const { known } = except;
      const count = known?.get(this.#numberAt(position)) ?? 0;
      if (this.#indexAt(position) >= count && !isLeftOut(this.#sourceAt(position), except))
        return true;
    }
    return false;
  }

  /**
   * A slice as the texts of its runs, each of one origin and from one source, in the order in which
   * they first appear. The slice of the last call is kept: a flush sends the same one to every
   * child.
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
      const number = this.#numberAt(position);
      const index = this.#indexAt(position);
      if (index < (known?.get(number) ?? 0)) continue;
      const source = this.#sourceAt(position);
      let run = open.get(number);
      if (run === undefined || index !== run.first + run.values.length || source !== run.source) {
        const { name, incarnation } = this.#originOf(number);
        run = { name, incarnation, first: index, values: [], source };
        open.set(number, run);
        runs.push(run);
      }
      run.values.push(this.valueAt(position));
    }
    return runs.map((run) => ({ source: run.source, text: runText(run) }));
  }

  /** The number of an entry's origin. */
  #numberAt(position: number): number {
    return this.#entry(STRIDE * position);
  }

  #indexAt(position: number): number {
    return this.#entry(STRIDE * position + 1);
  }

  #sourceAt(position: number): number {
    return this.#entry(STRIDE * position + 2);
  }

  #entry(at: number): number {
    const number = this.#entries[at];
    if (number === undefined) throw new Error(`Cannot read number ${at} of the journal's entries`);
    return number;
  }

  #originOf(number: number): Origin {
    const origin = this.#origins[number];
    if (origin === undefined) throw new Error(`Cannot find origin ${number} of a journal's entry`);
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

/** 48 random bits, so that two incarnations of a node, or two nodes of one name, differ. */
export function drawIncarnation(node: Node): number {
  return node.random() * 2 ** 16 + (node.random() >>> 16);
}
