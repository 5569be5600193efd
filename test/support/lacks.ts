/** What the nodes lack of what was known at one time, and when they have got it. */

import { type BroadcastServer } from "../../src/broadcast/server.ts";
import { type Value } from "../../src/broadcast/values.ts";

/** The nodes that run, by name. */
export type Servers = ReadonlyMap<string, BroadcastServer>;

export class Lacks {
  readonly #servers: Servers;
  /** All that some node had. */
  readonly #known = new Set<Value>();
  readonly #missing = new Map<string, Set<Value>>();
  /** How many values each node had when it was looked at last. */
  readonly #sizes = new Map<string, number>();

  /** What was known is what the nodes have now. */
  constructor(servers: Servers) {
    this.#servers = servers;
    for (const { values } of servers.values()) for (const value of values) this.#known.add(value);
    for (const [name, { values }] of servers) {
      const lacking = this.#known.difference(new Set(values));
      if (lacking.size > 0) this.#missing.set(name, lacking);
    }
  }

  get isEmpty(): boolean {
    return this.#missing.size === 0;
  }

  /** A node that is being started has nothing. */
  addAll(name: string): void {
    this.#missing.set(name, new Set(this.#known));
  }

  /** Looks at all nodes that lacked something: they take their time for what they are handed. */
  look(): void {
    for (const [name, values] of this.#missing) {
      const held = this.#servers.get(name)?.values;
      if (held === undefined || held.size === this.#sizes.get(name)) continue;
      this.#sizes.set(name, held.size);
      for (const value of held) values.delete(value);
      if (values.size === 0) this.#missing.delete(name);
    }
  }

  toString(): string {
    const lists = [...this.#missing].map(([name, { size }]) => `${name} lacks ${size} values`);
    return lists.slice(0, 5).join(", ");
  }
}
