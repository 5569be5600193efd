/**
 * When values arrive, as the network sees it: at each node with the first message that has them. It
 * knows the messages of `tree` and `direct` (runs of values), and of the oracle (values).
 */

import { type NetworkObserver, type PacketContent } from "../../src/bench/network/network.ts";
import { isClient } from "../../src/node/message.ts";

/** A value on its way. */
interface Spreading {
  readonly bornMs: number;
  readonly holders: Set<string>;
  /** When the latest of its holders got it. */
  lastMs: number;
}

export class Arrivals {
  readonly network: NetworkObserver = (event, { dest, content }, timeMs) => {
    if (event === "recv" && !isClient(dest)) this.#received(dest, content, timeMs);
  };
  /** From a value's birth to its arrival, for each value and node that it was not born at. */
  readonly latenciesMs: number[] = [];
  readonly #values = new Map<unknown, Spreading>();
  readonly #ignored: string | undefined;

  /** `ignored` is a node that is as if it were not there. */
  constructor(ignored?: string) {
    this.#ignored = ignored;
  }

  /**
   * From birth to the arrival at the last node, sorted, of the values that all of so many nodes have;
   * only of those born at times that pass the filter.
   */
  completeMs(nodeCount: number, isCounted: (bornMs: number) => boolean = () => true): number[] {
    return [...this.#values.values()]
      .filter(({ holders, bornMs }) => holders.size === nodeCount && isCounted(bornMs))
      .map(({ bornMs, lastMs }) => lastMs - bornMs)
      .toSorted((one, other) => one - other);
  }

  #received(name: string, content: PacketContent, timeMs: number): void {
    if (name === this.#ignored) return;
    if (content["type"] === "broadcast") {
      const holders = new Set([name]);
      this.#values.set(content["message"], {
        bornMs: timeMs,
        holders,
        lastMs: timeMs,
      });
    }
    for (const value of valuesIn(content)) this.#arrived(value, name, timeMs);
  }

  #arrived(value: unknown, name: string, timeMs: number): void {
    const spreading = this.#values.get(value);
    if (spreading === undefined || spreading.holders.has(name)) return;
    spreading.holders.add(name);
    spreading.lastMs = timeMs;
    this.latenciesMs.push(timeMs - spreading.bornMs);
  }
}

function valuesIn({ type, runs, values }: PacketContent): readonly unknown[] {
  if (type === "tell" && Array.isArray(values)) return values;
  if (!Array.isArray(runs)) return [];
  return runs.flatMap((run: unknown): unknown[] =>
    Array.isArray(run) && Array.isArray(run[3]) ? run[3] : [],
  );
}
