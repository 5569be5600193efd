/**
 * One test from start to end: setup, load with faults, recovery, final reads. It is the same in
 * real time with processes and in virtual time with guests; only the clock and the cluster differ
 * (jepsen.core, Maelstrom's core.clj).
 *
 *     const clock = new RealClock();
 *     const options = completeOptions({ rate: 10, faults: ["partition"] });
 *     const outcome = await runTest(options, {
 *       clock,
 *       makeCluster: (observer) => new ProcessCluster(…, observer),
 *     });
 *     clock.stop();
 *
 * For virtual time see virtual.ts.
 */

import { type FaultCounts, type NetCounts } from "./network/counts.ts";
import { Clients } from "./network/clients.ts";
import { type Clock } from "./time/clock.ts";
import { type ClusterObserver } from "./cluster/cluster.ts";
import { Gate } from "./network/gate.ts";
import { type Operation } from "./history.ts";
import { Holders } from "./verdict/holders.ts";
import { type Delays } from "./time/jitter.ts";
import { Load, type Entry } from "./load/load.ts";
import { Nemesis, type NemesisContext } from "./faults/nemesis.ts";
import { checkScenario, ScenarioPlayer } from "./faults/scenario-player.ts";
import { type ScenarioValue } from "./faults/scenario.ts";
import { Network, type NetworkObserver, type Packet } from "./network/network.ts";
import { checkConcurrency, type TestOptions } from "./options.ts";
import { ReadBook } from "./reads/read-book.ts";
import { describeLag, type Pace } from "./load/pace.ts";
import { Pauses } from "./cluster/pauses.ts";
import { ServiceNodes } from "./services/nodes.ts";
import { type StaleRead } from "./services/stale-reads.ts";
import { Setup, type NodeCluster } from "./setup.ts";
import {
  excerpt,
  printable,
  type Violation,
  type Warning,
  type WarningKind,
} from "./network/violations.ts";
import { messageText } from "./network/maelstrom-wire.ts";
import { FIRST_SCENARIO_PROCESS } from "./verdict/assignment.ts";
import { WORKLOADS } from "./workloads/index.ts";

/** What a test is doing, in this order. */
export type Phase = "start" | "topology" | "load" | "heal" | "recover" | "read" | "end";

/** Hears what happens, as it happens. */
export interface RunObserver {
  phase?(phase: Phase, timeMs: number): void;
  /** An entry of the history: with its value as it came, and as it is kept. */
  operation?(operation: Operation, kept: Operation): void;
  readonly network?: NetworkObserver;
  violation?(violation: Violation): void;
  warning?(warning: Warning): void;
}

export interface Environment {
  /** The bench's. */
  readonly clock: Clock;
  makeCluster(observer: ClusterObserver): NodeCluster;
  readonly observer?: RunObserver | undefined;
  /** In virtual time: the delays that a real machine adds to the network's latency. */
  readonly delays?: Delays;
  /** Stops the test. */
  readonly signal?: AbortSignal | undefined;
}

export interface Outcome {
  /** How it ended: by itself, at a violation, or by the signal. */
  readonly end: "complete" | "violation" | "aborted";
  readonly history: readonly Operation[];
  readonly net: NetCounts;
  readonly faultCounts: FaultCounts;
  /** Sorted: broadcast values whose only known holders were killed before any other showed them. */
  readonly lostWithNode: readonly ScenarioValue[];
  /** Of each node the last read from a service, where that was answered from an older state. */
  readonly staleReads: readonly StaleRead[];
  /** What became of the rate that was asked for; undefined if none was, or before the load. */
  readonly pace: Pace | undefined;
  /** One at most, unless the test was faithful. */
  readonly violations: readonly Violation[];
  /** The first of each kind, and how many there were. */
  readonly warnings: readonly Warning[];
  readonly warningCounts: ReadonlyMap<WarningKind, number>;
  /** What the whole test took on its clock. */
  readonly durationMs: number;
}

/** Warnings of a kind that are kept; the rest is only counted. */
const WARNINGS_AT_MOST = 20;

/**
 * Runs a test. What the nodes do wrong is in the outcome; rejects if the bench itself fails, or if
 * the options make no sense.
 */
export async function runTest(options: TestOptions, environment: Environment): Promise<Outcome> {
  const { nodes, concurrency, nemesisIntervalSeconds } = options;
  if (nodes.length === 0) throw new Error("Cannot test without a node");
  if (!(concurrency >= 1)) throw new Error(`Cannot test with ${concurrency} workers`);
  if (!(nemesisIntervalSeconds > 0)) {
    throw new Error(`Cannot start a fault every ${nemesisIntervalSeconds} s`);
  }
  checkConcurrency(options);
  checkScenario(options);
  return new TestRun(options, environment).run();
}

