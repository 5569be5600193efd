/**
 * The kinds of fault: how each starts and ends, and how the history says so. `partition`, `pause` and
 * `kill` are Maelstrom's (jepsen.nemesis.combined); the other kinds name their entries in the same
 * way.
 */

import { EdnMap, EdnSet, Float, Keyword, type Edn } from "../edn.ts";
import type { Cuts, Network } from "../network/network.ts";
import type { FaultName, TestOptions } from "../options.ts";
import { FAULT_ENTRIES, type FaultEntries } from "./entries.ts";
import { drawGroup, isolate, oneWay, partition } from "./partitions.ts";
import type { Pauses } from "../cluster/pauses.ts";
import type { Random } from "../random.ts";
import { drawTargets, type TargetKind } from "./targets.ts";

/** What faults work on. */
export interface FaultSite {
  readonly network: Network;
  readonly pauses: Pauses;
  readonly options: TestOptions;
  kill(name: string): void;
  /** Starts a killed node anew; done when it has answered its `init`. */
  restart(name: string): Promise<void>;
  /** Whether a node has answered its `init` and was not killed since. */
  isUp(name: string): boolean;
}

/** A kind of fault: how it starts and how it ends, each with the value of its first entry. */
export interface Fault extends FaultEntries {
  /** Draws what to do; `act` does it and gives the value of the second entry. */
  start(): { readonly value: Edn; act(): Edn };
  readonly stopValue: Edn;
  /** Ends it, if it is on; gives the value of the second entry. */
  stop(): Edn | Promise<Edn>;
}

const HEALED: Keyword = Keyword.of("network-healed");

export function makeFault(name: FaultName, site: FaultSite, random: Random): Fault {
  switch (name) {
    case "partition":
      return partitionFault(site, random);
    case "one-way":
      return oneWayFault(site, random);
    case "pause":
      return pauseFault(site, random);
    case "kill":
      return killFault(site, random);
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

function partitionFault({ network, options }: FaultSite, random: Random): Fault {
  const { nodes, partitionKinds, isolatedNode } = options;
  return {
    ...FAULT_ENTRIES.partition,
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

function oneWayFault({ network, options }: FaultSite, random: Random): Fault {
  const { nodes, oneWayGroups } = options;
  return {
    ...FAULT_ENTRIES["one-way"],
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

function pauseFault({ pauses, options, isUp }: FaultSite, random: Random): Fault {
  const { nodes, pauseGroups } = options;
  return {
    ...FAULT_ENTRIES.pause,
    start() {
      const { value, targets } = draw(pauseGroups, nodes, random);
      return {
        value,
        act() {
          // There is nothing to pause of a node that was killed.
          const paused = targets.filter(isUp);
          for (const name of paused) pauses.hold(name, "pause");
          return states(paused, () => "paused");
        },
      };
    },
    stopValue: ALL,
    stop() {
      for (const name of nodes) pauses.release(name, "pause");
      return states(nodes, () => "resumed");
    },
  };
}

function killFault({ options, kill, restart }: FaultSite, random: Random): Fault {
  const { nodes, killGroups } = options;
  let killed: readonly string[] = [];
  return {
    ...FAULT_ENTRIES.kill,
    start() {
      const { value, targets } = draw(killGroups, nodes, random);
      return {
        value,
        act() {
          killed = targets;
          for (const name of killed) kill(name);
          return states(killed, () => "killed");
        },
      };
    },
    stopValue: ALL,
    async stop() {
      const started = new Set(killed);
      killed = [];
      await Promise.all([...started].map(restart));
      return states(nodes, (name) => (started.has(name) ? "started" : "already-running"));
    },
  };
}

/** Draws whom a fault befalls, and how the history calls them. */
function draw(
  kinds: readonly TargetKind[],
  nodes: readonly string[],
  random: Random,
): { readonly value: Edn; readonly targets: readonly string[] } {
  const kind = random.pick(kinds);
  const targets = drawTargets(kind, nodes, random);
  return { value: kind === "some" ? null : Keyword.of(kind), targets };
}

function packetFault(
  name: "loss" | "duplicate",
  probability: number,
  stopped: Edn,
  set: (probability: number) => void,
): Fault {
  return {
    ...FAULT_ENTRIES[name],
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

/** As Jepsen names those that a start or a resume is for. */
const ALL: Keyword = Keyword.of("all");

/** `{"n1" :killed, …}`, as Jepsen notes what was done to each node. */
function states(names: readonly string[], stateOf: (name: string) => string): Edn {
  return new EdnMap(names.map((name) => [name, Keyword.of(stateOf(name))]));
}
