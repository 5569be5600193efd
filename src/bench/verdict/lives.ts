/**
 * The lives of the nodes between kills, from what the nemesis wrote. A killed node forgets
 * everything, so what it showed before says nothing about what it must show after.
 */

import { EdnMap, itemsOf, type Edn } from "../edn.ts";
import { KILL } from "../faults/kill.ts";
import { isClient, type History } from "../history.ts";
import { type Assignment } from "./assignment.ts";

/** The kill happened between these two places in the history, the nemesis' two entries for it. */
interface Kill {
  readonly from: number;
  readonly to: number;
  /** Empty if the history doesn't say who was killed. */
  readonly names: ReadonlySet<string>;
}

export class Lives {
  readonly #kills: readonly Kill[];
  readonly #assignment: Assignment;

  constructor(history: History, assignment: Assignment) {
    this.#kills = killsOf(history);
    this.#assignment = assignment;
  }

  /** Where the life of a node began that it had at this place: the end of a kill, −1 for none. */
  startOf(node: number, place: number): number {
    let start = -1;
    for (const kill of this.#kills) {
      if (kill.to < place && this.#mayHit(kill, node)) start = Math.max(start, kill.to);
    }
    return start;
  }

  /** Whether the node may have died between two places. */
  isInterrupted(node: number, from: number, to: number): boolean {
    return this.#kills.some(
      (kill) => kill.from <= to && kill.to >= from && this.#mayHit(kill, node),
    );
  }

  /** In doubt yes: better to overlook a loss than to accuse a node that was killed. */
  #mayHit({ names }: Kill, node: number): boolean {
    const name = this.#assignment.nodes?.[node];
    return name === undefined || names.size === 0 || names.has(name);
  }
}

/** A kill without its second entry may have happened at any time until the end. */
function killsOf({ operations }: History): Kill[] {
  const kills: Kill[] = [];
  let begun: { place: number; value: Edn } | undefined;
  for (const [place, operation] of operations.entries()) {
    if (isClient(operation) || operation.f !== KILL.startName) continue;
    const { value } = operation;
    if (begun === undefined) {
      begun = { place, value };
    } else {
      kills.push({ from: begun.place, to: place, names: namesIn([begun.value, value]) });
      begun = undefined;
    }
  }
  if (begun) kills.push({ from: begun.place, to: operations.length, names: namesIn(begun.value) });
  return kills;
}

/** All strings in a value: Jepsen writes `{"n1" :killed}`, and a list of names is as good. */
function namesIn(value: Edn): ReadonlySet<string> {
  if (typeof value === "string") return new Set([value]);
  const items = value instanceof EdnMap ? value.entries.map(([key]) => key) : itemsOf(value);
  return new Set((items ?? []).flatMap((item) => [...namesIn(item)]));
}
