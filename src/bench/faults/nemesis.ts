/**
 * The nemesis: makes trouble and takes it back. Each kind of fault alternates between its start and
 * its end, at intervals drawn uniformly from 0 to twice the nemesis interval, the first start at
 * once, from a generator of its own; so kinds overlap in every combination. As in Maelstrom, it does
 * one thing at a time, and `pause` and `kill` share one schedule (jepsen.nemesis.combined): each of
 * its turns starts or ends the one or the other.
 */

import type { Clock } from "../time/clock.ts";
import type { Edn } from "../edn.ts";
import { makeFault, type Fault, type FaultSite } from "./faults.ts";
import type { FaultName } from "../options.ts";
import { Random } from "../random.ts";

export interface Site extends FaultSite {
  readonly clock: Clock;
  /** Writes an entry into the history. */
  record(f: string, value: Edn): void;
}

/** Which faults share a schedule. In the order in which they end: Maelstrom's first, as there. */
const SCHEDULES: readonly (readonly FaultName[])[] = [
  ["partition"],
  ["pause", "kill"],
  ["one-way"],
  ["loss"],
  ["duplicate"],
];

export class Nemesis {
  readonly #schedules: readonly Schedule[];
  #isBusy = false;

  constructor(site: Site) {
    const { faults } = site.options;
    this.#schedules = SCHEDULES.map((names) => names.filter((name) => faults.includes(name)))
      .filter(({ length }) => length > 0)
      .map((names) => new Schedule(names, site));
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
  readonly #site: Site;
  readonly #random: Random;
  nextMs: number;

  constructor(names: readonly FaultName[], site: Site) {
    const random = new Random(site.options.seed, `fault ${names.join(" ")}`);
    this.#faults = names.map((name) => new Alternation(makeFault(name, site, random), site));
    this.#site = site;
    this.#random = random;
    this.nextMs = site.clock.now();
  }

  /** Starts or ends one of the faults, and sets the time of the next turn. */
  async turn(): Promise<void> {
    const { clock, options } = this.#site;
    this.nextMs = clock.now() + this.#random.float() * 2 * options.nemesisIntervalSeconds * 1000;
    const [first] = this.#faults;
    await (this.#faults.length > 1 ? this.#random.pick(this.#faults) : first)?.turn();
  }

  async end(): Promise<void> {
    for (const fault of this.#faults) await fault.stop();
  }
}

class Alternation {
  readonly #fault: Fault;
  readonly #site: Site;
  #isOn = false;

  constructor(fault: Fault, site: Site) {
    this.#fault = fault;
    this.#site = site;
  }

  async turn(): Promise<void> {
    if (this.#isOn) await this.stop();
    else this.#start();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    this.#site.record(this.#fault.stopName, this.#fault.stopValue);
    this.#site.record(this.#fault.stopName, await this.#fault.stop());
  }

  #start(): void {
    this.#isOn = true;
    const { value, act } = this.#fault.start();
    this.#site.record(this.#fault.startName, value);
    this.#site.record(this.#fault.startName, act());
  }
}
