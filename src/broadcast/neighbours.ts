/**
 * This node's neighbours in Maelstrom's topology, to which the strategies of the chapter send. A
 * node that is restarted during a test gets no topology: after some time it takes the grid.
 */

import { malformed } from "../node/errors.ts";
import { isObject } from "../node/json.ts";
import { type Node } from "../node/node.ts";
import { grid } from "../node/topology.ts";

/** Maelstrom sends the topologies right after the last `init`, so none comes after this time. */
export const WAIT_FOR_TOPOLOGY_MS: number = 1000;

/** How many ignored names are logged. */
const LOGGED_AT_MOST = 20;

export class Neighbours {
  readonly #node: Node;
  readonly #changed: (added: readonly string[]) => void;
  #names: readonly string[] = [];
  #areKnown = false;
  #areGiven = false;
  /** For each neighbour, the list of the other neighbours. */
  readonly #others = new Map<string, readonly string[]>();

  /**
   * Calls `changed` with the added neighbours whenever there is a topology, the grid included. `earlier` is what
   * an earlier life was told.
   */
  constructor(
    node: Node,
    changed: (added: readonly string[]) => void,
    earlier?: readonly string[],
  ) {
    this.#node = node;
    this.#changed = changed;
    node.onUp(() => {
      if (earlier !== undefined && !this.#areKnown) this.#set(earlier);
      node.after(WAIT_FOR_TOPOLOGY_MS, () => {
        if (!this.#areKnown) this.#set(grid(node.nodeIds).get(node.id) ?? []);
      });
    });
  }

  /** Whether Maelstrom has sent a topology. It sends none to a restarted node. */
  get areGiven(): boolean {
    return this.#areGiven;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** All neighbours but `name`, if that is given and one of them. */
  except(name?: string): readonly string[] {
    if (name === undefined || !this.#names.includes(name)) return this.#names;
    let others = this.#others.get(name);
    if (others === undefined) {
      others = this.#names.filter((neighbour) => neighbour !== name);
      this.#others.set(name, others);
    }
    return others;
  }

  /**
   * Takes this node's list from a topology, `{node: [neighbour, …], …}`. Throws error 12 if
   * malformed.
   */
  learn(topology: unknown): void {
    if (!isObject(topology)) throw malformed("topology must be a map of lists of names");
    let own: readonly string[] = [];
    for (const name of Object.keys(topology)) {
      const list = topology[name];
      if (!isNames(list)) throw malformed(`the neighbours of ${name} must be a list of names`);
      if (name === this.#node.id) own = list;
    }
    this.#areGiven = true;
    this.#set(own);
  }

  #set(names: readonly string[]): void {
    const given = new Set(names);
    const known = [...given].filter((name) => this.#node.isOther(name));
    const ignored = [...given.difference(new Set(known))].slice(0, LOGGED_AT_MOST);
    if (ignored.length > 0) this.#node.log("warn", `Ignored as neighbours: ${ignored.join(", ")}`);
    const before = new Set(this.#names);
    this.#names = known;
    this.#others.clear();
    this.#areKnown = true;
    this.#node.log("info", `neighbours: ${this.#names.join(", ") || "none"}`);
    this.#changed(this.#names.filter((name) => !before.has(name)));
  }
}

export function isNames(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((name) => typeof name === "string");
}
