/** What the nodes of a cluster say to each other when nobody says anything to them. */

import { nodeNames, type TestOptions } from "../../src/bench/options.ts";
import { type RunObserver } from "../../src/bench/run.ts";
import { simulate } from "../../src/bench/virtual.ts";
import { makeGuestOf } from "../../src/broadcast/make-guest.ts";
import { isClient } from "../../src/node/message.ts";

export const NODES = 25;

/** From the last value on: whatever has to be acknowledged or asked for is then done with. */
export const SETTLING_SECONDS = 60;

export interface Chatter {
  /** Messages to other nodes while idle, of each node. */
  readonly messages: readonly number[];
  readonly lost: number;
}

/** Some load in virtual time, a minute of silence, and then the messages of `seconds` more. */
export async function countIdleMessages(
  seconds: number,
  options: Partial<TestOptions>,
): Promise<Chatter> {
  let fromMs = Infinity;
  const nodes = nodeNames(NODES);
  const counts = new Map(nodes.map((name) => [name, 0]));
  const observer: RunObserver = {
    phase(phase, timeMs) {
      if (phase === "recover") fromMs = timeMs + SETTLING_SECONDS * 1000;
    },
    network(event, { src, dest }, timeMs) {
      if (event !== "send" || timeMs < fromMs || isClient(dest)) return;
      const count = counts.get(src);
      if (count !== undefined) counts.set(src, count + 1);
    },
  };
  const whole = {
    nodes,
    latencyMs: 100,
    recoverySeconds: SETTLING_SECONDS + seconds,
    ...options,
  };
  const { lost } = await simulate(whole, makeGuestOf({ strategy: "tree" }), { observer });
  return { messages: [...counts.values()], lost };
}
