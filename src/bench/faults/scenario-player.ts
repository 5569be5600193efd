/**
 * Carries out a scenario: each step at its time, whatever the load and the nemesis do. It draws
 * nothing and takes no turn of the load's workers. So until its first step a run is the same as
 * without it.
 *
 * In the history its kills, restarts, pauses and resumes look like those of the nemesis. They act on
 * the state of a node: a restart also starts a node that the nemesis killed, and the nemesis may start
 * one that the scenario killed. A step that finds nothing to do, such as a kill of a node that is down,
 * says so in the history. Cuts have names of their own there: a heal of the scenario leaves the
 * partitions of the nemesis as they are, and the other way round.
 */

import type { Pauses } from "../cluster/pauses.ts";
import { Keyword, type Edn } from "../edn.ts";
import type { Network } from "../network/network.ts";
import type { TestOptions } from "../options.ts";
import type { ScheduledCall, Clock } from "../time/clock.ts";
import { WORKLOADS } from "../workloads/index.ts";
import { cut, heal, HEALED, states, type IDLE_STATES } from "./fault.ts";
import { KILL } from "./kill.ts";
import { cutWhere } from "./partitions.ts";
import { PAUSE } from "./pause.ts";
import {
  formatAction,
  formatStep,
  othersOf,
  ScenarioError,
  type Scenario,
  type ScenarioStep,
  type ScenarioValue,
} from "./scenario.ts";

/** What the history calls the cuts of a scenario, and their end. */
export const SCENARIO_CUT = { startName: "start-cut", stopName: "stop-cut" } as const;

const NOT_CUT = Keyword.of("not-cut");

type NodeState = "killed" | "started" | "paused" | "resumed" | (typeof IDLE_STATES)[number];

/** Throws a ScenarioError that says which step makes no sense in a test with these options. */
export function checkScenario(options: TestOptions): void {
  const { scenario, nodes, timeLimitSeconds, workload } = options;
  for (const [place, step] of scenario.entries()) {
    const what = `Step ${place + 1} (${formatStep(step)})`;
    if (!(step.atMs >= 0 && step.atMs <= timeLimitSeconds * 1000)) {
      throw new ScenarioError(
        `${what} is not within the load, which ends at ${timeLimitSeconds} s`,
      );
    }
    const stranger = namesIn(step).find((name) => !nodes.includes(name));
    if (stranger !== undefined) throw new ScenarioError(`${what}: there is no node ${stranger}`);
    if (step.action === "broadcast" && WORKLOADS[workload].adds === undefined) {
      throw new ScenarioError(`${what}: nodes of the workload ${workload} take no broadcast`);
    }
  }
}

function namesIn(step: ScenarioStep): readonly string[] {
  if (step.action === "heal") return [];
  if (step.action === "broadcast") return [step.node];
  const others = step.action === "cut" ? step.from : step.action === "cut-one-way" ? step.to : [];
  return [...step.nodes, ...(others === "rest" ? [] : others)];
}

export interface ScenarioContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly pauses: Pauses;
  readonly nodes: readonly string[];
  kill(name: string): void;
  /** Starts a killed node again; done when it has answered its `init`, or was killed. */
  restart(name: string): Promise<void>;
  isUp(name: string): boolean;
  isDown(name: string): boolean;
  /** Lets a client of its own broadcast a value; done when that has ended. */
  broadcast(node: string, value: ScenarioValue): Promise<void>;
  /** Writes an entry into the history. */
  record(f: string, value: Edn): void;
  /** The bench itself failed. */
  failed(error: unknown): void;
}

export class ScenarioPlayer {
  readonly #scenario: Scenario;
  readonly #context: ScenarioContext;
  #alarms: readonly ScheduledCall[] = [];
  #lastMs = 0;
  /** What the steps began, and what may not have ended. */
  readonly #begun: Promise<void>[] = [];
  /** What the network calls the cuts that are on. */
  #cuts: string[] = [];
  readonly #killed = new Set<string>();
  readonly #paused = new Set<string>();

  constructor(scenario: Scenario, context: ScenarioContext) {
    this.#scenario = scenario;
    this.#context = context;
  }

  /** From now on the times of the steps count. */
  start(): void {
    const { clock, failed } = this.#context;
    const startMs = clock.now();
    this.#lastMs = startMs + Math.max(0, ...this.#scenario.map(({ atMs }) => atMs));
    this.#alarms = this.#scenario.map((step) =>
      clock.at(startMs + step.atMs, () => this.#begun.push(this.#play(step).catch(failed))),
    );
  }