class TestRun {
  readonly #options: TestOptions;
  readonly #clock: Clock;
  readonly #observer: RunObserver;
  readonly #signal: AbortSignal | undefined;
  readonly #cluster: NodeCluster;
  readonly #pauses: Pauses;
  readonly #network: Network;
  readonly #services: ServiceNodes;
  readonly #gate: Gate;
  readonly #setup: Setup;
  readonly #load: Load;
  readonly #scenario: ScenarioPlayer;
  readonly #history: Operation[] = [];
  readonly #book = new ReadBook();
  readonly #violations: Violation[] = [];
  readonly #warnings: Warning[] = [];
  readonly #warningCounts = new Map<WarningKind, number>();
  /** Only where nodes are killed: it looks at every value of every read. */
  readonly #holders: Holders | undefined;
  readonly #stop = Promise.withResolvers<"violation" | "aborted">();
  /** When the load began: the origin of the history's times. */
  #originMs = 0;

  constructor(options: TestOptions, environment: Environment) {
    const { clock, makeCluster, observer = {}, delays, signal } = environment;
    this.#options = options;
    this.#clock = clock;
    this.#observer = observer;
    this.#signal = signal;
    const { adds } = WORKLOADS[options.workload];
    this.#holders = adds !== undefined && this.#canBe("kill") ? new Holders(adds.f) : undefined;
    const network = new Network(clock, options, observer.network, delays);
    const clients = new Clients(clock, network, (packet, msgId) => this.#unmatched(packet, msgId));
    const gate = new Gate(clock, network, clients, {
      nodes: options.nodes,
      isFaithful: options.isFaithful,
      shownAs: WORKLOADS[options.workload].shownAs,
      violated: (violation) => this.#violated(violation),
      warned: (warning) => this.#warned(warning),
    });
    const cluster = makeCluster(gate);
    this.#network = network;
    this.#services = new ServiceNodes(network, options.seed);
    this.#gate = gate;
    this.#cluster = cluster;
    this.#pauses = new Pauses(cluster);
    const pauses = this.#pauses;
    this.#setup = new Setup({ clock, network, clients, cluster, pauses, gate, options });
    this.#load = new Load({
      clock,
      clients,
      options,
      record: (entry, node) => {
        const kept = this.#record(entry, node);
        this.#holders?.operation(kept, node);
      },
      malformed: (node, f, reason, answer) => {
        const shown = excerpt(JSON.stringify(answer));
        const message = `Node ${node} answered ${f} wrongly: ${reason}.\n    ${shown}`;
        this.#warned({ kind: "malformed-answer", node, timeMs: clock.now(), message });
      },
      failed: (error) => this.#stop.reject(error),
    });
    this.#scenario = this.#makeScenario();
  }

  async run(): Promise<Outcome> {
    const abort = (): void => this.#stop.resolve("aborted");
    if (this.#signal?.aborted) abort();
    this.#signal?.addEventListener("abort", abort);
    try {
      const end = await Promise.race([this.#stop.promise, this.#script()]);
      if (end === "violation") await this.#hearOut();
      this.#enter("end");
      return {
        end,
        history: this.#history,
        net: this.#network.counts,
        faultCounts: this.#network.faultCounts,
        lostWithNode: this.#holders?.lost ?? [],
        staleReads: this.#services.staleReads,
        pace: this.#load.pace,
        violations: this.#violations,
        warnings: this.#warnings,
        warningCounts: this.#warningCounts,
        durationMs: this.#clock.now(),
      };
    } finally {
      this.#signal?.removeEventListener("abort", abort);
      this.#scenario.cancel();
      this.#gate.close();
      await this.#cluster.close();
    }
  }

  /** Adds to a line that is no message what followed it, which may say whose output it is. */
  async #hearOut(): Promise<void> {
    const last = this.#violations.at(-1);
    if (last?.kind !== "bad-line") return;
    const unheard = await this.#cluster.describeUnheard?.(last.node);
    if (unheard === undefined || unheard === "") return;
    const message = `${last.message}\n${printable(unheard)}`;
    this.#violations.splice(-1, 1, { ...last, message });
  }

  async #script(): Promise<"complete"> {
    const { workload } = this.#load;
    this.#enter("start");
    await this.#setup.start();
    this.#enter("topology");
    await this.#setup.sendTopology(workload.hasTopology ?? false);
    this.#enter("load");
    this.#originMs = this.#clock.now();
    const nemesis = this.#makeNemesis();
    this.#scenario.start();
    await this.#load.run(nemesis);
    await this.#scenario.finish();
    this.#warnOfLag();
    if (!this.#load.hasFinal) return "complete";
    this.#enter("heal");
    await this.#scenario.end();
    await nemesis.end();
    this.#enter("recover");
    const readMs = this.#clock.now() + this.#options.recoverySeconds * 1000;
    await new Promise<void>((resolve) => this.#clock.at(readMs, resolve));
    this.#enter("read");
    await this.#load.runFinal();
    return "complete";
  }

  #warnOfLag(): void {
    const canNodesBeDown = this.#canBe("kill") || this.#canBe("pause");
    const message = this.#load.pace && describeLag(this.#load.pace, canNodesBeDown);
    if (message === undefined) return;
    this.#warned({ kind: "low-rate", node: undefined, timeMs: this.#clock.now(), message });
  }

  /** Whether nemesis or scenario do this to nodes. */
  #canBe(fault: "kill" | "pause"): boolean {
    const { faults, scenario } = this.#options;
    return faults.includes(fault) || scenario.some(({ action }) => action === fault);
  }

  #makeNemesis(): Nemesis {
    return new Nemesis({ ...this.#faultContext(), options: this.#options });
  }

  #makeScenario(): ScenarioPlayer {
    const { scenario, nodes, workload } = this.#options;
    const { adds } = WORKLOADS[workload];
    let process = FIRST_SCENARIO_PROCESS;
    return new ScenarioPlayer(scenario, {
      ...this.#faultContext(),
      nodes,
      broadcast: async (node, value) => {
        if (adds !== undefined) await this.#load.performOnce(process++, node, adds.add(value));
      },
      failed: (error) => this.#stop.reject(error),
    });
  }

  /** What nemesis and scenario work on. */
  #faultContext(): Omit<NemesisContext, "options"> {
    return {
      clock: this.#clock,
      network: this.#network,
      pauses: this.#pauses,
      kill: (name) => {
        this.#setup.kill(name);
        this.#holders?.killed(name);
      },
      restart: (name) => this.#setup.restart(name),
      isUp: (name) => this.#setup.isUp(name),
      isDown: (name) => this.#setup.isDown(name),
      record: (f, value) => {
        this.#record({ type: "info", process: "nemesis", f, value });
      },
    };
  }

  #enter(phase: Phase): void {
    this.#observer.phase?.(phase, this.#clock.now());
  }

  /** `node` is the one that a client talks to. Returns what is kept. */
  #record(entry: Entry, node?: string): Operation {
    const timeNs = Math.round((this.#clock.now() - this.#originMs) * 1e6);
    const operation = { index: this.#history.length, timeNs, ...entry };
    const kept = node === undefined ? operation : this.#inShort(operation, node);
    this.#history.push(kept);
    this.#observer.operation?.(operation, kept);
    return kept;
  }

  /** With what a read of a set showed as what is new in it. */
  #inShort(operation: Operation, node: string): Operation {
    const { f, type, value } = operation;
    const { adds } = WORKLOADS[this.#options.workload];
    if (f === adds?.f) this.#book.noteAdd(type, value);
    if (adds === undefined || f !== "read" || type !== "ok") return operation;
    const read = this.#book.keep(node, value);
    return read === undefined ? operation : { ...operation, value: null, read };
  }

  /** A client hears only answers to its own requests. */
  #unmatched({ src, dest, body, content }: Packet, msgId: number): void {
    const replied = content["in_reply_to"];
    const how = replied === undefined ? "without" : `with ${JSON.stringify(replied)} as`;
    const text =
      `Node ${src} wrote to client ${dest} ${how} in_reply_to, but the last request of ${dest} ` +
      `had msg_id ${msgId}. The client ignores such an answer.`;
    const message = `${text}\n    ${excerpt(messageText(src, dest, body))}`;
    this.#warned({ kind: "unmatched-answer", node: src, timeMs: this.#clock.now(), message });
  }

  /** A node that never came up stops even a faithful test, as it stops Maelstrom. */
  #violated(violation: Violation): void {
    const shown = { ...violation, message: printable(violation.message) };
    this.#violations.push(shown);
    this.#observer.violation?.(shown);
    const isDown = violation.kind === "no-answer" || violation.kind === "no-start";
    if (!this.#options.isFaithful || isDown) this.#stop.resolve("violation");
  }

  #warned(given: Warning): void {
    const warning = { ...given, message: printable(given.message) };
    const count = (this.#warningCounts.get(warning.kind) ?? 0) + 1;
    this.#warningCounts.set(warning.kind, count);
    if (count <= WARNINGS_AT_MOST) this.#warnings.push(warning);
    this.#observer.warning?.(warning);
  }
}
