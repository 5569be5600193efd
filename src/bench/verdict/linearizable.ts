/**
 * Whether the operations on one register are linearizable: whether each can be given a moment
 * between its request and its answer so that, one after the other, they do what they answered.
 *
 * This is Wing and Gong's search with Lowe's memoization (G. Lowe, "Testing for linearizability",
 * 2017), just in time, as in knossos.linear. It goes through the history and keeps every
 * configuration that is possible so far: the value of the register, and which of the pending
 * operations have taken effect. An operation takes effect as late as possible: a search over the
 * pending ones is made only when one of them completes. Where no configuration is left, no order is.
 *
 * Four things keep the configurations few. A read that fits takes effect at once, since that
 * changes nothing. A write may take effect just before another one, where nobody sees it, so that
 * after a write the other pending ones are free: they have taken effect or not, as is needed later.
 * Of doubtful operations that do the same, the older takes effect first. And a configuration is
 * dropped if another one can do all that it can.
 */

import { keyOf, type Edn } from "../edn.ts";

export type RegisterCall =
  /** Null where nothing is known of what was read, or nothing was there: Knossos lets it fit always. */
  | { readonly kind: "read"; readonly value: Edn }
  | { readonly kind: "write"; readonly value: Edn }
  | { readonly kind: "cas"; readonly from: Edn; readonly to: Edn };

/** An operation that has not failed. */
export interface RegisterOperation {
  readonly call: RegisterCall;
  readonly process: number;
  /** The places of request and answer in the history. */
  readonly invoked: number;
  /** Undefined if it is doubtful: it may take effect at any time after its request, or never. */
  readonly completed: number | undefined;
}

export type RegisterVerdict =
  | { readonly kind: "linearizable" }
  | {
      readonly kind: "not linearizable";
      /** The first operation at whose answer no order is left. It is a read or a cas. */
      readonly operation: RegisterOperation;
      /** What a read in its place could have returned. */
      readonly possible: readonly Edn[];
    }
  | {
      readonly kind: "unknown";
      /** The operation at whose answer the search was given up, and how many were pending then. */
      readonly operation: RegisterOperation;
      readonly pendingCount: number;
    };

/**
 * The search stops after this many configurations. Ten thousand operations of ten busy clients need
 * 75,000 to 300,000; doubtful operations need more. A full search takes some ten seconds and some
 * hundred megabytes. The limit is a count, not a time: so a history always gets the same verdict.
 */
const CONFIGURATIONS_AT_MOST = 500_000;

/** Judges the operations, in any order, on one register, which holds nil at first. */
export function judgeRegister(
  operations: readonly RegisterOperation[],
  configurationsAtMost: number = CONFIGURATIONS_AT_MOST,
): RegisterVerdict {
  const search = new Search(configurationsAtMost);
  const end = search.run(operations);
  if (end === undefined) return { kind: "linearizable" };
  const { outcome, operation } = end;
  if (outcome === "given up") {
    return { kind: "unknown", operation, pendingCount: search.pendingCount };
  }
  const values = search.valuesSince(operation.invoked);
  const possible = values.filter((value) => couldRead(operations, operation, value));
  return { kind: "not linearizable", operation, possible };
}

interface Event {
  readonly kind: "request" | "answer";
  readonly place: number;
  readonly operation: RegisterOperation;
}

/** Requests and answers in their order, without those of operations that fit in any order. */
function eventsOf(operations: readonly RegisterOperation[]): readonly Event[] {
  const events: Event[] = [];
  for (const operation of operations) {
    const { call, invoked, completed } = operation;
    if (call.kind === "read" && (call.value === null || completed === undefined)) continue;
    events.push({ kind: "request", place: invoked, operation });
    if (completed !== undefined) events.push({ kind: "answer", place: completed, operation });
  }
  return events.toSorted((one, other) => one.place - other.place);
}

/** Whether all up to the answer of `failed` fits if that had read `value` instead. */
function couldRead(
  operations: readonly RegisterOperation[],
  failed: RegisterOperation,
  value: Edn,
): boolean {
  const end = failed.completed ?? Infinity;
  const past = operations
    .filter((operation) => operation !== failed && operation.invoked < end)
    .map((operation) =>
      operation.completed !== undefined && operation.completed > end
        ? { ...operation, completed: undefined }
        : operation,
    );
  // A read of nil fits always, so the register is asked by a cas that changes nothing.
  const call: RegisterCall = { kind: "cas", from: value, to: value };
  return new Search(Infinity).run([...past, { ...failed, call }]) === undefined;
}

