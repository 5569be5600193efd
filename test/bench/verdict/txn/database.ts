/**
 * A small database of each isolation level, and the history of random transactions on it. A write
 * locks its key until the transaction ends; who finds a lock fails. What differs is what a read sees:
 *
 * - read uncommitted: all writes, also those that are undone later;
 * - read committed: the last committed ones;
 * - snapshot isolation: those committed when the transaction began, and a commit fails if another one
 *   has written the same key since;
 * - serializable: the whole transaction happens at one moment between its call and its answer.
 *
 * Everywhere a transaction sees its own writes.
 */

import { Keyword, type Edn } from "../../../../src/bench/edn.ts";
import { type Operation } from "../../../../src/bench/history.ts";
import { type Random } from "../../../../src/bench/random.ts";

export const LEVELS = [
  "read-uncommitted",
  "read-committed",
  "snapshot-isolation",
  "strict-serializable",
] as const;

export type Level = (typeof LEVELS)[number];

export interface Drawing {
  readonly level: Level;
  readonly write: "append" | "w";
  readonly transactionCount: number;
  readonly processCount: number;
  readonly keyCount: number;
  /** Whether answers get lost. */
  readonly mayLose: boolean;
}

interface Running {
  readonly process: number;
  readonly steps: readonly (readonly [f: string, key: number, value: number | undefined])[];
  readonly results: Edn[];
  readonly snapshot: ReadonlyMap<number, readonly number[]>;
  readonly own: Map<number, number[]>;
  fate: "running" | "ok" | "fail";
}

export function drawHistory(random: Random, drawing: Drawing): Operation[] {
  return new Database(random, drawing).run();
}

class Database {
  readonly #random: Random;
  readonly #drawing: Drawing;
  /** All committed writes of each key, in their order. */
  readonly #committed = new Map<number, readonly number[]>();
  readonly #locks = new Map<number, Running>();
  readonly #written = new Map<number, number>();
  readonly #operations: Operation[] = [];
  readonly #running: Running[] = [];

  constructor(random: Random, drawing: Drawing) {
    this.#random = random;
    this.#drawing = drawing;
  }

  run(): Operation[] {
    const { transactionCount, processCount } = this.#drawing;
    let [begun, nextProcess] = [0, processCount];
    const free = Array.from({ length: processCount }, (_, process) => process);
    while (begun < transactionCount || this.#running.length > 0) {
      const process = free[0];
      if (begun < transactionCount && process !== undefined && this.#random.chance(0.4)) {
        free.shift();
        begun++;
        this.#begin(process);
      } else if (this.#running.length > 0) {
        const running = this.#random.pick(this.#running);
        this.#step(running);
        if (running.fate === "running") continue;
        this.#running.splice(this.#running.indexOf(running), 1);
        free.push(this.#answer(running) ? running.process : nextProcess++);
      }
    }
    return this.#operations;
  }

  #begin(process: number): void {
    const { keyCount, write } = this.#drawing;
    const steps = Array.from({ length: 1 + this.#random.below(4) }, () => {
      const key = this.#random.below(keyCount);
      if (this.#random.chance(0.5)) return ["r", key, undefined] as const;
      const value = (this.#written.get(key) ?? 0) + 1;
      this.#written.set(key, value);
      return [write, key, value] as const;
    });
    const snapshot = new Map(this.#committed);
    this.#running.push({ process, steps, results: [], snapshot, own: new Map(), fate: "running" });
    this.#record("invoke", process, steps.map(toEdn));
  }

  #step(running: Running): void {
    const step = running.steps[running.results.length];
    if (step === undefined) this.#commit(running);
    else this.#execute(running, step);
    const isAtOnce = this.#drawing.level === "strict-serializable";
    if (isAtOnce && running.fate === "running") this.#step(running);
  }

  #execute(running: Running, [f, key, value]: Running["steps"][number]): void {
    const own = running.own.get(key) ?? [];
    if (value === undefined) {
      const seen = [...this.#visibleTo(running, key), ...own];
      const isList = this.#drawing.write === "append";
      running.results.push([
        Keyword.of(f),
        key,
        seen.length === 0 ? null : isList ? seen : (seen.at(-1) ?? null),
      ]);
      return;
    }
    const holder = this.#locks.get(key) ?? running;
    if (holder !== running) return this.#abort(running);
    this.#locks.set(key, running);
    running.own.set(key, [...own, value]);
    running.results.push([Keyword.of(f), key, value]);
  }

  #visibleTo(running: Running, key: number): readonly number[] {
    if (this.#drawing.level === "snapshot-isolation") return running.snapshot.get(key) ?? [];
    const committed = this.#committed.get(key) ?? [];
    const holder = this.#locks.get(key);
    const isDirty = this.#drawing.level === "read-uncommitted" && holder !== running;
    return isDirty ? [...committed, ...(holder?.own.get(key) ?? [])] : committed;
  }

  #commit(running: Running): void {
    const isStale = [...running.own.keys()].some(
      (key) => running.snapshot.get(key) !== this.#committed.get(key),
    );
    if (isStale && this.#drawing.level === "snapshot-isolation") return this.#abort(running);
    if (this.#random.chance(0.1)) return this.#abort(running);
    for (const [key, values] of running.own) {
      this.#committed.set(key, [...(this.#committed.get(key) ?? []), ...values]);
    }
    this.#end(running, "ok");
  }

  #abort(running: Running): void {
    this.#end(running, "fail");
  }

  #end(running: Running, fate: "ok" | "fail"): void {
    running.fate = fate;
    for (const key of running.own.keys()) this.#locks.delete(key);
  }

  /**
   * Whether the answer came. That of a failure does where others may have seen its writes: what is
   * seen and not known to have failed counts as committed, and then the rest seems wrong.
   */
  #answer({ process, steps, results, fate }: Running): boolean {
    const { level, mayLose } = this.#drawing;
    const isSeen = fate === "fail" && level === "read-uncommitted";
    const isLost = mayLose && !isSeen && this.#random.chance(0.1);
    const isOk = fate === "ok" && !isLost;
    const type = isLost ? "info" : fate === "ok" ? "ok" : "fail";
    this.#record(type, process, isOk ? results : steps.map(toEdn));
    return !isLost;
  }

  #record(type: Operation["type"], process: number, value: Edn): void {
    const index = this.#operations.length;
    this.#operations.push({ index, timeNs: 1e6 * index, type, process, f: "txn", value });
  }
}

function toEdn([f, key, value]: Running["steps"][number]): Edn {
  return [Keyword.of(f), key, value ?? null];
}
