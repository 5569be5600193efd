/**
 * The nemesis: makes trouble and takes it back. Each kind of fault alternates between its start and
 * its end, at intervals drawn uniformly from 0 to twice the nemesis interval, the first start at
 * once, from a generator of its own; so kinds overlap in every combination. Maelstrom has
 * `partition` only (jepsen.nemesis.combined); the other kinds name their entries in the history as
 * Jepsen does.
 */

import type { Clock } from "./clock.ts";
import type { Cluster } from "./cluster.ts";
import { EdnMap, EdnSet, Float, Keyword, type Edn } from "./edn.ts";
import type { Cuts, Network } from "./network.ts";
import type { FaultName, TestOptions } from "./options.ts";
import { drawGroup, isolate, oneWay, partition, type GroupKind } from "./partitions.ts";
import { Random } from "./random.ts";

/** What the nemesis works on. */
export interface Site {
  readonly clock: Clock;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly options: TestOptions;
  kill(name: string): void;
  /** Starts a killed node anew; done when it has answered its `init`. */
  restart(name: string): Promise<void>;
  /** Whether a node has answered its `init` and was not killed since. */
  isUp(name: string): boolean;
  /** Writes an entry into the history. */
  record(f: string, value: Edn): void;
}

/** A kind of fault: how it starts and how it ends, each with the value of its first entry. */
interface Fault {
  readonly startName: string;
  readonly stopName: string;
  /** Draws what to do; `act` does it and gives the value of the second entry. */
  start(): { readonly value: Edn; act(): Edn };
  readonly stopValue: Edn;
  stop(): Edn | Promise<Edn>;
}

const HEALED: Keyword = Keyword.of("network-healed");

export class Nemesis {
  readonly #faults: readonly Alternation[];

  constructor(site: Site) {
    this.#faults = site.options.faults.map((name) => {
      const random = new Random(site.options.seed, `fault ${name}`);
      return new Alternation(makeFault(name, site, random), site, random);
    });
  }

  /** When the next fault starts or ends; Infinity if none is ready to. */
  get nextMs(): number {
    return this.#next()?.nextMs ?? Infinity;
  }

  get isBusy(): boolean {
    return this.#faults.some(({ isBusy }) => isBusy);
  }

  /** Starts or ends the fault that is next; done when that is done. */
  async turn(): Promise<void> {
    await this.#next()?.turn();
  }

  /** Ends all faults, one after the other, whether they are on or not: so does Jepsen. */
  async end(): Promise<void> {
    for (const fault of this.#faults) await fault.stop();
  }

  #next(): Alternation | undefined {
    let next: Alternation | undefined;
    for (const fault of this.#faults) {
      if (!fault.isBusy && (next === undefined || fault.nextMs < next.nextMs)) next = fault;
    }
    return next;
  }
}

class Alternation {
  readonly #fault: Fault;
  readonly #site: Site;
  readonly #random: Random;
  #isOn = false;
  nextMs: number;
  isBusy = false;

  constructor(fault: Fault, site: Site, random: Random) {
    this.#fault = fault;
    this.#site = site;
    this.#random = random;
    this.nextMs = site.clock.now();
  }

  /** Starts or ends the fault, and sets the time of the next turn. */
  async turn(): Promise<void> {
    const { clock, options } = this.#site;
    this.nextMs = clock.now() + this.#random.float() * 2 * options.nemesisIntervalSeconds * 1000;
    if (this.#isOn) await this.stop();
    else this.#start();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    this.isBusy = true;
    this.#site.record(this.#fault.stopName, this.#fault.stopValue);
    this.#site.record(this.#fault.stopName, await this.#fault.stop());
    this.isBusy = false;
  }

  #start(): void {
    this.#isOn = true;
    const { value, act } = this.#fault.start();
    this.#site.record(this.#fault.startName, value);
    this.#site.record(this.#fault.startName, act());
  }
}

function makeFault(name: FaultName, site: Site, random: Random): Fault {
  switch (name) {
    case "partition":
      return partitionFault(site, random);
    case "one-way":
      return oneWayFault(site, random);
    case "kill":
      return killFault(site, random);
    case "pause":
      return pauseFault(site, random);
    case "loss":
      return packetFault("loss", site.options.lossProbability, HEALED, (probability) =>
        site.network.setLoss(probability),
      );
    case "duplicate":
      return packetFault(
        "duplicate",
        site.options.duplicateProbability,
        Keyword.of("no-duplicates"),
        (probability) => site.network.setDuplicates(probability),
      );
  }
}

