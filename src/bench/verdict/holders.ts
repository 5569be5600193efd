/**
 * Which nodes are known to hold which broadcast value: the one that acknowledged it, and those that
 * showed it in a read. Once all of them were killed, none that lives is known ever to have had it: it
 * was lost with its nodes, and no protocol that keeps values in memory can be blamed for that. What
 * messages mention proves nothing, since a protocol may count and number in them as it likes.
 */

import { compare } from "../edn.ts";
import { type ScenarioValue } from "../faults/scenario.ts";
import { type Operation } from "../history.ts";
import { type SetRead } from "../reads/read-book.ts";

export type HolderOperation = Pick<Operation, "type" | "process" | "f" | "value" | "read">;

export class Holders {
  readonly #addName: string;
  /** By value: the load's are integers, those of a scenario may be texts. */
  readonly #holders = new Map<ScenarioValue, Set<string>>();
  /** How often each node was killed: now, and when the last operation of each process began. */
  readonly #kills = new Map<string, number>();
  readonly #killsBefore = new Map<number | string, number>();
  /** The last read in which each node showed what it holds in its present life. */
  readonly #lastReads = new Map<string, SetRead>();

  /** `addName` is the operation that adds a value. */
  constructor(addName: string) {
    this.#addName = addName;
  }

  /** An operation began or ended, in which a client talks to this node. */
  operation({ type, process, f, value, read }: HolderOperation, name: string): void {
    const kills = this.#kills.get(name) ?? 0;
    if (type === "invoke") this.#killsBefore.set(process, kills);
    if (type !== "ok") return;
    // Of an answer that came about when the node was killed nobody knows which came first.
    const holder = this.#killsBefore.get(process) === kills ? name : undefined;
    if (f === this.#addName) this.#hold(value, holder);
    else if (f === "read" && read !== undefined) this.#holdRead(read, holder);
  }

  /** What the last read showed is held already. */
  #holdRead(read: SetRead, name: string | undefined): void {
    const last = name === undefined ? undefined : this.#lastReads.get(name);
    const isNext = last !== undefined && last === read.previous;
    for (const number of isNext ? read.added : read.numbers()) {
      this.#hold(read.book.valueOf(number), name);
    }
    if (name !== undefined) this.#lastReads.set(name, read);
  }

  /** A killed node holds nothing. */
  killed(name: string): void {
    this.#kills.set(name, (this.#kills.get(name) ?? 0) + 1);
    this.#lastReads.delete(name);
    for (const holders of this.#holders.values()) holders.delete(name);
  }

  /** Sorted: what no living node is known to have held. */
  get lost(): readonly ScenarioValue[] {
    const lost: ScenarioValue[] = [];
    for (const [value, holders] of this.#holders) if (holders.size === 0) lost.push(value);
    return lost.toSorted(compare);
  }

  #hold(value: unknown, name: string | undefined): void {
    if (typeof value !== "number" && typeof value !== "string") return;
    let holders = this.#holders.get(value);
    if (holders === undefined) {
      holders = new Set();
      this.#holders.set(value, holders);
    }
    if (name !== undefined) holders.add(name);
  }
}
