/** The small clusters that are explored, and what each promises. */

import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { DIGEST_OF_ALL_MS, QUIET_MS } from "../../src/broadcast/strategies/direct.ts";
import {
  ROUND_TRIP_AT_MOST_MS,
  SLACK_MS,
  UNKNOWN_ROUND_TRIP_MS,
} from "../../src/broadcast/replication/round-trips.ts";
import { BEAT_MS } from "../../src/broadcast/tree/quiet.ts";
import { ACK_DELAY_MS } from "../../src/broadcast/tree/tree.ts";
import {
  type Deviation,
  type DeviationKind,
  FREEZE_MS,
  KINDS,
  LATE_MS,
  mistakeOf,
  PAUSE_MS,
} from "./deviations.ts";

export interface Broadcast {
  readonly atMs: number;
  /** The place of the node in the list of names. */
  readonly node: number;
  readonly value: number;
}

export interface Scenario {
  /** As the command line calls it: `tree 3`. */
  readonly name: string;
  readonly strategy: StrategyName;
  readonly nodes: number;
  /** What a message takes if nothing is done to it. */
  readonly latencyMs: number;
  readonly fanout?: number;
  readonly broadcasts: readonly Broadcast[];
  /** Whether a node that is killed keeps what it knows: then nothing may be lost with it. */
  readonly hasDisks?: boolean;
  /** Steps until so long after the last deviation, and what it caused, can be deviated from. */
  readonly horizonMs: number;
  /** What is done to it: what its strategy promises to bear. */
  readonly kinds: readonly DeviationKind[];
  /** So long after the network is fair again all nodes agree. */
  readonly agreeWithinMs: (deviations: readonly Deviation[]) => number;
  /** So long after that nobody says more than what a silent cluster says. */
  readonly settleMs: number;
  /** For so long the silence is watched. */
  readonly silenceMs: number;
  /** Messages of all nodes in that time. */
  readonly messagesAtMost: number;
  /** What is in no message of that time. */
  readonly unsaid: readonly string[];
}

/** The first value finds a cluster that knows no round trips, the others one that does. */
function broadcastsAmong(nodes: number, latencyMs: number): readonly Broadcast[] {
  return [
    { atMs: 0, node: 1, value: 1 },
    { atMs: 1.5 * latencyMs, node: 0, value: 2 },
    { atMs: 4.5 * latencyMs, node: nodes - 1, value: 3 },
  ];
}

/** That of all scenarios that name no other. */
const LATENCY_MS = 100;

/** An answer timeout while round trips are not known well. */
const ANSWER_MS = 2 * UNKNOWN_ROUND_TRIP_MS + SLACK_MS;

/** The same where a round trip takes longer than what is assumed. */
function answerTimeoutMs(latencyMs: number): number {
  return Math.max(ANSWER_MS, 4 * latencyMs + SLACK_MS);
}

/** For how long a deviation lets a message wait, which others take for a round trip. */
const STANDSTILLS_MS: Partial<Record<DeviationKind, number>> = {
  late: LATE_MS,
  pause: PAUSE_MS,
  freeze: FREEZE_MS,
};

const KILLS: ReadonlySet<DeviationKind> = new Set(["kill", "down"]);

/**
 * What was lost is asked for when its acknowledgement is overdue. A restarted node is woken by the
 * beat of its parent, or by the question of a child that missed one. Who has lost its parent for good
 * asks it up to three times, searches, and sends a digest to another. If it never heard anybody, it
 * waits for a beat, and for as long as an answer can take.
 */
function treeAgreesWithinMs(deviations: readonly Deviation[], latencyMs: number): number {
  const answerMs = deviations.reduce(
    (sum, { kind }) => sum + (STANDSTILLS_MS[kind] ?? 0),
    answerTimeoutMs(latencyMs),
  );
  const isKilled = deviations.some(({ kind }) => KILLS.has(kind));
  const isSevered = deviations.some(({ kind }) => kind === "sever");
  return (
    ACK_DELAY_MS +
    2 * answerMs +
    (isKilled ? BEAT_MS : 0) +
    (isSevered ? 4 * answerMs + ROUND_TRIP_AT_MOST_MS : 0)
  );
}

/** Two nodes that never hear each other again promise nothing. */
function ordinaryKinds(nodes: number): readonly DeviationKind[] {
  return KINDS.filter((kind) => mistakeOf(kind) === undefined && (kind !== "sever" || nodes > 2));
}

