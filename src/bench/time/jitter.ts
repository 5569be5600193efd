/**
 * The small delays of a real machine, drawn from the seed, so that a run in virtual time is no more
 * exact than one with processes.
 *
 * Measured in journals of `eddy test` with 25 processes on two cores (latency 100 ms, rate 100). A
 * delivery that had to wait for its time came between 1 ms before it (sleeps are cut to whole
 * milliseconds, see receiver.ts) and 0.9 ms after it in 90 %, 5 ms in 99 % of all cases. A node took
 * 0.5 ms at the median to answer while all others were idle. When 24 nodes got a message in the same
 * millisecond they answered one after the other, the median after 5 ms, 90 % within 10 ms. So nodes
 * share a core, and each turn on it takes about 0.4 ms.
 */

import { Random } from "../random.ts";

/** The mean of what a sleeping thread of the network oversleeps. */
const TIMER_MEAN_MS = 1;

/** From the moment when a message is there to the moment when the thread looks at the clock. */
const LOOK_MS = 0.02;

/** The mean of what it takes to wake a node, and for its answer to come. */
const TURN_MEAN_MS = 0.4;

/** For each further line that a node finds: a real Maelstrom moves some 70,000 messages a second. */
export const LINE_MS = 0.015;

/** Nodes that share a core: as many as ran on one when the means were measured. */
export const NODES_A_CORE = 25;

/** How long things take that take no time in an ideal world. */
export interface Delays {
  /** How long the network's thread of a receiver takes to look at the clock. */
  readonly lookMs: number;
  /** How much longer than asked for it then sleeps. */
  timerMs(receiver: string): number;
  /** From the moment when a core turns to this node to the moment when the node reads its input. */
  turnMs(node: string): number;
  /** For how long each line that it read keeps its core busy. */
  readonly lineMs: number;
  readonly nodesACore: number;
}

/** An ideal world, in which only the network's own latency takes time. */
export const NO_DELAYS: Delays = {
  lookMs: 0,
  timerMs: () => 0,
  turnMs: () => 0,
  lineMs: 0,
  nodesACore: Infinity,
};

/** Each receiver and each node has a generator of its own. */
export class Jitter implements Delays {
  readonly lookMs: number = LOOK_MS;
  readonly lineMs: number;
  readonly nodesACore: number = NODES_A_CORE;
  readonly #seed: number;
  readonly #timers = new Map<string, Random>();
  readonly #turns = new Map<string, Random>();

  constructor(seed: number, lineMs: number = LINE_MS) {
    this.#seed = seed;
    this.lineMs = lineMs;
  }

  timerMs(receiver: string): number {
    return this.#random(this.#timers, "timer", receiver).exponential(TIMER_MEAN_MS);
  }

  turnMs(node: string): number {
    return this.#random(this.#turns, "turn", node).exponential(TURN_MEAN_MS);
  }

  #random(known: Map<string, Random>, purpose: string, name: string): Random {
    let random = known.get(name);
    if (random === undefined) {
      random = new Random(this.#seed, `${purpose} ${name}`);
      known.set(name, random);
    }
    return random;
  }
}
