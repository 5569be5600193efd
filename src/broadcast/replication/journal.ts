/**
 * Every value that a node knows, in the order in which it learned them. A value has a name: its
 * origin (the node and incarnation whose client sent it) and its index there, as in Scuttlebutt
 * (van Renesse et al., 2008). So one count per origin, a digest, says what a node has. How far
 * another node has this journal is a position in it.
 */

import { type Archive, Pieces } from "../archive.ts";
import { type Value, type Values } from "../values.ts";
import { type Count, Origin } from "./origin.ts";
import { COUNTS_AT_MOST, type Run, runText, VALUES_AT_MOST } from "./wire.ts";

/** Origins of one name that a digest counts: those that were heard most lately. */
const ORIGINS_PER_NODE_AT_MOST = 1000;

/**
 * Indexes beyond the gaps of all origins. What comes on top of these is left out until it comes
 * again. More than VALUES_AT_MOST: a whole message may be early.
 */
export const AHEAD_AT_MOST = 100_000;

/** Characters of values in a message, without its last value. */
export const TEXT_AT_MOST: number = 2 ** 20;

/** The source of values of this node's own clients. */
export const OWN = -1;

/** The source of values of an earlier life of this node. Their names say whose they are. */
const EARLIER = -2;

/** Numbers of an entry: origin, index, source. */
const STRIDE = 3;
const FIRST_CAPACITY = 16;

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
  readonly #byName = new Map<string, Map<number, Origin>>();
  readonly #store: Values;
  readonly #own: Origin;
  readonly #archive: Archive | undefined;
  #aheadCount = 0;
  #hasTexts = false;
  #kept: { from: number; to: number; pieces: Piece[] } = { from: 0, to: 0, pieces: [] };

  /** Begins with what the archive has of earlier lives, under the names that it had there. */
  constructor(store: Values, name: string, incarnation: number, archive?: Archive) {
    this.#store = store;
    this.#own = this.#origin(name, incarnation);
    for (const run of archive?.takeRestored() ?? []) this.merge(run, EARLIER);
    this.#archive = archive;
  }

  /** The number that tells this journal from those of earlier incarnations of this node. */
  get incarnation(): number {
    return this.#own.incarnation;
  }

  get originCount(): number {
    return this.#origins.length;
  }

  /** The position behind the last entry. */
  get end(): number {
    return this.#values.length;
  }

  /** Adds a value of this node's own client; the store and the archive have it already. */
  add(value: Value): void {
    this.#append(this.#own, this.#own.count, value, OWN);
  }

  /**
   * Merges a run of values that came on the link with the number `source`, even if it is of this
   * node: it may have forgotten. They may come out of order: values beyond a gap are passed on at
   * once. Returns false if some had to be left out.
   */
  merge(run: Run, source: number): boolean {
    if (run.values.length === 0) return true;
    const origin = this.#origin(run.name, run.incarnation);
    const pieces = this.#archive && new Pieces(run);
    let isWhole = true;
    let index = run.first - 1;
    for (const value of run.values) {
      index++;
      if (origin.has(index)) continue;
      if (index > origin.count && this.#aheadCount >= AHEAD_AT_MOST) {
        isWhole = false;
        continue;
      }
      this.#store.add(value);
      this.#append(origin, index, value, source);
      pieces?.add(index, value);
    }
    for (const piece of pieces?.runs ?? []) this.#archive?.keep(piece);
    return isWhole;
  }

  /** The value of an entry. Throws if there is none at this position. */
  valueAt(position: number): Value {
    const value = this.#values[position];
    if (value === undefined) throw new Error(`Cannot read entry ${position} of ${this.end}`);
    return value;
  }

  /** This node's digest: what it has of each origin. */
  counts(): Count[] {
    const counts: Count[] = [];
    const atMost = Math.min(ORIGINS_PER_NODE_AT_MOST, COUNTS_AT_MOST / this.#byName.size);
    for (const origins of this.#byName.values()) {
      for (const origin of latest(origins, atMost)) counts.push(origin.toCount());
    }
    return counts;
  }

  /** Whether a digest counts something that is not here. */
  lacks(counts: readonly Count[]): boolean {
    return counts.some((count) => {
      const origin = this.#find(count.name, count.incarnation);
      if (origin !== undefined) return origin.lacks(count);
      return count.count > 0 || count.ahead !== undefined;
    });
  }

  /** How many values of each origin a digest counts, by the numbers that this journal gives them. */
  known(counts: readonly Count[]): ReadonlyMap<number, number> {
    const known = new Map<number, number>();
    for (const [origin, { count }, index] of this.#lacking(counts)) {
      known.set(origin.number, Math.min(index, count));
    }
    return known;
  }

  /** The position up to which a digest includes everything. */
  covered(counts: readonly Count[]): number {
    const first = new Map<number, number>();
    for (const [origin, , index] of this.#lacking(counts)) first.set(origin.number, index);
    let missing = 0;
    for (const origin of this.#origins) {
      missing += origin.entriesFrom(first.get(origin.number) ?? 0);
    }
    let position = this.end;
    while (missing > 0 && position > 0) {
      position--;
      if (this.#indexAt(position) >= (first.get(this.#numberAt(position)) ?? 0)) missing--;
    }
    return position;
  }

  /** The same for this node's own digest, which does not count what lies beyond a gap. */
  get counted(): number {
    return this.covered(
      this.#origins.map(({ name, incarnation, count }) => ({ name, incarnation, count })),
    );
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
    this.#aheadCount -= origin.aheadCount;
    origin.add(index);
    this.#aheadCount += origin.aheadCount;
    origin.latest = this.#values.push(value);
    if (typeof value === "string") this.#hasTexts = true;
  }

  /**
   * The origins of a digest that are known here, and the first index of each of which its sender may
   * lack a value. Nobody has more of this node's own values than itself: who says so is not believed.
   */
  *#lacking(counts: readonly Count[]): Generator<[Origin, Count, number]> {
    for (const count of counts) {
      const origin = this.#find(count.name, count.incarnation);
      if (origin === undefined || (origin === this.#own && count.count > origin.count)) continue;
      yield [origin, count, origin.knownBy(count)];
    }
  }

  #find(name: string, incarnation: number): Origin | undefined {
    return this.#byName.get(name)?.get(incarnation);
  }

  #origin(name: string, incarnation: number): Origin {
    let siblings = this.#byName.get(name);
    if (siblings === undefined) this.#byName.set(name, (siblings = new Map()));
    let origin = siblings.get(incarnation);
    if (origin === undefined) {
      origin = new Origin(this.#origins.length, name, incarnation);
      this.#origins.push(origin);
      siblings.set(incarnation, origin);
    }
    return origin;
  }
}

/** The origins of one name that were heard most lately and have values, at most so many. */
function latest(origins: ReadonlyMap<number, Origin>, atMost: number): Iterable<Origin> {
  const heard = origins.values().filter(({ latest }) => latest > 0);
  if (origins.size <= atMost) return heard;
  return [...heard].toSorted((one, other) => other.latest - one.latest).slice(0, atMost);
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