function treeOf(nodes: number, fanout?: number, latencyMs: number = LATENCY_MS): Scenario {
  const silenceMs = 2 * BEAT_MS;
  const kind = fanout === undefined ? "tree" : "chain";
  return {
    name: latencyMs === LATENCY_MS ? `${kind} ${nodes}` : `${kind} ${nodes} at ${latencyMs} ms`,
    strategy: "tree",
    nodes,
    latencyMs,
    // An orphan that hears only its own descendants finds no other place.
    kinds: ordinaryKinds(fanout === undefined ? nodes : 2),
    ...(fanout !== undefined && { fanout }),
    broadcasts: broadcastsAmong(nodes, latencyMs),
    horizonMs: 25 * latencyMs,
    agreeWithinMs: (deviations) => treeAgreesWithinMs(deviations, latencyMs),
    settleMs: BEAT_MS + 2 * FREEZE_MS + 4 * answerTimeoutMs(latencyMs),
    silenceMs,
    // A beat and what it is answered, and a question and what it is answered, on each edge.
    messagesAtMost: 4 * (nodes - 1) * (silenceMs / BEAT_MS),
    unsaid: ['"runs":', '"seek"', '"offer"', '"digest"'],
  };
}

/** Nodes err, and messages get lost: all agree within a minute. */
function mistakenOf(nodes: number): Scenario {
  const losses = new Set<DeviationKind>(["drop", "cut", "part"]);
  return {
    ...treeOf(nodes),
    name: `mistaken ${nodes}`,
    kinds: KINDS.filter((kind) => mistakeOf(kind) !== undefined || losses.has(kind)),
    agreeWithinMs: () => 60_000,
    settleMs: 60_000,
    messagesAtMost: Infinity,
    unsaid: [],
  };
}

function directOf(nodes: number): Scenario {
  const silenceMs = 10_000;
  const digestMs = DIGEST_OF_ALL_MS * nodes;
  return {
    name: `direct ${nodes}`,
    strategy: "direct",
    nodes,
    latencyMs: LATENCY_MS,
    kinds: ordinaryKinds(nodes),
    broadcasts: broadcastsAmong(nodes, LATENCY_MS),
    horizonMs: 2500,
    // Ten times as long as it takes each node to ask another one on average.
    agreeWithinMs: () => Math.min(10 * digestMs * (nodes - 1) + 4 * ANSWER_MS, QUIET_MS),
    settleMs: 8 * ANSWER_MS,
    silenceMs,
    // A digest, and what it is answered: at most a digest, which is answered in turn. Two nodes that
    // have not compared since a restart may tell each other values that both have.
    messagesAtMost: nodes * 3 * Math.ceil(silenceMs / digestMs),
    unsaid: [],
  };
}

/**
 * A strategy of the chapter. `retry` and `resend` resend every second; with a killed node they lose
 * what it had acknowledged to others.
 */
function chapterOf(strategy: StrategyName, nodes: number): Scenario {
  return {
    name: `${strategy} ${nodes}`,
    strategy,
    nodes,
    latencyMs: LATENCY_MS,
    broadcasts: broadcastsAmong(nodes, LATENCY_MS),
    horizonMs: 2500,
    kinds: ordinaryKinds(nodes).filter((kind) => kind !== "kill" && kind !== "down"),
    agreeWithinMs: () => nodes * 1000 + 4 * ANSWER_MS,
    settleMs: 2000 + 4 * ANSWER_MS,
    silenceMs: 5000,
    messagesAtMost: 0,
    unsaid: [],
  };
}

/** As without disks, but what a killed node had acknowledged is owed as well. */
function durable(scenario: Scenario): Scenario {
  return { ...scenario, name: `durable ${scenario.name}`, hasDisks: true };
}

/** Those of the strategies that promise to lose nothing. */
export const PROMISING: readonly Scenario[] = [
  treeOf(2),
  treeOf(3),
  treeOf(3, 1),
  treeOf(4),
  treeOf(4, 1),
  treeOf(2, undefined, 300),
  treeOf(3, undefined, 300),
  treeOf(2, undefined, 1000),
  treeOf(3, undefined, 1000),
  mistakenOf(2),
  mistakenOf(3),
  durable(treeOf(2)),
  durable(treeOf(3)),
  directOf(2),
  directOf(3),
  directOf(4),
  durable(directOf(2)),
  chapterOf("retry", 2),
  chapterOf("retry", 4),
  chapterOf("resend", 2),
  chapterOf("resend", 4),
];

/** Those of the strategies that lose values, or never fall silent. */
const BREAKING: readonly Scenario[] = (["local", "storm", "flood", "relay"] as const).map(
  (strategy) => chapterOf(strategy, 2),
);

/** Throws an Error if there is none of that name. */
export function scenarioOf(name: string): Scenario {
  const scenarios = [...PROMISING, ...BREAKING];
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario !== undefined) return scenario;
  const names = scenarios.map((each) => each.name).join(", ");
  throw new Error(`Cannot find the scenario ${JSON.stringify(name)}: there are ${names}`);
}
