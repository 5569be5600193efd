/** Watches whether all nodes agree in time whenever no fault is on. */

import { EdnMap, Keyword } from "../../src/bench/edn.ts";
import { type Operation } from "../../src/bench/history.ts";
import { type RunObserver } from "../../src/bench/run.ts";
import { type BroadcastServer } from "../../src/broadcast/server.ts";
import { type Value } from "../../src/broadcast/values.ts";

const BEGINS: ReadonlyMap<string, string> = new Map([
  ["start-partition", "partition"],
  ["start-one-way", "one-way"],
  ["start-loss", "loss"],
  ["start-duplicate", "duplicate"],
  ["kill", "kill"],
  ["pause", "pause"],
]);

const ENDS: ReadonlyMap<string, string> = new Map([
  ["stop-partition", "partition"],
  ["stop-one-way", "one-way"],
  ["stop-loss", "loss"],
  ["stop-duplicate", "duplicate"],
  ["start", "kill"],
  ["resume", "pause"],
]);

/** Of the two entries for each change the second has these, but not the first. */
const SECOND_VALUES: ReadonlySet<unknown> = new Set(
  ["network-healed", "no-duplicates"].map((name) => Keyword.of(name)),
);

interface Heal {
  readonly atMs: number;
  /** What each node lacks of all that some node had at that time. */
  readonly missing: Map<string, Set<Value>>;
}

export interface AgreementOptions {
  /** The nodes that run, by name. */
  readonly servers: ReadonlyMap<string, BroadcastServer>;
  readonly withinMs: number;
  /** Whether something else than the nemesis does harm at a time. */
  readonly isRough: (timeMs: number) => boolean;
}

export class AgreementWatch {
  readonly observer: RunObserver;
  readonly failures: string[] = [];
  /** How long each heal took that nothing interrupted. */
  readonly healsMs: number[] = [];
  readonly #options: AgreementOptions;
  readonly #on = new Set<string>();
  readonly #sizes = new Map<string, number>();
  /** When the load began: the origin of the times of operations. */
  #originMs = 0;
  #nowMs = 0;
  #wasCalm = true;
  #heal: Heal | undefined;

  constructor(options: AgreementOptions) {
    this.#options = options;
    this.observer = {
      phase: (phase, timeMs) => {
        if (phase === "load") this.#originMs = timeMs;
      },
      operation: (operation) => this.#operation(operation),
      network: (_event, _packet, timeMs) => this.#pass(timeMs),
    };
  }

  #operation({ process, f, value, timeNs }: Operation): void {
    if (process === "nemesis") {
      const begun = BEGINS.get(f);
      const ended = ENDS.get(f);
      if (begun !== undefined) this.#on.add(begun);
      else if (ended !== undefined && (value instanceof EdnMap || SECOND_VALUES.has(value))) {
        this.#on.delete(ended);
      }
    }
    this.#pass(this.#originMs + timeNs / 1e6);
  }

  #pass(timeMs: number): void {
    const { isRough, withinMs } = this.#options;
    const heal = this.#heal;
    if (heal !== undefined) {
      this.#look(heal);
      if (heal.missing.size === 0) {
        this.healsMs.push(this.#nowMs - heal.atMs);
        this.#heal = undefined;
      } else if (timeMs > heal.atMs + withinMs) {
        this.failures.push(`${describe(heal)} ${Math.round(withinMs)} ms after a heal`);
        this.#heal = undefined;
      }
    }
    this.#nowMs = timeMs;
    const isCalm = this.#on.size === 0 && !isRough(timeMs);
    if (!isCalm) this.#heal = undefined;
    else if (!this.#wasCalm) this.#heal = this.#begin(timeMs);
    this.#wasCalm = isCalm;
  }

  #begin(atMs: number): Heal {
    const { servers } = this.#options;
    const all = new Set<Value>();
    for (const { values } of servers.values()) for (const value of values) all.add(value);
    const missing = new Map<string, Set<Value>>();
    for (const [name, { values }] of servers) {
      const lacking = all.difference(new Set(values));
      if (lacking.size > 0) missing.set(name, lacking);
    }
    this.#sizes.clear();
    return { atMs, missing };
  }

  #look({ missing }: Heal): void {
    for (const [name, values] of missing) {
      const held = this.#options.servers.get(name)?.values;
      if (held === undefined || held.size === this.#sizes.get(name)) continue;
      this.#sizes.set(name, held.size);
      for (const value of held) values.delete(value);
      if (values.size === 0) missing.delete(name);
    }
  }
}

function describe({ atMs, missing }: Heal): string {
  const lists = [...missing].map(([name, values]) => `${name} lacks ${values.size} values`);
  return `${lists.slice(0, 5).join(", ")} at ${Math.round(atMs)} ms and`;
}
