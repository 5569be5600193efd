/**
 * Which neighbours have not answered which values. A neighbour that a later topology names again is
 * told each value once at a time, so that what waits is bounded by the values and the neighbours.
 */

import { type Value } from "../values.ts";

export class Unanswered {
  readonly #byName = new Map<string, Set<Value>>();

  /** Notes that a value is told to a neighbour. False if it waits for the answer already. */
  add(name: string, value: Value): boolean {
    let values = this.#byName.get(name);
    if (values === undefined) this.#byName.set(name, (values = new Set()));
    if (values.has(value)) return false;
    values.add(value);
    return true;
  }

  /** The neighbour has answered, or is to be told again. */
  delete(name: string, value: Value): void {
    this.#byName.get(name)?.delete(value);
  }
}