/** A pending operation, with the numbers of its values. */
interface Pending {
  readonly operation: RegisterOperation;
  /** Its bit in a set of operations. */
  readonly bit: bigint;
  /** Of the value that it needs; undefined if it takes any. */
  readonly from: number | undefined;
  /** Of the value that it leaves. */
  readonly to: number;
  /** The bit of the doubtful operation that does the same and comes before it, else 0. */
  readonly twin: bigint;
}

interface Configuration {
  /** The number of the register's value. */
  readonly value: number;
  /** The pending operations that will complete, and have taken effect. */
  readonly done: bigint;
  /** The pending writes that may count as done or not; they are not in `done`. */
  readonly free: bigint;
  /** The doubtful operations that have taken effect, and their number. */
  readonly used: bigint;
  readonly usedCount: number;
}

class Search {
  readonly #configurationsAtMost: number;
  readonly #values: Edn[] = [];
  readonly #numbers = new Map<number | string, number>();
  /** By operation those that will complete. */
  readonly #pending = new Map<RegisterOperation, Pending>();
  readonly #doubtful: Pending[] = [];
  readonly #freeBits: bigint[] = [];
  /** The pending writes. */
  #writes = 0n;
  /** The pending reads of each value. */
  readonly #reads = new Map<number, bigint>();
  /** For each answer so far its place, and the values that were possible before and at it. */
  readonly #past: { readonly place: number; readonly values: ReadonlySet<number> }[] = [];
  #configurations = new Configurations(0n);
  #searchedCount = 0;

  constructor(configurationsAtMost: number) {
    this.#configurationsAtMost = configurationsAtMost;
    const value = this.#numberOf(null);
    this.#configurations.add({ value, done: 0n, free: 0n, used: 0n, usedCount: 0 });
  }

  get pendingCount(): number {
    return this.#pending.size + this.#doubtful.length;
  }

  /** Goes on to where no order is left, or where it must give up; undefined if neither is. */
  run(
    operations: readonly RegisterOperation[],
  ): { outcome: "impossible" | "given up"; operation: RegisterOperation } | undefined {
    for (const { kind, operation } of eventsOf(operations)) {
      if (kind === "request") {
        this.#invoke(operation);
        continue;
      }
      const outcome = this.#complete(operation);
      if (outcome !== "possible") return { outcome, operation };
    }
    return undefined;
  }

