/** Runs all schedules of a scenario with at most so many deviations. */

import { TreeCounters } from "../../src/broadcast/tree/counters.ts";
import { type Deviation, type DeviationKind, isFor, type StepKind } from "./deviations.ts";
import { type Member } from "./member.ts";
import { type Run, runSchedule } from "./schedule.ts";
import { type Scenario } from "./scenarios.ts";

export type Path = keyof TreeCounters;

export const PATHS: readonly Path[] = Object.keys(new TreeCounters()).filter(isPath);

function isPath(name: string): name is Path {
  return Object.hasOwn(new TreeCounters(), name);
}

export interface Failure {
  readonly scenario: Scenario;
  readonly deviations: readonly Deviation[];
  readonly text: string;
}

export interface Exploration {
  readonly schedules: number;
  /** In how many schedules each counted path was taken. */
  readonly taken: ReadonlyMap<Path, number>;
  /** The longest time that nodes took to agree. */
  readonly slowestMs: number;
  /** The first that were found. */
  readonly failures: readonly Failure[];
  /** Whether all schedules were run. */
  readonly isComplete: boolean;
}

export interface Bounds {
  readonly deviations: number;
  /** Stops when so many schedules have failed. */
  readonly failuresAtMost?: number;
  /** Called before each schedule; false stops the exploration. */
  readonly goesOn?: () => boolean;
}

/**
 * Runs the schedule of least time, then all with one deviation, and so on, so that what fails first
 * is short. Those with one more are found by running their beginnings again: that is cheap, since
 * there are far fewer of those.
 */
export function explore(scenario: Scenario, bounds: Bounds): Exploration {
  return new Explorer(scenario, bounds).explore();
}

class Explorer {
  readonly #scenario: Scenario;
  readonly #bounds: Bounds;
  readonly #kinds: Readonly<Record<StepKind, readonly DeviationKind[]>>;
  readonly #taken = new Map<Path, number>(PATHS.map((path) => [path, 0]));
  readonly #failures: Failure[] = [];
  #schedules = 0;
  #slowestMs = 0;
  #isComplete = true;

  constructor(scenario: Scenario, bounds: Bounds) {
    this.#scenario = scenario;
    this.#bounds = bounds;
    this.#kinds = kindsOf(scenario);
  }

  explore(): Exploration {
    for (let depth = 0; depth <= this.#bounds.deviations; depth++) this.#visit([], depth);
    return {
      schedules: this.#schedules,
      taken: this.#taken,
      slowestMs: this.#slowestMs,
      failures: this.#failures,
      isComplete: this.#isComplete,
    };
  }

  /** Runs all schedules that begin with these deviations and have `more` besides. */
  #visit(deviations: readonly Deviation[], more: number): void {
    const { goesOn, failuresAtMost = 1 } = this.#bounds;
    if (this.#failures.length >= failuresAtMost || goesOn?.() === false) {
      this.#isComplete = false;
      return;
    }
    const run = runSchedule(this.#scenario, deviations);
    if (more === 0) {
      this.#count(run);
      const text = run.failure;
      if (text !== undefined) this.#failures.push({ scenario: this.#scenario, deviations, text });
      return;
    }
    // What follows a schedule that fails would fail for the same reason.
    if (run.failure !== undefined) return;
    for (const { step, kind: stepKind } of run.choices) {
      for (const kind of this.#kinds[stepKind])
        this.#visit([...deviations, { step, kind }], more - 1);
    }
  }

  #count({ members, agreedAfterMs }: Run): void {
    this.#schedules++;
    this.#slowestMs = Math.max(this.#slowestMs, agreedAfterMs);
    for (const path of PATHS) {
      if (hasTaken(members, path)) this.#taken.set(path, (this.#taken.get(path) ?? 0) + 1);
    }
  }
}

/** What is done to the steps of a scenario, by their kind. */
export function kindsOf(scenario: Scenario): Record<StepKind, readonly DeviationKind[]> {
  const kindsFor = (step: StepKind): readonly DeviationKind[] =>
    scenario.kinds.filter((kind) => isFor(kind, step));
  return {
    message: kindsFor("message"),
    request: kindsFor("request"),
    timer: kindsFor("timer"),
  };
}

function hasTaken(members: readonly Member[], path: Path): boolean {
  return members.some(({ counters }) => counters.some((each) => each[path] > 0));
}
