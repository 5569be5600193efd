/**
 * A cluster in which every node is told lies for a while, in everybody's name, and messages are lost:
 * when that ends, all nodes have all acknowledged values within a minute.
 */

import { expect, test } from "bun:test";
import { Random } from "../../src/bench/random.ts";
import { simulate } from "../../src/bench/virtual.ts";
import { makeGuestOf } from "../../src/broadcast/make-guest.ts";
import { type Guest, type Host } from "../../src/node/host.ts";
import { parseMessage } from "../../src/node/message.ts";
import { Mutator } from "./mutator.ts";
import { recordLines } from "./recorded.ts";
import { NAMES } from "./target.ts";

const LIES_FROM_MS = 3000;
const LIES_TO_MS = 8000;

/** Of what nodes send each other meanwhile, so that there is something to hide. */
const LOST_PART = 0.2;

const MINUTE_MS = 60_000;

const recorded = recordLines();

/** Whether a line is a message of a node: the network lets nobody answer a client that is not there. */
function isOfNode(line: string): boolean {
  try {
    return NAMES.includes(parseMessage(line).src);
  } catch {
    return false;
  }
}

/** A node that hears a lie before each line, in the name of any node, and misses some lines. */
function deceived(host: Host, guest: Guest, lies: Lies): Guest {
  return {
    receive(line) {
      const now = host.now();
      if (now >= LIES_FROM_MS && now < LIES_TO_MS) {
        const lie = lies.before(line);
        if (isOfNode(lie)) guest.receive(lie);
        if (isOfNode(line) && lies.random.chance(LOST_PART)) return;
      }
      guest.receive(line);
    },
    wake: () => guest.wake(),
  };
}

/** Lies to each node, in which the incarnations are those that were heard. */
class Lies {
  readonly random: Random;
  readonly #incarnations: number[] = [1, 2, 3, 4, 5, 6, 7];
  readonly #mutators: ReadonlyMap<string, Mutator>;

  constructor(random: Random, corpus: readonly string[]) {
    this.random = random;
    const incarnations = this.#incarnations;
    const mutatorFor = (me: string): Mutator =>
      new Mutator(random, corpus, { me, names: NAMES, incarnations });
    this.#mutators = new Map(NAMES.map((me) => [me, mutatorFor(me)]));
  }

  /** A lie to whom an honest line was sent. */
  before(line: string): string {
    const { dest, body } = parseMessage(line);
    const of = Number(body["of"]);
    if (of > 0) this.#incarnations[of % this.#incarnations.length] = of;
    return this.#mutators.get(dest)?.next() ?? "";
  }
}

test.each([
  ["tree", 1],
  ["direct", 3],
] as const)(
  "lies end: all nodes of %s agree within a minute, seed %d",
  async (strategy, seed) => {
    const corpus = await recorded;
    const make = makeGuestOf({ strategy });
    const lies = new Lies(new Random(seed, "lies"), corpus);
    const { lost, neverRead, max } = await simulate(
      {
        nodes: NAMES,
        concurrency: NAMES.length,
        latencyMs: 20,
        rate: 5,
        timeLimitSeconds: (LIES_TO_MS + MINUTE_MS) / 1000,
        recoverySeconds: 5,
        seed,
      },
      (host) => deceived(host, make(host), lies),
    );
    expect(lost + neverRead).toBe(0);
    expect(max).toBeLessThanOrEqual(LIES_TO_MS - LIES_FROM_MS + MINUTE_MS);
  },
  60_000,
);
