/**
 * The workers, and which of them gets the next operation (jepsen.generator.context: `free` threads
 * and the `next-thread-index`).
 */

import type { Client } from "../network/clients.ts";
import type { Random } from "../random.ts";

export interface Worker {
  readonly index: number;
  /** The node that it talks to. */
  readonly node: string;
  /** Its number in the history, which grows by the concurrency when an operation stays in doubt. */
  process: number;
  isFree: boolean;
  /** Opened at its first operation. */
  client: Client | undefined;
  /** The client has to be replaced, since an operation of it stayed in doubt. */
  isClientSpent: boolean;
}

export class Workers {
  readonly all: readonly Worker[];
  #pointer = 0;

  constructor(concurrency: number, nodes: readonly string[]) {
    this.all = Array.from({ length: concurrency }, (_, index) => ({
      index,
      node: nodes[index % nodes.length] ?? "",
      process: index,
      isFree: true,
      client: undefined,
      isClientSpent: false,
    }));
  }

  get isAnyFree(): boolean {
    return this.all.some(({ isFree }) => isFree);
  }

  get areAllFree(): boolean {
    return this.all.every(({ isFree }) => isFree);
  }

  /**
   * The first free worker at or after the pointer, else the first of all. The pointer moves on by
   * one at each thing that is dispatched, over the workers and the nemesis, so that the first
   * worker gets two turns in a round.
   */
  inTurn(): Worker | undefined {
    const { all } = this;
    const next = all.find(({ index, isFree }) => isFree && index >= this.#pointer);
    return next ?? all.find(({ isFree }) => isFree);
  }

  /** A free worker at random. */
  atRandom(random: Random): Worker | undefined {
    const free = this.all.filter(({ isFree }) => isFree);
    return free.length > 0 ? random.pick(free) : undefined;
  }

  /** Notes that something was dispatched, to a worker or to the nemesis. */
  dispatched(): void {
    this.#pointer = (this.#pointer + 1) % (this.all.length + 1);
  }
}