function partitionFault({ network, options }: Site, random: Random): Fault {
  const { nodes, partitionKinds, isolatedNode } = options;
  return {
    startName: "start-partition",
    stopName: "stop-partition",
    start() {
      const kind = random.pick(partitionKinds);
      const drawn = partition(kind, nodes, random);
      const isFixed = kind === "one" && isolatedNode !== undefined;
      const cuts = isFixed ? isolate(nodes, [isolatedNode]) : drawn;
      return { value: Keyword.of(kind), act: () => cut(network, "partition", cuts) };
    },
    stopValue: null,
    stop: () => heal(network, "partition"),
  };
}

function oneWayFault({ network, options }: Site, random: Random): Fault {
  const { nodes, oneWayGroups } = options;
  return {
    startName: "start-one-way",
    stopName: "stop-one-way",
    start() {
      const kind = random.pick(oneWayGroups);
      const effect = random.pick(["deaf", "mute"] as const);
      const cuts = oneWay(nodes, drawGroup(kind, nodes, random), effect);
      return {
        value: [Keyword.of(effect), Keyword.of(kind)],
        act: () => cut(network, "one-way", cuts),
      };
    },
    stopValue: null,
    stop: () => heal(network, "one-way"),
  };
}

function cut(network: Network, fault: string, cuts: Cuts): Edn {
  network.cut(fault, cuts);
  const receivers = [...cuts].map(([receiver, sources]): [Edn, Edn] => [
    receiver,
    new EdnSet([...sources]),
  ]);
  return [Keyword.of("isolated"), new EdnMap(receivers)];
}

function heal(network: Network, fault: string): Edn {
  network.heal(fault);
  return HEALED;
}

function killFault({ options, kill, restart }: Site, random: Random): Fault {
  return groupFault(options.nodes, options.killGroups, random, {
    startName: "kill",
    stopName: "start",
    startState: "killed",
    stopState: "started",
    canStart: () => true,
    start: kill,
    stop: restart,
  });
}

function pauseFault({ cluster, options, isUp }: Site, random: Random): Fault {
  return groupFault(options.nodes, options.pauseGroups, random, {
    startName: "pause",
    stopName: "resume",
    startState: "paused",
    stopState: "resumed",
    // A node that is just being started would not answer its `init` in time.
    canStart: isUp,
    start: (name) => cluster.pause(name),
    stop: (name) => cluster.resume(name),
  });
}

/** A fault of single nodes: what is done to each, and how the history says so. */
interface NodeFault extends Pick<Fault, "startName" | "stopName"> {
  readonly startState: string;
  readonly stopState: string;
  canStart(name: string): boolean;
  start(name: string): void;
  stop(name: string): void | Promise<void>;
}

/** A fault that befalls a group of nodes, drawn anew each time, and ends for all at once. */
function groupFault(
  nodes: readonly string[],
  kinds: readonly GroupKind[],
  random: Random,
  { startName, stopName, ...fault }: NodeFault,
): Fault {
  let group: readonly string[] = [];
  return {
    startName,
    stopName,
    start() {
      const kind = random.pick(kinds);
      const drawn = inOrder(nodes, drawGroup(kind, nodes, random));
      return {
        value: Keyword.of(kind),
        act() {
          group = drawn.filter(fault.canStart);
          for (const name of group) fault.start(name);
          return each(group, fault.startState);
        },
      };
    },
    stopValue: ALL,
    async stop() {
      const stopped = group;
      group = [];
      await Promise.all(stopped.map(fault.stop));
      return each(stopped, fault.stopState);
    },
  };
}

function packetFault(
  name: "loss" | "duplicate",
  probability: number,
  stopped: Edn,
  set: (probability: number) => void,
): Fault {
  return {
    startName: `start-${name}`,
    stopName: `stop-${name}`,
    start() {
      return {
        value: new Float(probability),
        act() {
          set(probability);
          return Keyword.of(name);
        },
      };
    },
    stopValue: null,
    stop() {
      set(0);
      return stopped;
    },
  };
}

const ALL: Keyword = Keyword.of("all");

function inOrder(nodes: readonly string[], group: readonly string[]): readonly string[] {
  return nodes.filter((name) => group.includes(name));
}

/** `{"n1" :killed, …}`, as Jepsen notes what was done to each node. */
function each(names: readonly string[], state: string): Edn {
  return new EdnMap(names.map((name) => [name, Keyword.of(state)]));
}
