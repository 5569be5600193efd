/** The faults of a history: the nemesis notes the start and the end of each with two entries. */

import { EdnMap, Float, Keyword, isVector, itemsOf, writeEdn, type Edn } from "../../bench/edn.ts";
import { FAULT_KINDS, FAULTS, type FaultName } from "../../bench/faults/index.ts";
import { type Operation } from "../../bench/history.ts";
import { type FaultRecord } from "../model/record.ts";

const BY_START = new Map<string, FaultName>();
const BY_END = new Map<string, FaultName>();
for (const name of FAULTS) {
  BY_START.set(FAULT_KINDS[name].startName, name);
  BY_END.set(FAULT_KINDS[name].stopName, name);
}

type Open = { -readonly [Key in keyof FaultRecord]: FaultRecord[Key] };

/** In the order of their start. One that did nothing, as a kill of nobody, is none. */
export function faultsIn(operations: readonly Operation[]): FaultRecord[] {
  const faults: Open[] = [];
  const open = new Map<FaultName, Open>();
  for (const { process, f, value, timeNs } of operations) {
    if (process !== "nemesis") continue;
    const timeMs = timeNs / 1e6;
    const [started, ended] = [BY_START.get(f), BY_END.get(f)];
    if (started !== undefined) {
      const fault = open.get(started);
      if (fault === undefined || fault.endMs !== null) {
        const begun = begin(started, value, timeMs);
        open.set(started, begun);
        faults.push(begun);
      } else {
        complete(fault, value, timeMs);
      }
    } else if (ended !== undefined) {
      const fault = open.get(ended);
      if (fault !== undefined) fault.endMs ??= timeMs;
    }
  }
  return faults.filter(hasEffect);
}

/** The first entry says what is to be done. */
function begin(kind: FaultName, value: Edn, startMs: number): Open {
  return { kind, detail: wordsOf(value), startMs, endMs: null, nodes: [], cuts: [] };
}

/** The second says what was done, and that it is done now. */
function complete(fault: Open, value: Edn, timeMs: number): void {
  fault.startMs = timeMs;
  if (value instanceof EdnMap) fault.nodes = value.entries.map(([node]) => nameOf(node));
  const map = isVector(value) ? value[1] : undefined;
  if (!(map instanceof EdnMap)) return;
  fault.cuts = map.entries.map(([receiver, sources]) => [
    nameOf(receiver),
    (itemsOf(sources) ?? []).map(nameOf),
  ]);
}

function hasEffect({ kind, nodes, cuts }: FaultRecord): boolean {
  if (kind === "kill" || kind === "pause") return nodes.length > 0;
  return kind === "loss" || kind === "duplicate" || cuts.length > 0;
}

/** `[:deaf :one]` becomes "deaf, one", 0.2 becomes "20 %". */
function wordsOf(value: Edn): string {
  if (value instanceof Keyword) return value.name;
  if (value instanceof Float) return `${Math.round(value.value * 100)} %`;
  if (isVector(value)) return value.map(wordsOf).join(", ");
  return value === null ? "" : writeEdn(value);
}

function nameOf(value: Edn): string {
  if (typeof value === "string") return value;
  return value instanceof Keyword ? value.name : writeEdn(value);
}
