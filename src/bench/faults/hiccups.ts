/**
 * Hiccups: now and then a node, or the bench with its network and clients, stands still for a moment,
 * as a process does on a machine that is busy with other things. They are part of the world and no
 * fault of the nemesis: they come during the whole load, take no turn of its workers, and may hit a
 * node during any fault.
 */

import type { ScheduledCall, Clock } from "../time/clock.ts";
import { EdnMap, Keyword, type Edn } from "../edn.ts";
import type { Pauses } from "../cluster/pauses.ts";
import { Random } from "../random.ts";

/** How the bench itself is called among those that can stand still. */
export const BENCH = "bench";

export interface HiccupOptions {
  /** Of the time from one to the next, which is drawn uniformly from 0 to twice as much: the mean. */
  readonly intervalSeconds: number;
  /** How long each lasts is drawn uniformly, in whole milliseconds. */
  readonly shortestMs: number;
  readonly longestMs: number;
  /** Who is drawn from: names of nodes, and "bench"; all of them if it is not given. */
  readonly targets?: readonly string[] | undefined;
}

/** As long as one lasts if nothing else is said. */
export const HICCUP_MS = { shortestMs: 5, longestMs: 300 } as const;

/** Throws an Error that says what makes no sense. */
export function checkHiccups(options: HiccupOptions, nodes: readonly string[]): void {
  const { intervalSeconds, shortestMs, longestMs, targets } = options;
  if (!(intervalSeconds > 0)) throw new Error(`Cannot have a hiccup every ${intervalSeconds} s`);
  if (!(shortestMs >= 0 && shortestMs <= longestMs && longestMs < Infinity)) {
    throw new Error(`Cannot have hiccups of ${shortestMs} to ${longestMs} ms`);
  }
  if (targets?.length === 0) throw new Error("Cannot have hiccups of nobody");
  const stranger = targets?.find((name) => name !== BENCH && !nodes.includes(name));
  if (stranger !== undefined) throw new Error(`Cannot have hiccups of ${stranger}: no such node`);
}

export interface HiccupContext {
  readonly clock: Clock;
  readonly nodes: readonly string[];
  readonly seed: number;
  readonly pauses: Pauses;
  isUp(name: string): boolean;
  /** Lets the bench stand still. */
  stall(durationMs: number): void;
  /** Writes an entry into the history. */
  record(f: string, value: Edn): void;
}

export class Hiccups {
  readonly #options: HiccupOptions;
  readonly #context: HiccupContext;
  readonly #random: Random;
  readonly #targets: readonly string[];
  #alarm: ScheduledCall | undefined;
  /** Who stands still. */
  #still: string | undefined;

  constructor(options: HiccupOptions, context: HiccupContext) {
    this.#options = options;
    this.#context = context;
    this.#random = new Random(context.seed, "hiccups");
    this.#targets = options.targets ?? [...context.nodes, BENCH];
  }

  start(): void {
    this.#expect(this.#context.clock.now());
  }

  /** Stops them. One that is active ends at once. */
  end(): void {
    this.#alarm?.cancel();
    this.#release();
  }

  /** Waits for the next, which comes after this time. There is one at a time. */
  #expect(afterMs: number): void {
    const { clock } = this.#context;
    const gapMs = this.#random.float() * 2 * this.#options.intervalSeconds * 1000;
    this.#alarm = clock.at(afterMs + gapMs, () => this.#begin());
  }

  /** Draws everything in any case, so that the next hiccup does not depend on what the nodes do. */
  #begin(): void {
    const { clock, nodes, isUp, pauses, record, stall } = this.#context;
    const { shortestMs, longestMs } = this.#options;
    const startMs = clock.now();
    const name = this.#random.pick(this.#targets);
    const durationMs = shortestMs + this.#random.below(longestMs - shortestMs + 1);
    const isNode = nodes.includes(name);
    if (isNode && !isUp(name)) {
      this.#expect(startMs);
      return;
    }
    record("hiccup", new EdnMap([[name, durationMs]]));
    if (isNode) pauses.hold(name, "hiccup");
    else stall(durationMs);
    this.#still = name;
    this.#alarm = clock.at(startMs + durationMs, () => {
      this.#release();
      this.#expect(startMs);
    });
  }

  #release(): void {
    const name = this.#still;
    if (name === undefined) return;
    this.#still = undefined;
    this.#context.pauses.release(name, "hiccup");
    this.#context.record("hiccup", new EdnMap([[name, OVER]]));
  }
}

const OVER = Keyword.of("over");
