/**
 * Which nodes hold which broadcast value, as far as the network shows: who got it from a client,
 * and whom a holder sent a message that mentions it. A value that no living node holds any more was
 * lost with the nodes that were killed before they passed it on: no protocol could have kept it in
 * memory.
 */

import { isClient } from "../node/message.ts";
import { type NetworkEventType, type Packet } from "./network.ts";

export class Holders {
  /** By value, an integer as all values of the workload are. */
  readonly #holders = new Map<number, Set<string>>();
  /** What a message between servers mentions of what its sender held when it was sent. */
  readonly #mentions = new WeakMap<Packet, readonly number[]>();

  network(event: NetworkEventType, packet: Packet): void {
    const { src, dest, content } = packet;
    if (isClient(dest)) return;
    if (isClient(src)) {
      const value = content["type"] === "broadcast" ? content["message"] : undefined;
      if (event === "recv" && typeof value === "number") this.#hold(value, dest);
    } else if (event === "send") {
      const mentioned = [...integersIn(content)].filter((value) => this.#holds(src, value));
      if (mentioned.length > 0) this.#mentions.set(packet, mentioned);
    } else if (event === "recv") {
      for (const value of this.#mentions.get(packet) ?? []) this.#hold(value, dest);
    }
  }

  /** A killed node holds nothing. */
  killed(name: string): void {
    for (const holders of this.#holders.values()) holders.delete(name);
  }

  /** Sorted: what nobody holds. */
  get lost(): readonly number[] {
    const lost: number[] = [];
    for (const [value, holders] of this.#holders) if (holders.size === 0) lost.push(value);
    return lost.toSorted((one, other) => one - other);
  }

  #hold(value: number, name: string): void {
    const holders = this.#holders.get(value);
    if (holders === undefined) this.#holders.set(value, new Set([name]));
    else holders.add(name);
  }

  #holds(name: string, value: number): boolean {
    return this.#holders.get(value)?.has(name) ?? false;
  }
}

/** Every integer anywhere in a JSON value, however the protocol wraps its values. */
function* integersIn(value: unknown): Generator<number> {
  if (typeof value === "number") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) yield* integersIn(part);
  }
}
