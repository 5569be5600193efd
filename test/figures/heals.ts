/** How long after the end of each fault every node holds every value that some node held then. */

import { EdnMap, Keyword } from "../../src/bench/edn.ts";
import { FAULT_KINDS, FAULTS } from "../../src/bench/faults/index.ts";
import { type Operation } from "../../src/bench/history.ts";
import { type RunObserver } from "../../src/bench/run.ts";
import { type BroadcastServer } from "../../src/broadcast/server.ts";
import { Lacks } from "../support/lacks.ts";

/** What the history calls the start of a fault, and the end of one that keeps nodes apart. */
const BEGINS = new Set(FAULTS.map((fault) => FAULT_KINDS[fault].startName));
const ENDS = new Set(
  (["partition", "one-way", "kill", "pause"] as const).map((fault) => FAULT_KINDS[fault].stopName),
);

/** Among all nodes that a start is for, those that had been killed. */
const STARTED: Keyword = Keyword.of("started");

export interface HealWatch {
  readonly observer: RunObserver;
  /** Of each end of a fault that no new one followed too soon, in order. */
  readonly healsMs: readonly number[];
}

/** `servers` are those that were started, by name; those that are killed are taken out. */
export function watchHeals(servers: Map<string, BroadcastServer>): HealWatch {
  const healsMs: number[] = [];
  let now = 0;
  let since: { readonly atMs: number; readonly lacks: Lacks } | undefined;

  const look = (): void => {
    if (since === undefined) return;
    since.lacks.look();
    if (!since.lacks.isEmpty) return;
    healsMs.push(now - since.atMs);
    since = undefined;
  };

  const operation = ({ process, f, value }: Operation): void => {
    look();
    if (process !== "nemesis") return;
    if (f === "kill" && value instanceof EdnMap) {
      for (const [name] of value.entries) servers.delete(String(name));
    }
    if (BEGINS.has(f)) since = undefined;
    if (!ENDS.has(f)) return;
    const lacks = new Lacks(servers);
    if (f === "start" && value instanceof EdnMap) {
      for (const [name, state] of value.entries) {
        if (state === STARTED) lacks.addAll(String(name));
      }
    }
    since = lacks.isEmpty ? undefined : { atMs: now, lacks };
  };

  const network = (_type: string, _packet: unknown, timeMs: number): void => {
    look();
    now = timeMs;
  };
  return { observer: { operation, network }, healsMs };
}