  /** The values that the register may have had since then, and maybe some more. */
  valuesSince(place: number): readonly Edn[] {
    const numbers = new Set(
      this.#past.filter((answer) => answer.place > place).flatMap(({ values }) => [...values]),
    );
    return [...numbers].toSorted((one, other) => one - other).map((at) => this.#valueOf(at));
  }

  #invoke(operation: RegisterOperation): void {
    const { call, completed } = operation;
    const needed = call.kind === "read" ? call.value : call.kind === "cas" ? call.from : undefined;
    const from = needed === undefined ? undefined : this.#numberOf(needed);
    const to = call.kind === "cas" ? call.to : call.value;
    const given = { operation, from, to: this.#numberOf(to) };
    if (completed === undefined) {
      const bit = 1n << BigInt(this.#doubtful.length);
      const twin = this.#doubtful.findLast((other) => isSame(other, given))?.bit ?? 0n;
      this.#doubtful.push({ ...given, bit, twin });
      return;
    }
    const bit = this.#freeBits.pop() ?? 1n << BigInt(this.#pending.size);
    this.#pending.set(operation, { ...given, bit, twin: 0n });
    if (from === undefined) this.#writes |= bit;
    if (from === given.to) this.#reads.set(from, (this.#reads.get(from) ?? 0n) | bit);
  }

  /** Goes on to the answer of an operation, which must have taken effect by then. */
  #complete(operation: RegisterOperation): "possible" | "impossible" | "given up" {
    const completed = this.#pending.get(operation);
    if (completed === undefined) throw new Error("Cannot complete what was not invoked");
    const { bit } = completed;
    const searched = new Configurations(this.#writes);
    const left = new Configurations(this.#writes);
    // With few used up first, a configuration comes after all for which it would be dropped.
    const byUsedCount: Configuration[][] = [];
    for (const configuration of this.#configurations.all) {
      const { free } = configuration;
      if ((free & bit) !== 0n) left.add({ ...configuration, free: free & ~bit });
      this.#put(byUsedCount, configuration);
    }
    for (let usedCount = 0; usedCount < byUsedCount.length; usedCount++) {
      for (const configuration of byUsedCount[usedCount] ?? []) {
        const { done } = configuration;
        if ((done & bit) !== 0n) {
          left.add({ ...configuration, done: done & ~bit });
        } else if (searched.add(configuration)) {
          if (++this.#searchedCount > this.#configurationsAtMost) return "given up";
          this.#expand(configuration, byUsedCount);
        }
      }
    }
    const values = new Set([...searched.all, ...left.all].map(({ value }) => value));
    this.#past.push({ place: operation.completed ?? Infinity, values });
    this.#forget(completed);
    this.#configurations = left;
    return left.all.length > 0 ? "possible" : "impossible";
  }

  /** Puts what follows if one more pending operation takes effect. */
  #expand(configuration: Configuration, byUsedCount: Configuration[][]): void {
    const { value, done, free, used, usedCount } = configuration;
    for (const { bit, from, to } of this.#pending.values()) {
      if ((done & bit) !== 0n || (from !== undefined && from !== value)) continue;
      const freeNow = from === undefined ? this.#writes & ~done & ~bit : free;
      this.#put(byUsedCount, { value: to, done: done | bit, free: freeNow, used, usedCount });
    }
    for (const { bit, from, to, twin } of this.#doubtful) {
      if ((used & bit) !== 0n || (used & twin) !== twin) continue;
      if (from !== undefined && (from !== value || from === to)) continue;
      const freeNow = from === undefined ? this.#writes & ~done : free;
      if (to === value && free === freeNow) continue;
      const after = { value: to, done, free: freeNow, used: used | bit, usedCount: usedCount + 1 };
      this.#put(byUsedCount, after);
    }
  }

  /** Pending reads of its value have taken effect. */
  #put(byUsedCount: Configuration[][], configuration: Configuration): void {
    const { value, done, usedCount } = configuration;
    const reads = this.#reads.get(value) ?? 0n;
    (byUsedCount[usedCount] ??= []).push({ ...configuration, done: done | reads });
  }

  #forget({ operation, bit, from, to }: Pending): void {
    this.#pending.delete(operation);
    this.#freeBits.push(bit);
    this.#writes &= ~bit;
    if (from === to) this.#reads.set(from, (this.#reads.get(from) ?? 0n) & ~bit);
  }

  #numberOf(value: Edn): number {
    const key = keyOf(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#values.length);
    return this.#values.push(value) - 1;
  }

  #valueOf(number: number): Edn {
    const value = this.#values[number];
    if (value === undefined) throw new Error(`Cannot find value ${number}: it has none`);
    return value;
  }
}

function isSame(one: Pick<Pending, "from" | "to">, other: Pick<Pending, "from" | "to">): boolean {
  return one.from === other.from && one.to === other.to;
}

/** Configurations, without those that can do no more than another one. */
class Configurations {
  /** By value, and by what else than writes is done: only where these are the same can one do all. */
  readonly #groups = new Map<number, Map<bigint, Configuration[]>>();
  readonly #writes: bigint;

  constructor(writes: bigint) {
    this.#writes = writes;
  }

  get all(): readonly Configuration[] {
    return [...this.#groups.values()].flatMap((ofValue) => [...ofValue.values()].flat());
  }

  /** False if it is dropped. */
  add(configuration: Configuration): boolean {
    const { value, done } = configuration;
    const ofValue = this.#groups.get(value) ?? new Map<bigint, Configuration[]>();
    this.#groups.set(value, ofValue);
    const group = ofValue.get(done & ~this.#writes) ?? [];
    if (group.some((known) => canDoAll(known, configuration))) return false;
    const others = group.filter((known) => !canDoAll(configuration, known));
    others.push(configuration);
    ofValue.set(done & ~this.#writes, others);
    return true;
  }
}

/** Whether one can do all that another of its group can. */
function canDoAll(one: Configuration, other: Configuration): boolean {
  return (
    (one.used & ~other.used) === 0n &&
    ((one.done ^ other.done) & ~one.free) === 0n &&
    (other.free & ~one.free) === 0n
  );
}