  /** Waits until the last step has ended. */
  async finish(): Promise<void> {
    const { clock } = this.#context;
    if (this.#scenario.length === 0) return;
    if (clock.now() <= this.#lastMs) {
      await new Promise<void>((resolve) => clock.at(this.#lastMs, resolve));
    }
    await Promise.all(this.#begun);
  }

  /** Ends what it has done: heals, resumes, and starts again. */
  async end(): Promise<void> {
    const { pauses, isDown } = this.#context;
    if (this.#cuts.length > 0) this.#heal();
    const paused = [...this.#paused].filter((name) => pauses.isPaused(name));
    if (paused.length > 0) this.#resume(paused);
    const down = [...this.#killed].filter(isDown);
    if (down.length > 0) await this.#restart(down);
  }

  /** No more steps. */
  cancel(): void {
    for (const alarm of this.#alarms) alarm.cancel();
  }

  async #play(step: ScenarioStep): Promise<void> {
    const { nodes, broadcast } = this.#context;
    switch (step.action) {
      case "cut": {
        const others = othersOf(step.nodes, step.from, nodes);
        const isCut = cutTo(step.nodes, others);
        return this.#cut(
          step,
          (receiver, source) => isCut(receiver, source) || isCut(source, receiver),
        );
      }
      case "cut-one-way":
        return this.#cut(step, cutTo(step.nodes, othersOf(step.nodes, step.to, nodes)));
      case "isolate":
        return this.#cut(
          step,
          (receiver, source) => step.nodes.includes(receiver) || step.nodes.includes(source),
        );
      case "heal":
        return this.#heal();
      case "kill":
        return this.#kill(step.nodes);
      case "restart":
        return this.#restart(step.nodes);
      case "pause":
        return this.#pause(step.nodes);
      case "resume":
        return this.#resume(step.nodes);
      case "broadcast":
        return broadcast(step.node, step.value);
    }
  }

  #cut(step: ScenarioStep, isCut: (receiver: string, source: string) => boolean): void {
    const { nodes, network, record } = this.#context;
    const name = `scenario ${this.#cuts.length}`;
    this.#cuts.push(name);
    record(SCENARIO_CUT.startName, formatAction(step));
    record(SCENARIO_CUT.startName, cut(network, name, cutWhere(nodes, isCut)));
  }

  #heal(): void {
    const { network, record } = this.#context;
    record(SCENARIO_CUT.stopName, null);
    for (const name of this.#cuts) heal(network, name);
    record(SCENARIO_CUT.stopName, this.#cuts.length > 0 ? HEALED : NOT_CUT);
    this.#cuts = [];
  }

  #kill(names: readonly string[]): void {
    const { kill, isDown } = this.#context;
    this.#note(KILL.startName, names, (name): NodeState => {
      if (isDown(name)) return "already-down";
      kill(name);
      this.#killed.add(name);
      return "killed";
    });
  }

  #pause(names: readonly string[]): void {
    const { pauses, isUp, isDown } = this.#context;
    this.#note(PAUSE.startName, names, (name): NodeState => {
      // There is nothing to pause of a node that was killed; one that starts has to answer in time.
      if (!isUp(name)) return isDown(name) ? "down" : "starting";
      if (pauses.isPaused(name)) return "already-paused";
      pauses.pause(name);
      this.#paused.add(name);
      return "paused";
    });
  }

  #resume(names: readonly string[]): void {
    const { pauses } = this.#context;
    this.#note(PAUSE.stopName, names, (name): NodeState => {
      if (!pauses.isPaused(name)) return "not-paused";
      pauses.resume(name);
      return "resumed";
    });
  }

  /** Notes who is to be started, and then, when all are, who was. */
  async #restart(names: readonly string[]): Promise<void> {
    const { restart, isDown, record } = this.#context;
    record(KILL.stopName, names);
    const started = new Set(names.filter(isDown));
    await Promise.all([...started].map(restart));
    record(
      KILL.stopName,
      states(names, (name): NodeState => (started.has(name) ? "started" : "already-running")),
    );
  }

  /** The two entries of a step: whom it is for, and what was done to each. */
  #note(f: string, names: readonly string[], act: (name: string) => NodeState): void {
    this.#context.record(f, names);
    this.#context.record(f, states(names, act));
  }
}

/** Whether what a source sends to a receiver is lost. */
function cutTo(
  sources: readonly string[],
  receivers: readonly string[],
): (receiver: string, source: string) => boolean {
  return (receiver, source) => receivers.includes(receiver) && sources.includes(source);
}
