/** On which node, and when, a read was the first to show a value. */

import { keyOf, itemsOf, toJson, type Edn } from "../../bench/edn.ts";
import { type History } from "../../bench/history.ts";
import { type FaultRecord, type ShownRecord } from "../model/record.ts";

/** A thousand nodes with some thousand values: what a page can hold. */
const ENTRIES_AT_MOST = 500_000;

interface ShownInput {
  readonly history: History;
  readonly faults: readonly FaultRecord[];
  readonly nodes: readonly string[] | undefined;
  readonly nodeOf: (process: number) => number;
}

/** A killed node has forgotten what it showed: it is noted again. */
export function shownIn({ history, faults, nodes, nodeOf }: ShownInput): ShownRecord {
  const columns = {
    timeMs: [] as number[],
    node: [] as number[],
    value: [] as (number | string)[],
  };
  const seen = new Map<number, Seen>();
  const kills = killsOf(faults, nodes);
  let kill = 0;
  for (const { process, type, f, value, timeNs } of history.operations) {
    if (typeof process !== "number" || type !== "ok" || f !== "read") continue;
    const timeMs = timeNs / 1e6;
    for (; (kills[kill]?.timeMs ?? Infinity) <= timeMs; kill++)
      seen.delete(kills[kill]?.node ?? -1);
    const node = nodeOf(process);
    const known = seen.get(node) ?? new Seen();
    seen.set(node, known);
    for (const item of itemsOf(value) ?? []) {
      if (known.has(item)) continue;
      if (columns.value.length === ENTRIES_AT_MOST) return { ...columns, isCutOff: true };
      columns.timeMs.push(Math.round(timeMs * 10) / 10);
      columns.node.push(node);
      columns.value.push(typeof item === "number" ? item : JSON.stringify(toJson(item)));
    }
  }
  return { ...columns, isCutOff: false };
}

interface Kill {
  readonly timeMs: number;
  readonly node: number;
}

function killsOf(faults: readonly FaultRecord[], nodes: readonly string[] = []): readonly Kill[] {
  return faults
    .filter(({ kind }) => kind === "kill")
    .flatMap((fault) =>
      fault.nodes.map((name) => ({ timeMs: fault.startMs, node: nodes.indexOf(name) })),
    )
    .toSorted((one, other) => one.timeMs - other.timeMs);
}

/** Small integers, which are almost all there is, in an array: reads show them again and again. */
const SMALL = 1_000_000;

class Seen {
  readonly #small: boolean[] = [];
  readonly #others = new Set<number | string>();

  /** Whether it was there before; from now on it is. */
  has(item: Edn): boolean {
    if (typeof item === "number" && item >= 0 && item < SMALL) {
      if (this.#small[item] === true) return true;
      this.#small[item] = true;
      return false;
    }
    const key = keyOf(item);
    if (this.#others.has(key)) return true;
    this.#others.add(key);
    return false;
  }
}
