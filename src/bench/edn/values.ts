/**
 * The data of EDN (https://github.com/edn-format/edn) as Jepsen writes it. What JavaScript can
 * say is said plainly: nil is null, an integer a number (a bigint beyond 2^53), a vector an array.
 * The rest has a small class each, so that `1.0` prints as `1.0` and a list is no vector.
 */

export type Edn =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Keyword
  | EdnSymbol
  | Character
  | readonly Edn[]
  | SharedVector
  | EdnList
  | EdnSet
  | EdnMap
  | Tagged;

export type EdnEntry = readonly [key: Edn, value: Edn];

/** A floating-point number; a plain `number` is always an integer. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A keyword. There is one object a name, so that `===` compares keywords. */
export class Keyword {
  static readonly #interned = new Map<string, Keyword>();
  /** Without the colon, with the namespace if there is one. */
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  static of(name: string): Keyword {
    let keyword = Keyword.#interned.get(name);
    if (keyword === undefined) {
      keyword = new Keyword(name);
      Keyword.#interned.set(name, keyword);
    }
    return keyword;
  }
}

export class EdnSymbol {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class Character {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Integers to which more are added at the end, such as what a node shows read after read. */
export class GrowingList {
  readonly items: number[];
  /** The first so many of them, written. */
  #text = "";
  #written = 0;

  constructor(items: number[]) {
    this.items = items;
  }

  /** The first items, with spaces between: what was written for a shorter vector is used again. */
  textOf(length: number): string {
    if (length < this.#written) return this.items.slice(0, length).join(" ");
    if (length > this.#written) {
      const more = this.items.slice(this.#written, length).join(" ");
      this.#text = this.#written === 0 ? more : `${this.#text} ${more}`;
      this.#written = length;
    }
    return this.#text;
  }
}

/** A vector of the first items of a list, which it shares with others. */
export class SharedVector {
  readonly list: GrowingList;
  readonly length: number;

  constructor(list: GrowingList, length: number) {
    this.list = list;
    this.length = length;
  }

  get items(): readonly number[] {
    return this.list.items.slice(0, this.length);
  }

  /** A vector as any other, within a message. */
  toJSON(): readonly number[] {
    return this.items;
  }

  get text(): string {
    return this.list.textOf(this.length);
  }
}

export class EdnList {
  readonly items: readonly Edn[];

  constructor(items: readonly Edn[]) {
    this.items = items;
  }
}

/** A set, in the order in which it was written. */
export class EdnSet {
  readonly items: readonly Edn[];

  constructor(items: readonly Edn[]) {
    this.items = items;
  }
}

/** A map, in the order in which it was written. */
export class EdnMap {
  readonly entries: readonly EdnEntry[];

  constructor(entries: readonly EdnEntry[]) {
    this.entries = entries;
  }

  /** The value under the keyword of that name. Linear: the maps of a history are short. */
  get(name: string): Edn | undefined {
    for (const [key, value] of this.entries) {
      if (key instanceof Keyword && key.name === name) return value;
    }
    return undefined;
  }

  /** The map under the keyword of that name, undefined if there is none. */
  mapAt(name: string): EdnMap | undefined {
    const value = this.get(name);
    return value instanceof EdnMap ? value : undefined;
  }
}

/** A tagged literal: `#inst "…"`, `#jepsen.history.Op{…}`. */
export class Tagged {
  readonly tag: string;
  readonly value: Edn;

  constructor(tag: string, value: Edn) {
    this.tag = tag;
    this.value = value;
  }
}

/** A map with keywords for keys, in the object's order; what is undefined is left out. */
export function ednMap(fields: Readonly<Record<string, Edn | undefined>>): EdnMap {
  const entries: EdnEntry[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) entries.push([Keyword.of(name), value]);
  }
  return new EdnMap(entries);
}

/** A 32-bit float, which Maelstrom uses for its fractions: 0.9412674, not 0.9412673879443585. */
export function singleFloat(value: number): Float {
  const single = Math.fround(value);
  // Nine digits tell any two 32-bit floats apart.
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(single.toPrecision(digits));
    if (Math.fround(shorter) === single) return new Float(shorter);
  }
  return new Float(Number(single.toPrecision(9)));
}

/** `Array.isArray` for the type checker, which does not narrow a union to a readonly array. */
export function isVector(value: Edn): value is readonly Edn[] {
  return Array.isArray(value);
}

/** The items of a vector, a list or a set; undefined for anything else. */
export function itemsOf(value: Edn): readonly Edn[] | undefined {
  if (isVector(value)) return value;
  const hasItems =
    value instanceof EdnList || value instanceof EdnSet || value instanceof SharedVector;
  return hasItems ? value.items : undefined;
}
