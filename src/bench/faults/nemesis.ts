/**
 * The nemesis: starts and ends faults. Each kind of fault alternates between its start and
 * its end, at intervals drawn uniformly from 0 to twice the nemesis interval, the first start at
 * once, from a generator of its own; so kinds overlap in every combination. As in Maelstrom, it does
 * one thing at a time, and `pause` and `kill` share one schedule (jepsen.nemesis.combined): each of
 * its turns starts or ends the one or the other.
 */

import type { Clock } from "../time/clock.ts";
import type { Edn } from "../edn.ts";
import type { Fault, FaultContext, FaultKind } from "./fault.ts";
import { FAULT_KINDS, FAULTS, type FaultName } from "./index.ts";
import type { TestOptions } from "../options.ts";
import { Random } from "../random.ts";

export interface NemesisContext extends FaultContext {
  readonly clock: Clock;
  readonly options: TestOptions;
  /** Writes an entry into the history. */
  record(f: string, value: Edn): void;
}

/** Maelstrom's schedules. They end first, as there. */
const MAELSTROMS: readonly (readonly FaultName[])[] = [["partition"], ["pause", "kill"]];

/** Which faults share a schedule, in the order in which they end: each of ours has its own. */
const SCHEDULES: readonly (readonly FaultName[])[] = [
  ...MAELSTROMS,
  ...FAULTS.filter((name) => !MAELSTROMS.flat().includes(name)).map((name) => [name]),
];

export class Nemesis {
  readonly #schedules: readonly Schedule[];
  #isBusy = false;

  constructor(context: NemesisContext) {
    const { faults } = context.options;
    this.#schedules = SCHEDULES.map((names) => names.filter((name) => faults.includes(name)))
      .filter(({ length }) => length > 0)
      .map((names) => new Schedule(names, context));
  }

  /** When the next fault starts or ends; Infinity while it is busy with one, or if there is none. */
  get nextMs(): number {
    return this.#isBusy ? Infinity : (this.#next()?.nextMs ?? Infinity);
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Starts or ends the fault that is next; done when that is done. */
  async turn(): Promise<void> {
    this.#isBusy = true;
    await this.#next()?.turn();
    this.#isBusy = false;
  }

  /** Ends all faults, one after the other, whether they are on or not: so does Jepsen. */
  async end(): Promise<void> {
    for (const schedule of this.#schedules) await schedule.end();
  }

  #next(): Schedule | undefined {
    let next: Schedule | undefined;
    for (const schedule of this.#schedules) {
      if (next === undefined || schedule.nextMs < next.nextMs) next = schedule;
    }
    return next;
  }
}

/** When the faults of a group start and end. */
class Schedule {
  readonly #faults: readonly Alternation[];
  readonly #context: NemesisContext;
  readonly #random: Random;
  nextMs: number;

  constructor(names: readonly FaultName[], context: NemesisContext) {
    const random = new Random(context.options.seed, `fault ${names.join(" ")}`);
    this.#faults = names.map((name) => new Alternation(name, context, random));
    this.#context = context;
    this.#random = random;
    this.nextMs = context.clock.now();
  }

  /** Starts or ends one of the faults, and sets the time of the next turn. */
  async turn(): Promise<void> {
    const { clock, options } = this.#context;
    this.nextMs = clock.now() + this.#random.float() * 2 * options.nemesisIntervalSeconds * 1000;
    const [first] = this.#faults;
    await (this.#faults.length > 1 ? this.#random.pick(this.#faults) : first)?.turn();
  }

  async end(): Promise<void> {
    for (const fault of this.#faults) await fault.stop();
  }
}

class Alternation {
  readonly #kind: FaultKind;
  readonly #fault: Fault;
  readonly #context: NemesisContext;
  #isOn = false;

  constructor(name: FaultName, context: NemesisContext, random: Random) {
    this.#kind = FAULT_KINDS[name];
    this.#fault = this.#kind.make(context, random);
    this.#context = context;
  }

  async turn(): Promise<void> {
    if (this.#isOn) await this.stop();
    else this.#start();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    this.#context.record(this.#kind.stopName, this.#kind.stopValue);
    this.#context.record(this.#kind.stopName, await this.#fault.stop());
  }

  #start(): void {
    this.#isOn = true;
    const { value, act } = this.#fault.start();
    this.#context.record(this.#kind.startName, value);
    this.#context.record(this.#kind.startName, act());
  }
}
