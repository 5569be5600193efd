/** What a kind of fault is, and what the kinds share. A file each has what one of them does. */

import type { Pauses } from "../cluster/pauses.ts";
import { EdnMap, EdnSet, Float, Keyword, type Edn } from "../edn.ts";
import type { Cuts, Network } from "../network/network.ts";
import type { Random } from "../random.ts";
import type { GroupKind, PartitionKind } from "./partitions.ts";
import { drawTargets, type TargetKind } from "./targets.ts";

/** What a test is asked that concerns faults. */
export interface FaultOptions {
  readonly nodes: readonly string[];
  /** The kinds of partition to draw from. */
  readonly partitionKinds: readonly PartitionKind[];
  /** If given, partitions of kind `one` cut this node instead of any. */
  readonly isolatedNode: string | undefined;
  /** How many nodes a cut in one direction separates from the rest, drawn each time. */
  readonly oneWayGroups: readonly GroupKind[];
  /** How many nodes are paused at once, drawn each time. */
  readonly pauseGroups: readonly TargetKind[];
  /** How many nodes are killed at once. */
  readonly killGroups: readonly TargetKind[];
  /** The part of the messages between servers that is lost while that fault lasts, 0 to 1. */
  readonly lossProbability: number;
  /** The part that is delivered twice, 0 to 1. */
  readonly duplicateProbability: number;
}

/** What faults work on. */
export interface FaultContext {
  readonly network: Network;
  readonly pauses: Pauses;
  readonly options: FaultOptions;
  kill(name: string): void;
  /** Starts a killed node again; done when it has answered its `init`. */
  restart(name: string): Promise<void>;
  /** Whether a node has answered its `init` and was not killed since. */
  isUp(name: string): boolean;
  /** Whether a node was killed and not started since. One that is starting is neither up nor down. */
  isDown(name: string): boolean;
}

/** A kind of fault: what the history calls its start and its end, and how to make one. */
export interface FaultKind {
  readonly startName: string;
  readonly stopName: string;
  /** The value of the first of the two entries that end it. */
  readonly stopValue: Edn;
  make(context: FaultContext, random: Random): Fault;
}

export interface Fault {
  /** Draws what to do: the value of the first entry. `act` does it: that of the second. */
  start(): { readonly value: Edn; act(): Edn };
  /** Ends the fault if it is active; returns the value of the second entry. */
  stop(): Edn | Promise<Edn>;
}

/** As Jepsen names those that a start or a resume is for. */
export const ALL: Keyword = Keyword.of("all");

/** The value of the entry with which a cut of the network, or a loss, has ended. */
export const HEALED: Keyword = Keyword.of("network-healed");

/** Begins the value of the entry with which a cut of the network has begun. */
export const ISOLATED: Keyword = Keyword.of("isolated");

export function cut(network: Network, fault: string, cuts: Cuts): Edn {
  network.cut(fault, cuts);
  const receivers = [...cuts].map(([receiver, sources]): [Edn, Edn] => [
    receiver,
    new EdnSet([...sources]),
  ]);
  return [ISOLATED, new EdnMap(receivers)];
}

export function heal(network: Network, fault: string): Edn {
  network.heal(fault);
  return HEALED;
}

/** Draws the nodes that a fault hits, and what the history calls them. */
export function draw(
  kinds: readonly TargetKind[],
  nodes: readonly string[],
  random: Random,
): { readonly value: Edn; readonly targets: readonly string[] } {
  const kind = random.pick(kinds);
  const targets = drawTargets(kind, nodes, random);
  return { value: kind === "some" ? null : Keyword.of(kind), targets };
}

/** A fault that hits each packet with a probability, which `set` sets; 0 ends it. */
export function packetFault(
  started: Keyword,
  stopped: Keyword,
  probability: number,
  set: (probability: number) => void,
): Fault {
  return {
    start: () => ({
      value: new Float(probability),
      act() {
        set(probability);
        return started;
      },
    }),
    stop() {
      set(0);
      return stopped;
    },
  };
}

/** States of nodes to which a scenario did nothing, since there was nothing to do. */
export const IDLE_STATES = [
  "already-down",
  "already-paused",
  "already-running",
  "down",
  "not-paused",
  "starting",
] as const;

/** `{"n1" :killed, …}`, as Jepsen notes what was done to each node. */
export function states(names: readonly string[], stateOf: (name: string) => string): Edn {
  return new EdnMap(names.map((name) => [name, Keyword.of(stateOf(name))]));
}
