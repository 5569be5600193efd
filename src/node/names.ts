/** The names of a cluster's nodes: a list in the order of `init`, and a Set to look one up. */

export class Names {
  readonly list: readonly string[];
  readonly #all: ReadonlySet<string>;

  constructor(list: readonly string[]) {
    this.list = list;
    this.#all = new Set(list);
  }

  /** Whether no name is in the list twice. */
  get areDifferent(): boolean {
    return this.#all.size === this.list.length;
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  /** Whether another list has the same names in any order. */
  hasSame({ list }: Names): boolean {
    return list.length === this.list.length && list.every((name) => this.has(name));
  }
}

export const NO_NAMES: Names = new Names([]);

/**
 * Makes names of the lists that come from outside. Nodes that share a process share one of these,
 * and so their names: a simulated cluster of 10,000 would hold 100 million names otherwise.
 */
export class NameLists {
  #latest: Names = NO_NAMES;

  /** The names of a list, undefined if it is no list of different names. */
  namesOf(list: unknown): Names | undefined {
    if (!Array.isArray(list) || list.length === 0) return undefined;
    if (isSame(list, this.#latest.list)) return this.#latest;
    if (!list.every((name) => typeof name === "string" && name !== "")) return undefined;
    const names = new Names(list);
    if (!names.areDifferent) return undefined;
    this.#latest = names;
    return names;
  }
}

function isSame(list: readonly unknown[], names: readonly string[]): boolean {
  return list.length === names.length && names.every((name, place) => name === list[place]);
}
