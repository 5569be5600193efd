/**
 * The checker of txn-rw-register: transactions over registers, in which each value is written once. A
 * read does not tell what was there before, so only some versions of a register are ordered: nil
 * comes before all, and what a transaction read before what it wrote in its place ("writes follow
 * reads", which is what Maelstrom switches on). After elle.rw-register.
 */

import { keyOf, writeEdn, type Edn } from "../../edn.ts";
import { type Anomaly, type DataStep } from "./anomalies.ts";
import { GraphBuilder, KINDS, largeComponents, type Kind } from "./graph.ts";
import { type Analysis } from "./analysis.ts";
import { AmbiguousHistoryError } from "./lists.ts";
import { lostUpdates } from "./lost-updates.ts";
import { registerAnomalies } from "./register-anomalies.ts";
import { type Transaction } from "./transactions.ts";

/** A write explains more than its order: who read it saw it. */
const PREFERENCE: readonly Kind[] = ["wr", "ww", "rw", "process", "realtime"];

/** Throws AmbiguousHistoryError if a value that was read was written by several transactions. */
export function analyzeRwRegister(transactions: readonly Transaction[]): Analysis {
  const accesses = transactions.map(accessesOf);
  const registers = registersOf(accesses);
  const cyclic = [...registers.values()].flatMap(orderVersions);
  // One cyclic register shows that writes do not follow reads: then they tell no order at all.
  if (cyclic.length > 0) for (const register of registers.values()) forgetOrder(register);
  const anomalies = [...registerAnomalies(transactions), ...lostUpdates(transactions), ...cyclic];
  return {
    anomalies,
    addEdges: (graph) => {
      for (const register of registers.values()) addEdges(register, graph);
    },
    preference: PREFERENCE,
    explain: (kind, source, target) => {
      const step = explain(registers, accesses, kind, source, target);
      const [from, to] = [transactions[source], transactions[target]];
      if (step === undefined || from === undefined || to === undefined) {
        throw new Error(`Nothing explains ${kind} from transaction ${source} to ${target}`);
      }
      return { ...step, kind, source: from, target: to };
    },
  };
}

interface Access {
  readonly key: Edn;
  readonly value: Edn;
  /** Of the micro-operation. */
  readonly place: number;
}

/** What a committed transaction shares with others, by key: its first reads and its last writes. */
interface Accesses {
  /** Of keys that it did not write before. */
  readonly reads: ReadonlyMap<number | string, Access>;
  readonly writes: ReadonlyMap<number | string, Access>;
}

function accessesOf({ type, microOperations }: Transaction): Accesses {
  const reads = new Map<number | string, Access>();
  const writes = new Map<number | string, Access>();
  if (type !== "ok") return { reads, writes };
  for (const [place, { f, key, value }] of microOperations.entries()) {
    const name = keyOf(key);
    if (f === "w") writes.set(name, { key, value, place });
    else if (!reads.has(name) && !writes.has(name)) reads.set(name, { key, value, place });
  }
  return { reads, writes };
}

interface Version {
  readonly value: Edn;
  readonly writers: number[];
  readonly readers: number[];
  /** The versions that are known to come later. */
  readonly later: Set<Version>;
}

interface Register {
  readonly key: Edn;
  readonly versions: Map<number | string, Version>;
  readonly initial: Version;
}

function registersOf(accesses: readonly Accesses[]): Map<number | string, Register> {
  const registers = new Map<number | string, Register>();
  const versionOf = ({ key, value }: Access): Version => {
    const name = keyOf(key);
    let register = registers.get(name);
    if (register === undefined) {
      const initial = newVersion(null);
      register = { key, versions: new Map([[keyOf(null), initial]]), initial };
      registers.set(name, register);
    }
    let version = register.versions.get(keyOf(value));
    if (version === undefined) {
      version = newVersion(value);
      register.versions.set(keyOf(value), version);
      register.initial.later.add(version);
    }
    return version;
  };
  for (const [node, { reads, writes }] of accesses.entries()) {
    for (const write of writes.values()) versionOf(write).writers.push(node);
    for (const [name, read] of reads) {
      const version = versionOf(read);
      version.readers.push(node);
      const write = writes.get(name);
      if (write !== undefined && read.value !== null) version.later.add(versionOf(write));
    }
  }
  return registers;
}

function newVersion(value: Edn): Version {
  return { value, writers: [], readers: [], later: new Set() };
}

/** The anomalies of a register whose versions come before themselves. */
function orderVersions({ key, versions }: Register): Anomaly[] {
  const all = [...versions.values()];
  const numbers = new Map(all.map((version, number) => [version, number]));
  const graph = new GraphBuilder(all.length);
  for (const [number, { later }] of all.entries()) {
    for (const version of later) graph.add(number, numbers.get(version) ?? number, KINDS.ww);
  }
  return largeComponents(graph.build()).map((component) => ({
    type: "cyclic-versions",
    key,
    versions: component.map((number) => all[number]?.value ?? null),
  }));
}

function forgetOrder({ versions, initial }: Register): void {
  for (const version of versions.values()) if (version !== initial) version.later.clear();
}

function addEdges({ key, versions }: Register, graph: GraphBuilder): void {
  for (const { value, writers, readers, later } of versions.values()) {
    const [writer, other] = writers;
    if (other !== undefined && readers.length > 0) {
      throw new AmbiguousHistoryError(
        `${writeEdn(value)} was written to key ${writeEdn(key)} by ${writers.length} transactions, ` +
          "so its reads cannot be told apart",
      );
    }
    if (writer !== undefined) for (const reader of readers) graph.add(writer, reader, KINDS.wr);
    for (const next of later) {
      for (const target of next.writers) {
        for (const source of writers) if (source !== target) graph.add(source, target, KINDS.ww);
        for (const source of readers) if (source !== target) graph.add(source, target, KINDS.rw);
      }
    }
  }
}

type Explanation = Omit<DataStep, "kind" | "source" | "target">;

/** The first key by which one transaction comes before the other. */
function explain(
  registers: ReadonlyMap<number | string, Register>,
  accesses: readonly Accesses[],
  kind: DataStep["kind"],
  source: number,
  target: number,
): Explanation | undefined {
  const [before, after] = [accesses[source], accesses[target]];
  if (before === undefined || after === undefined) return undefined;
  for (const [name, first] of kind === "rw" ? before.reads : before.writes) {
    const second = (kind === "wr" ? after.reads : after.writes).get(name);
    const versions = registers.get(name)?.versions;
    const version = versions?.get(keyOf(first.value));
    const next = second && versions?.get(keyOf(second.value));
    if (second === undefined || version === undefined || next === undefined) continue;
    if (kind === "wr" ? version !== next : !version.later.has(next)) continue;
    const [sourcePlace, targetPlace] = [first.place, second.place];
    const nextValue = kind === "wr" ? undefined : second.value;
    return { key: first.key, value: first.value, nextValue, sourcePlace, targetPlace };
  }
  return undefined;
}
