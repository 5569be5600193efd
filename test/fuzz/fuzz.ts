/** Plays hostile lines to a node, batch by batch, and demands that it stays sound. */

import { Random } from "../../src/bench/random.ts";
import { type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { Mutator } from "./mutator.ts";
import { ME, NAMES, Target } from "./target.ts";

const BATCH_LINES = 500;

/** Between two lines up to so much time passes, and now and then a second. */
const PAUSE_MS = 4;
const LONG_PAUSE_MS = 1000;
const LONG_PAUSE_ONE_OF = 500;

const HONEST_ONE_OF = 50;

/** After the last line and a collection of garbage. */
const HEAP_BYTES_AT_MOST = 300 * 2 ** 20;

/**
 * What one node may be sent in a second, in characters: a megabyte again, and what is new. `retry`
 * and `resend` tell each value again each second until it is answered, in a message of its own.
 */
const IN_SECOND_AT_MOST = 2 ** 21;
const IN_SECOND_PER_STORED = 12;

export interface Fuzzed {
  readonly lines: number;
  /** Characters that came in, and that were written to other nodes. */
  readonly heard: number;
  readonly written: number;
  /** The most that were written to one node within a second. */
  readonly mostInSecond: number;
  /** Characters of all values at the end. */
  readonly stored: number;
  /** In virtual time. */
  readonly seconds: number;
  /** What the machine's memory has more of when all is done. */
  readonly heapBytes: number;
}

/** Throws an error that says which line did what, if one does. */
export function fuzz(
  strategy: StrategyName,
  recorded: readonly string[],
  lines: number,
  seed: number,
): Fuzzed {
  Bun.gc(true);
  const before = process.memoryUsage().heapUsed;
  const random = new Random(seed, `fuzz ${strategy}`);
  const target = new Target(strategy);
  const incarnations = [7, 77];
  const mutator = new Mutator(random, recorded, { me: ME, names: NAMES, incarnations });
  let heard = 0;
  for (let count = 1; count <= lines; count++) {
    // As the bytes of a line are read: what is no character becomes U+FFFD.
    const line = mutator.next().toWellFormed();
    heard += line.length;
    try {
      target.receive(line);
      target.pass(random.below(LONG_PAUSE_ONE_OF) === 0 ? LONG_PAUSE_MS : random.below(PAUSE_MS));
      if (random.below(HONEST_ONE_OF) === 0) target.broadcast();
      if (count % BATCH_LINES === 0) target.read();
    } catch (error) {
      throw new Error(`${strategy}, seed ${seed}, line ${count}: ${line.slice(0, 2000)}`, {
        cause: error,
      });
    }
    incarnations[0] = target.host.incarnation;
  }
  Bun.gc(true);
  const heapBytes = process.memoryUsage().heapUsed - before;
  target.read();
  const { written, mostInSecond, nowMs } = target.host;
  const stored = target.host.read?.length ?? 0;
  if (heapBytes > HEAP_BYTES_AT_MOST) throw new Error(`${strategy} holds ${heapBytes} bytes`);
  const inSecondAtMost = IN_SECOND_AT_MOST + IN_SECOND_PER_STORED * stored;
  if (mostInSecond > inSecondAtMost) {
    throw new Error(`${strategy} sent a node ${mostInSecond} of ${stored} characters in a second`);
  }
  return { lines, heard, written, mostInSecond, stored, seconds: nowMs / 1000, heapBytes };
}
