/** On which node, and when, a read was the first to show a value. */

import { keyOf, itemsOf, toJson, type Edn } from "../../bench/edn.ts";
import { type History } from "../../bench/history.ts";
import { type SetRead } from "../../bench/reads/read-book.ts";
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
  for (const { process, type, f, value, read, timeNs } of history.operations) {
    if (typeof process !== "number" || type !== "ok" || f !== "read") continue;
    const timeMs = timeNs / 1e6;
    for (; (kills[kill]?.timeMs ?? Infinity) <= timeMs; kill++)
      seen.delete(kills[kill]?.node ?? -1);
    const node = nodeOf(process);
    const known = seen.get(node) ?? new Seen();
    seen.set(node, known);
    for (const item of known.unseenIn(value, read)) {
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

/** What a node showed, since it was last killed. */
class Seen {
  readonly #values = new Set<number | string>();
  #lastRead: SetRead | undefined;

  /** What a read is the first to show. Of one that follows another, only what is new is looked at. */
  unseenIn(value: Edn, read: SetRead | undefined): readonly Edn[] {
    const isNext = this.#lastRead !== undefined && read?.previous === this.#lastRead;
    this.#lastRead = read;
    const items =
      read === undefined
        ? (itemsOf(value) ?? [])
        : [...(isNext ? read.added : read.numbers())].map((number) => read.book.valueOf(number));
    return items.filter((item) => {
      const key = keyOf(item);
      const isNew = !this.#values.has(key);
      this.#values.add(key);
      return isNew;
    });
  }
}
