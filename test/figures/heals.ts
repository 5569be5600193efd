/** How long after the end of each fault every node holds every value that some node held then. */

import { EdnMap, Keyword } from "../../src/bench/edn.ts";
import { type Operation } from "../../src/bench/history.ts";
import { type RunObserver } from "../../src/bench/run.ts";
import { type BroadcastServer } from "../../src/broadcast/server.ts";
import { type Value } from "../../src/broadcast/values.ts";

const BEGINS: ReadonlySet<string> = new Set([
  "start-partition",
  "start-one-way",
  "start-loss",
  "start-duplicate",
  "kill",
  "pause",
]);
const ENDS: ReadonlySet<string> = new Set(["stop-partition", "stop-one-way", "start", "resume"]);

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
  /** How many values each node had when it was looked at last. */
  const sizes = new Map<string, number>();
  let since: { readonly atMs: number; readonly missing: Map<string, Set<Value>> } | undefined;

  /** Nodes take their time for what they are handed, so all that lack something are looked at. */
  const look = (): void => {
    if (since === undefined) return;
    for (const [name, values] of since.missing) {
      const held = servers.get(name)?.values;
      if (held === undefined || held.size === sizes.get(name)) continue;
      sizes.set(name, held.size);
      for (const value of held) values.delete(value);
      if (values.size === 0) since.missing.delete(name);
    }
    if (since.missing.size > 0) return;
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
    const all = new Set<Value>();
    for (const server of servers.values()) for (const held of server.values) all.add(held);
    const missing = new Map<string, Set<Value>>();
    for (const [name, server] of servers) {
      const lacking = all.difference(new Set(server.values));
      if (lacking.size > 0) missing.set(name, lacking);
    }
    if (f === "start" && value instanceof EdnMap) {
      for (const [name, state] of value.entries) {
        if (state === STARTED) missing.set(String(name), new Set(all));
      }
    }
    sizes.clear();
    since = missing.size > 0 ? { atMs: now, missing } : undefined;
  };

  const network = (_type: string, _packet: unknown, timeMs: number): void => {
    look();
    now = timeMs;
  };
  return { observer: { operation, network }, healsMs };
}
